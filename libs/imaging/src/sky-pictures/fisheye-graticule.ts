import { zenithalEqualArea } from '@nightskies/sky';
import { ink, inkSoft } from '../drawing/ink.js';
import { graticuleLine, px, text } from '../drawing/svg.js';
import { azimuthLabel } from './cardinal.js';

/** Where a round picture of the sky stands on its page, px. */
export interface FisheyePlace {
  readonly centreX: number;
  readonly centreY: number;
  /** Of the horizon. */
  readonly radiusPx: number;
  /** One unit is 1/640 of the radius of the usual picture: letters and lines are given in it. */
  readonly unit: number;
}

const altitudesDeg = [30, 60];
const highestRingDeg = 60;
const azimuthStepDeg = 30;

/** Place of a direction; `beyond` puts labels outside the rim. */
function at(
  place: FisheyePlace,
  azimuthDeg: number,
  altitudeDeg: number,
  beyond = 1,
): readonly [number, number] {
  const { x, y } = zenithalEqualArea.forward(azimuthDeg, altitudeDeg);
  const scale = (place.radiusPx / Math.SQRT2) * beyond;
  return [place.centreX - x * scale, place.centreY - y * scale];
}

function azimuths(): number[] {
  return Array.from({ length: 360 / azimuthStepDeg }, (_, i) => i * azimuthStepDeg);
}

/** Rings and rays every 30 deg, and the horizon. */
export function fisheyeGraticule(place: FisheyePlace): string {
  const rays = azimuths().map((azimuth) =>
    // Only the four cardinal lines run on to the zenith, where all would close to a blot.
    [azimuth % 90 === 0 ? 90 : highestRingDeg, 0].map((altitude) => at(place, azimuth, altitude)),
  );
  const rings = altitudesDeg.map((altitude) =>
    Array.from({ length: 181 }, (_, i) => at(place, 2 * i, altitude)),
  );
  return (
    [...rays, ...rings].map((points) => graticuleLine(points, place.unit)).join('') +
    `<circle cx="${px(place.centreX)}" cy="${px(place.centreY)}" r="${px(place.radiusPx)}" fill="none" stroke="${inkSoft}" stroke-width="${px(2.4 * place.unit)}"/>`
  );
}

/** Azimuths around the horizon, altitudes on their rings in the south. */
export function fisheyeLabels(place: FisheyePlace): string[] {
  const { unit } = place;
  const around = azimuths().map((azimuth) => {
    const { text: label, cardinal } = azimuthLabel(azimuth);
    const sizePx = (cardinal ? 34 : 24) * unit;
    const [x, y] = at(place, azimuth, 0, 1.055);
    return text(label, x, y + 0.36 * sizePx, {
      sizePx,
      weight: cardinal ? 'bold' : 'regular',
      anchor: 'middle',
      fill: cardinal ? ink : inkSoft,
    });
  });
  const rings = altitudesDeg.map((altitude) => {
    const [x, y] = at(place, 180, altitude);
    return text(`${altitude}°`, x + 9 * unit, y - 9 * unit, {
      sizePx: 24 * unit,
      fill: ink,
      halo: 'rgb(0,0,0,0.55)',
    });
  });
  return [...around, ...rings];
}
