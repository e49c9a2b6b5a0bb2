import { hammer } from '@nightskies/sky';
import type { SkyView } from './sky-raster.js';

/** Where the panorama stands in a view, px from its upper left corner. */
export interface HammerPlace {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Height of the horizon, downwards. */
  readonly horizonPx: number;
  /** Pixels per radian at the centre of the projection. */
  readonly radiusPx: number;
}

/**
 * The sky in the Hammer equal-area projection, azimuth growing to the right.
 *
 * @param centralDeg azimuth in the middle
 * @param lowestDeg  lowest altitude shown
 */
export function hammerView(place: HammerPlace, centralDeg: number, lowestDeg: number): SkyView {
  const { widthPx, heightPx, horizonPx, radiusPx } = place;
  const perDegreePx = (radiusPx * Math.PI) / 180;
  return {
    widthPx,
    heightPx,
    centralDeg,
    round: false,
    row(row, { turnDeg, altitudeDeg, part }) {
      for (let column = 0; column < part.length; column++) {
        let x = (column + 0.5 - widthPx / 2) / radiusPx;
        let y = (horizonPx - (row + 0.5)) / radiusPx;
        const square = (x * x) / 8 + (y * y) / 2;
        let shown = 1;
        if (square > 0.98) {
          const slope = Math.sqrt((x * x) / 16 + y * y);
          shown = Math.min(1, 0.5 + ((1 - square) / slope) * radiusPx);
          if (square >= 1) {
            const inward = (1 - 1e-12) / Math.sqrt(square);
            x *= inward;
            y *= inward;
          }
        }
        const sky = shown > 0 ? hammer.inverse(x, y) : null;
        if (sky === null) {
          part[column] = 0;
          continue;
        }
        turnDeg[column] = sky.longitudeDeg;
        altitudeDeg[column] = Math.max(sky.latitudeDeg, lowestDeg);
        part[column] = Math.min(shown, 0.5 + (sky.latitudeDeg - lowestDeg) * perDegreePx);
      }
    },
  };
}
