import { px } from '../drawing/svg.js';
import type { AnnotationView, ShownPoint } from './annotation-view.js';
import { bodyColour, figureColour, halo, messierColour, starNameColour } from './annotation-ink.js';
import type { LabelPlaces } from './label-places.js';
import type { SkyFigures, Vector3 } from '@nightskies/sky';

/** Figures to be drawn, as `readSkyFigures` gives them. */
export type SkyMarks = SkyFigures;

/** A body of the solar system. */
export interface MarkedBody {
  readonly name: string;
  /** Unit vector in ICRS axes. */
  readonly direction: Vector3;
  /** Radius of its disc, degrees; 0 for a point. */
  readonly radiusDeg: number;
}

const mostStarNames = 40;

/** Constellations, names of stars, Messier objects, and bodies of the solar system. */
export function skyMarks(
  view: AnnotationView,
  labels: LabelPlaces,
  unit: number,
  marks: SkyMarks,
  bodies: readonly MarkedBody[],
): { under: string; over: string } {
  const objects = messierObjects(view, unit, marks);
  for (const { at, radius } of objects) keepFree(labels, unit, at, radius);
  const over = [
    ...bodies.map((body) => bodyMark(view, labels, unit, body)),
    ...starNames(view, labels, unit, marks),
    ...objects.map((object) => messierMark(view, labels, unit, object)),
    ...constellationNames(view, labels, unit, marks),
  ];
  return { under: constellationLines(view, unit, marks), over: over.join('') };
}

/** Points of the drawing per degree near the middle. */
function pxPerDegree(view: AnnotationView): number {
  return Math.hypot(view.width, view.height) / 2 / view.radiusDeg;
}

/** A field in which small things crowd. */
function isWide(view: AnnotationView): boolean {
  return view.radiusDeg > 40;
}

function constellationLines(
  view: AnnotationView,
  unit: number,
  { constellations }: SkyMarks,
): string {
  const paths: string[] = [];
  const gap = (isWide(view) ? 6 : 12) * unit;
  for (const { lines } of constellations) {
    for (const line of lines) {
      for (let i = 1; i < line.length; i += 1) {
        const [from, to] = [line[i - 1], line[i]];
        const ends = [from, to].map(({ raDeg, decDeg }) => view.pointOfPlace(raDeg, decDeg));
        paths.push(segment(ends[0], ends[1], gap));
      }
    }
  }
  return `<path d="${paths.join('')}" fill="none" stroke="${figureColour}" stroke-opacity="0.6" stroke-width="${px(1.6 * unit)}" stroke-linecap="round"/>`;
}

/** A line between two stars that leaves the stars themselves free. */
function segment(from: ShownPoint | undefined, to: ShownPoint | undefined, gap: number): string {
  if (from === undefined || to === undefined) return '';
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < 2.5 * gap) return '';
  const [dx, dy] = [((to.x - from.x) / length) * gap, ((to.y - from.y) / length) * gap];
  return `M${px(from.x + dx)} ${px(from.y + dy)}L${px(to.x - dx)} ${px(to.y - dy)}`;
}

function constellationNames(
  view: AnnotationView,
  labels: LabelPlaces,
  unit: number,
  { constellations }: SkyMarks,
): string[] {
  const style = { sizePx: 22 * unit, fill: figureColour, halo } as const;
  return constellations.flatMap(({ name, raDeg, decDeg, lines }) => {
    const ends = lines.flat().map((place) => view.pointOfPlace(place.raDeg, place.decDeg));
    const inside = ends.filter((point) => point !== undefined && view.isInside(point, 10 * unit));
    if (inside.length < 2) return [];
    const own = view.pointOfPlace(raDeg, decDeg);
    const points = inside.filter((point) => point !== undefined);
    const middle =
      own !== undefined && view.isInside(own, 60 * unit)
        ? own
        : {
            x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
            y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
          };
    return [labels.around(name.toUpperCase(), middle.x, middle.y, 12 * unit, style)];
  });
}

function starNames(
  view: AnnotationView,
  labels: LabelPlaces,
  unit: number,
  { stars }: SkyMarks,
): string[] {
  const seen = stars
    .filter(({ name }) => name !== '')
    .map((star) => ({ ...star, at: view.pointOfPlace(star.raDeg, star.decDeg) }))
    .filter(({ at }) => at !== undefined && view.isInside(at, 4 * unit))
    .sort((a, b) => a.v - b.v)
    .slice(0, mostStarNames);
  return seen.map(({ name, at }) =>
    at === undefined
      ? ''
      : labels.around(name, at.x, at.y, 18 * unit, {
          sizePx: 18 * unit,
          fill: starNameColour,
          halo,
        }),
  );
}

interface ShownObject {
  readonly at: ShownPoint;
  readonly radius: number;
  readonly label: string;
}

function messierObjects(
  view: AnnotationView,
  unit: number,
  { messier }: SkyMarks,
): readonly ShownObject[] {
  return messier.flatMap(({ number, name, extentArcmin, raDeg, decDeg }) => {
    const at = view.pointOfPlace(raDeg, decDeg);
    if (at === undefined || !view.isInside(at)) return [];
    if (name === '' && isWide(view)) return [];
    const radius = Math.max((extentArcmin / 120) * pxPerDegree(view), 9 * unit);
    return [{ at, radius, label: name === '' ? `M${number}` : `M${number} ${name}` }];
  });
}

/** Keeps letters out of a small circle; a large one may hold names. */
function keepFree(labels: LabelPlaces, unit: number, { x, y }: ShownPoint, radius: number): void {
  if (radius > 24 * unit) return;
  const half = radius * Math.SQRT1_2;
  labels.take({ left: x - half, top: y - half, right: x + half, bottom: y + half });
}

function messierMark(
  view: AnnotationView,
  labels: LabelPlaces,
  unit: number,
  { at, radius, label }: ShownObject,
): string {
  return (
    `<circle cx="${px(at.x)}" cy="${px(at.y)}" r="${px(radius)}" fill="none" stroke="${messierColour}" stroke-opacity="0.85" stroke-width="${px(1.5 * unit)}" stroke-dasharray="${px(5 * unit)} ${px(4 * unit)}"/>` +
    labels.around(label, at.x, at.y, Math.min(radius, view.width / 3) + 8 * unit, {
      sizePx: 17 * unit,
      fill: messierColour,
      halo,
    })
  );
}

function bodyMark(
  view: AnnotationView,
  labels: LabelPlaces,
  unit: number,
  { name, direction, radiusDeg }: MarkedBody,
): string {
  const at = view.pointOf(direction);
  if (at === undefined || !view.isInside(at)) return '';
  const radius = Math.max(radiusDeg * pxPerDegree(view), 13 * unit);
  keepFree(labels, unit, at, radius);
  return (
    `<circle cx="${px(at.x)}" cy="${px(at.y)}" r="${px(radius)}" fill="none" stroke="${bodyColour}" stroke-width="${px(2 * unit)}"/>` +
    labels.around(name, at.x, at.y, radius + 8 * unit, {
      sizePx: 21 * unit,
      weight: 'bold',
      fill: bodyColour,
      halo,
    })
  );
}
