import { pathThrough, px } from '../drawing/svg.js';
import type { AnnotationView, ShownPoint } from './annotation-view.js';
import { gridColour, halo } from './annotation-ink.js';
import type { LabelPlaces } from './label-places.js';

/** Spacings a person reads: degrees of declination, and of right ascension as parts of hours. */
const decStepsDeg = [1 / 60, 2 / 60, 5 / 60, 10 / 60, 0.25, 0.5, 1, 2, 5, 10, 15, 30];
const raStepsDeg = [1 / 24, 1 / 12, 1 / 6, 0.25, 0.5, 1.25, 2.5, 3.75, 7.5, 15, 30, 45];

interface Extent {
  readonly decLow: number;
  readonly decHigh: number;
  /** Within 180 deg of the middle's right ascension. */
  readonly raLow: number;
  readonly raHigh: number;
}

/** Circles of right ascension and declination with labels where they leave the picture. */
export function equatorialGrid(view: AnnotationView, labels: LabelPlaces, unit: number): string {
  const extent = extentOf(view);
  const lines: string[] = [];
  const names: string[] = [];
  const style = { sizePx: 15 * unit, fill: gridColour, halo } as const;
  const decStep = stepFor(extent.decHigh - extent.decLow, decStepsDeg, 5);
  const raStep = stepFor(extent.raHigh - extent.raLow, raStepsDeg, 5);
  const draw = (points: readonly ShownPoint[][], name: string): void => {
    for (const run of points) {
      lines.push(pathThrough(run.map(({ x, y }) => [x, y])));
      for (const end of [run[0], run[run.length - 1]]) {
        if (!view.isInside(end, -2) || view.isInside(end, 14 * unit)) continue;
        const inset = 6 * unit;
        const x = Math.min(Math.max(end.x, inset), view.width - inset);
        const y = Math.min(Math.max(end.y, inset), view.height - inset);
        const label = labels.around(name, x, y, inset, style);
        names.push(label);
        if (label !== '') break;
      }
    }
  };
  for (let dec = Math.ceil(extent.decLow / decStep); dec * decStep <= extent.decHigh; dec += 1) {
    const decDeg = dec * decStep;
    if (Math.abs(decDeg) >= 90) continue;
    draw(
      runs(view, extent.raLow, extent.raHigh, (raDeg) => [raDeg, decDeg]),
      declinationLabel(decDeg, decStep),
    );
  }
  const lastRa = extent.raHigh - extent.raLow >= 360 ? extent.raHigh - raStep / 2 : extent.raHigh;
  for (let ra = Math.ceil(extent.raLow / raStep); ra * raStep <= lastRa; ra += 1) {
    const raDeg = ra * raStep;
    draw(
      runs(view, Math.max(extent.decLow, -89), Math.min(extent.decHigh, 89), (decDeg) => [
        raDeg,
        decDeg,
      ]),
      rightAscensionLabel(raDeg, raStep),
    );
  }
  return `<path d="${lines.join('')}" fill="none" stroke="${gridColour}" stroke-opacity="0.5" stroke-width="${px(unit)}"/>${names.join('')}`;
}

/** What declinations and right ascensions the picture shows, by looking at a mesh of its points. */
function extentOf(view: AnnotationView): Extent {
  const middle = view.placeAt({ x: view.width / 2, y: view.height / 2 });
  const middleRa = middle?.raDeg ?? 180;
  let [decLow, decHigh, raLow, raHigh] = [90, -90, 180, -180];
  const steps = 24;
  for (let i = 0; i <= steps; i += 1) {
    for (let k = 0; k <= steps; k += 1) {
      const place = view.placeAt({ x: (i / steps) * view.width, y: (k / steps) * view.height });
      if (place === undefined) continue;
      decLow = Math.min(decLow, place.decDeg);
      decHigh = Math.max(decHigh, place.decDeg);
      const away = ((((place.raDeg - middleRa + 180) % 360) + 360) % 360) - 180;
      raLow = Math.min(raLow, away);
      raHigh = Math.max(raHigh, away);
    }
  }
  const holdsPole = (sign: number): boolean => {
    const pole = view.pointOfPlace(0, sign * 90);
    return pole !== undefined && view.isInside(pole);
  };
  const [north, south] = [holdsPole(1), holdsPole(-1)];
  if (north || south || raHigh - raLow > 330) [raLow, raHigh] = [-180, 180];
  return {
    decLow: south ? -90 : decLow,
    decHigh: north ? 90 : decHigh,
    raLow: middleRa + raLow,
    raHigh: middleRa + raHigh,
  };
}

/** The smallest step with at most so many lines. */
function stepFor(spanDeg: number, steps: readonly number[], lines: number): number {
  return steps.find((step) => spanDeg / step <= lines) ?? steps[steps.length - 1];
}

/** Parts of a circle that lie in the picture. */
function runs(
  view: AnnotationView,
  from: number,
  to: number,
  place: (at: number) => readonly [raDeg: number, decDeg: number],
): ShownPoint[][] {
  const all: ShownPoint[][] = [];
  let run: ShownPoint[] = [];
  const margin = (to - from) * 0.05;
  const steps = 160;
  for (let i = 0; i <= steps; i += 1) {
    const [raDeg, decDeg] = place(from - margin + ((to - from + 2 * margin) * i) / steps);
    const point = Math.abs(decDeg) > 90 ? undefined : view.pointOfPlace(raDeg, decDeg);
    if (point !== undefined && view.isInside(point)) run.push(point);
    else if (run.length > 0) {
      all.push(run);
      run = [];
    }
  }
  if (run.length > 0) all.push(run);
  return all.filter((points) => points.length > 1);
}

function rightAscensionLabel(raDeg: number, stepDeg: number): string {
  const seconds = Math.round((((raDeg % 360) + 360) % 360) * 240) % 86_400;
  const hours = `${Math.floor(seconds / 3600)}h`;
  if (stepDeg >= 15) return hours;
  const minutes = `${hours} ${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}m`;
  return stepDeg >= 0.25 ? minutes : `${minutes} ${String(seconds % 60).padStart(2, '0')}s`;
}

function declinationLabel(decDeg: number, stepDeg: number): string {
  const minutes = Math.round(Math.abs(decDeg) * 60);
  const sign = minutes === 0 ? '' : decDeg < 0 ? '−' : '+';
  const degrees = `${sign}${Math.floor(minutes / 60)}°`;
  return stepDeg >= 1 ? degrees : `${degrees} ${String(minutes % 60).padStart(2, '0')}'`;
}
