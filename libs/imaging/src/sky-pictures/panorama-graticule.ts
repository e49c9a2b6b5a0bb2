import { ink, inkSoft } from '../drawing/ink.js';
import { dottedLine, graticuleLine, pathThrough, text } from '../drawing/svg.js';
import { azimuthLabel } from './cardinal.js';
import { lowestDeg, type PanoramaLayout } from './panorama-layout.js';

const altitudesDeg = [0, 30, 60];
const highestRingDeg = 60;
const azimuthStepDeg = 30;

function span(from: number, to: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
}

/** Longitudes of the azimuth lines in the picture with the azimuths they stand for. */
function meridians(centralDeg: number): { longitudeDeg: number; azimuthDeg: number }[] {
  const first = Math.ceil((centralDeg - 180) / azimuthStepDeg) * azimuthStepDeg;
  return span(first, first + 360, 360 / azimuthStepDeg)
    .map((azimuthDeg) => ({ longitudeDeg: azimuthDeg - centralDeg, azimuthDeg }))
    .filter(({ longitudeDeg }) => longitudeDeg <= 180);
}

/** Lines every 30 deg, dotted on paper, and the edge of the sky. */
export function panoramaGraticule(layout: PanoramaLayout, centralDeg: number): string {
  const lines = [
    ...meridians(centralDeg)
      .filter(({ longitudeDeg }) => Math.abs(longitudeDeg) < 180)
      .map(({ longitudeDeg, azimuthDeg }) =>
        // Only the cardinal lines run on to the zenith, where all would close to a blot.
        span(lowestDeg, azimuthDeg % 90 === 0 ? 90 : highestRingDeg, 60).map((altitude) =>
          layout.point(longitudeDeg, altitude),
        ),
      ),
    ...altitudesDeg.map((altitude) =>
      span(-180, 180, 180).map((longitude) => layout.point(longitude, altitude)),
    ),
  ];
  const edge = [
    ...span(lowestDeg, 90, 120).map((altitude) => layout.point(-180, altitude)),
    ...span(90, lowestDeg, 120).map((altitude) => layout.point(180, altitude)),
    ...span(180, -180, 180).map((longitude) => layout.point(longitude, lowestDeg)),
  ];
  const line = layout.page === 'print' ? dottedLine : graticuleLine;
  return (
    lines.map((points) => line(points, layout.unit)).join('') +
    `<path d="${pathThrough(edge)}Z" fill="none" stroke="${inkSoft}" stroke-width="${2.4 * layout.unit}" stroke-linejoin="round"/>`
  );
}

/** Azimuths below the horizon, altitudes at both ends, on paper at the left. */
export function panoramaLabels(layout: PanoramaLayout, centralDeg: number): string[] {
  const { unit } = layout;
  const baseline = layout.point(180, lowestDeg)[1] + 40 * unit;
  const azimuths = meridians(centralDeg).map(({ longitudeDeg, azimuthDeg }) => {
    const [x] = layout.point(longitudeDeg, lowestDeg);
    const { text: label, cardinal } = azimuthLabel(azimuthDeg);
    return text(label, x, baseline, {
      sizePx: (cardinal ? 32 : 24) * unit,
      weight: cardinal ? 'bold' : 'regular',
      anchor: 'middle',
      fill: cardinal ? ink : inkSoft,
    });
  });
  const sides = layout.page === 'print' ? [-180] : [-180, 180];
  const altitudes = altitudesDeg.flatMap((altitude) =>
    sides.map((longitude) => {
      const [x, y] = layout.point(longitude, altitude);
      const side = Math.sign(longitude);
      return text(`${altitude}°`, x + side * 14 * unit, y + (altitude === 0 ? 8 : -4) * unit, {
        sizePx: 24 * unit,
        anchor: side < 0 ? 'end' : 'start',
        fill: inkSoft,
      });
    }),
  );
  return [...azimuths, ...altitudes];
}
