import { assertMap, topDeg, type MapRows } from './map-rows.js';

/**
 * The world file of a picture of a map whose first row is the highest (`.tfw` beside a TIFF, `.pgw`
 * beside a PNG): six lines with the step to the right, two rotations, the step downwards (negative),
 * and azimuth and altitude of the centre of the first pixel, in degrees.
 *
 * @throws RangeError for a map without cells
 */
export function worldFile(map: MapRows): string {
  assertMap(map);
  const { stepDeg, leftDeg } = map;
  const numbers = [stepDeg, 0, 0, -stepDeg, leftDeg + stepDeg / 2, topDeg(map) - stepDeg / 2];
  return numbers.map((number) => `${number}\n`).join('');
}
