import { px, text } from '../drawing/svg.js';
import type { AnnotationView } from './annotation-view.js';
import { halo, starNameColour } from './annotation-ink.js';
import type { LabelPlaces } from './label-places.js';

/** Arrows to north and east in the lower left corner, as they lie at the middle of the picture. */
export function compass(
  view: AnnotationView,
  labels: LabelPlaces,
  unit: number,
): { under: string; over: string } {
  const middle = { x: view.width / 2, y: view.height / 2 };
  const place = view.placeAt(middle);
  if (place === undefined) return { under: '', over: '' };
  const length = 46 * unit;
  const [x, y] = [92 * unit, view.height - 92 * unit];
  const reach = length + 26 * unit;
  labels.take({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach });
  const step = view.radiusDeg / 200;
  const ways = [
    {
      name: 'N',
      ahead: view.pointOfPlace(place.raDeg, towards(place.decDeg, step)),
      flip: flips(place.decDeg, step),
    },
    {
      name: 'E',
      ahead: view.pointOfPlace(
        place.raDeg + step / Math.max(Math.cos((place.decDeg * Math.PI) / 180), 0.01),
        place.decDeg,
      ),
      flip: false,
    },
  ];
  const arrows = ways.map(({ name, ahead, flip }) => {
    if (ahead === undefined) return '';
    const sign = flip ? -1 : 1;
    const away = Math.hypot(ahead.x - middle.x, ahead.y - middle.y);
    const [dx, dy] = [(sign * (ahead.x - middle.x)) / away, (sign * (ahead.y - middle.y)) / away];
    const [endX, endY] = [x + dx * length, y + dy * length];
    const [barbX, barbY] = [dx * 10 * unit, dy * 10 * unit];
    const d = `M${px(x)} ${px(y)}L${px(endX)} ${px(endY)}M${px(endX - barbX - barbY * 0.5)} ${px(endY - barbY + barbX * 0.5)}L${px(endX)} ${px(endY)}L${px(endX - barbX + barbY * 0.5)} ${px(endY - barbY - barbX * 0.5)}`;
    const line = (stroke: string, width: number): string =>
      `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${px(width * unit)}" stroke-linecap="round" stroke-linejoin="round"/>`;
    const letter = text(
      name,
      x + dx * (length + 14 * unit),
      y + dy * (length + 14 * unit) + 7 * unit,
      {
        sizePx: 20 * unit,
        weight: 'bold',
        anchor: 'middle',
        fill: starNameColour,
        halo,
      },
    );
    return line(halo, 5) + line(starNameColour, 2) + letter;
  });
  return { under: '', over: arrows.join('') };
}

/** A declination further north, or further south where north is over the pole. */
function towards(decDeg: number, step: number): number {
  return flips(decDeg, step) ? decDeg - step : decDeg + step;
}

function flips(decDeg: number, step: number): boolean {
  return decDeg + step > 90;
}
