import type { MapGrid } from '@nightskies/sky';
import { middleOfThree, type SmoothColumns } from './smooth-columns.js';

/** Lower than this in rows an edge is that of the horizon itself: no terrain. */
const horizonRows = 1.5;

/**
 * Apparent altitude of an edge, deg, to a part of a row: where light passes the middle between that of
 * below and that of above. 0 for an edge at the horizon.
 *
 * @param level boundary of rows above the horizon
 */
export function skylineAltitudeDeg(
  { rows, horizonRow, light }: SmoothColumns,
  grid: MapGrid,
  column: number,
  level: number,
): number {
  const at = column * rows + horizonRow + level;
  const below = middleOfThree(light[at - 3], light[at - 4], light[at - 5]);
  const above = middleOfThree(light[at + 2], light[at + 3], light[at + 4]);
  const half = (below + above) / 2;
  const boundary = grid.altitude0Deg + (horizonRow + level) * grid.stepDeg;
  const sign = Math.sign(above - below);
  let altitude = boundary;
  for (let k = -2; k < 2; k++) {
    const [low, high] = [light[at + k - 1], light[at + k]];
    if (sign * (low - half) <= 0 && sign * (high - half) > 0) {
      altitude = boundary + grid.stepDeg * (k - 0.5 + (half - low) / (high - low));
      break;
    }
  }
  return altitude < horizonRows * grid.stepDeg ? 0 : altitude;
}
