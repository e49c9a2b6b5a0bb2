import { zenithalEqualArea } from '@nightskies/sky';
import { px, text } from '../drawing/svg.js';
import { azimuthLabel } from '../sky-pictures/cardinal.js';
import { noValuePattern } from './diverging-palette.js';
import { ink, inkSoft } from './plot-style.js';

/** Where a round map of the sky stands on the page, px. */
export interface SkyPlace {
  readonly centreX: number;
  readonly centreY: number;
  /** Of the horizon. */
  readonly radiusPx: number;
  readonly unit: number;
}

const ringsDeg = [30, 60];

/** As one sees it looking up: north at the top, east left; zenithal equal-area projection. */
export function onSky(place: SkyPlace, azimuthDeg: number, altitudeDeg: number): [number, number] {
  const { x, y } = zenithalEqualArea.forward(azimuthDeg, altitudeDeg);
  const scale = place.radiusPx / Math.SQRT2;
  return [place.centreX - x * scale, place.centreY - y * scale];
}

/**
 * A drawing on the sky, with rings of altitude, horizon and directions over the ground without value.
 *
 * @param ground whether that ground is drawn; not over pixels that lie on the page already
 */
export function framedSky(place: SkyPlace, drawing: string, ground = true): string {
  const { centreX, centreY, radiusPx, unit } = place;
  const ring = (radius: number, width: number): string =>
    `<circle cx="${px(centreX)}" cy="${px(centreY)}" r="${px(radius)}" fill="none" stroke="${inkSoft}" stroke-opacity="0.55" stroke-width="${px(width * unit)}"/>`;
  const rings = ringsDeg.map((altitude) => ring(centreY - onSky(place, 0, altitude)[1], 1.5));
  return [
    ground
      ? `<circle cx="${px(centreX)}" cy="${px(centreY)}" r="${px(radiusPx)}" fill="${noValuePattern}"/>`
      : '',
    drawing,
    ...rings,
    ring(radiusPx, 2.4),
    ...skyLabels(place),
  ].join('');
}

function skyLabels(place: SkyPlace): string[] {
  const { unit, centreX, centreY, radiusPx } = place;
  const around = Array.from({ length: 12 }, (_, k) => {
    const { text: words, cardinal } = azimuthLabel(k * 30);
    const sizePx = (cardinal ? 32 : 24) * unit;
    const turn = (k * Math.PI) / 6;
    const away = radiusPx + 34 * unit;
    return text(
      words,
      centreX - away * Math.sin(turn),
      centreY - away * Math.cos(turn) + 0.36 * sizePx,
      {
        sizePx,
        weight: cardinal ? 'bold' : 'regular',
        anchor: 'middle',
        fill: cardinal ? ink : inkSoft,
      },
    );
  });
  const rings = ringsDeg.map((altitude) => {
    const [x, y] = onSky(place, 180, altitude);
    return text(`${altitude}°`, x + 8 * unit, y - 8 * unit, {
      sizePx: 22 * unit,
      fill: inkSoft,
      halo: '#fff',
    });
  });
  return [...around, ...rings];
}
