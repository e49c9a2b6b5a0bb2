import type { Measured } from '@nightskies/contracts';
import { degree } from '@nightskies/sky';
import { measured, unmeasured } from '../regions/measured.js';
import type { GroundGrid } from './ground-grid.js';

/** Outer radius of each ring in km and weight of a cell of 0.5625 km2 in it (sky-stages 11.6). */
const rings: readonly (readonly [number, number])[] = [
  [1.5, 0.9736],
  [3, 0.6123],
  [4.6875, 0.4079],
  [6.75, 0.2767],
  [9.1875, 0.1882],
  [12, 0.1286],
  [15.1875, 0.08821],
  [18.75, 0.0608],
  [22.6875, 0.0421],
  [27, 0.02928],
  [31.6875, 0.02046],
  [36.75, 0.01435],
  [42.1875, 0.01011],
  [48, 0.007148],
  [54.1875, 0.005073],
  [60.75, 0.003613],
  [67.6875, 0.002582],
  [75, 0.001851],
  [82.6875, 0.001331],
  [90.75, 9.601e-4],
  [99.1875, 6.945e-4],
  [108, 5.037e-4],
  [117.1875, 3.664e-4],
  [126.75, 2.671e-4],
  [136.6875, 1.953e-4],
  [147, 1.431e-4],
  [157.6875, 1.051e-4],
  [168.75, 7.732e-5],
  [180.1875, 5.703e-5],
  [192, 4.216e-5],
  [204.1875, 3.122e-5],
  [216.75, 2.317e-5],
  [229.6875, 1.723e-5],
  [243, 1.283e-5],
  [256.6875, 9.576e-6],
  [270.75, 7.159e-6],
  [285.1875, 5.361e-6],
  [300, 4.021e-6],
];

const nearestKm = 0.5;
/** Radiance below this is noise of the satellite, nW cm-2 sr-1. */
const leastRadiance = 0.5;
const perUnit = 1 / 562.72;
const calibratedCellKm2 = 0.5625;
const kmPerDeg = (Math.PI / 180) * 6371.007;
/** What the authors' ratio differs by from measured ones (Duriscoe et al. 2018), and the cell's size that is inferred. */
const modelError = 0.3;

/** Weight of light at a distance, or 0 outside the rings. */
export function lightRatioWeight(km: number): number {
  if (km < nearestKm) return 0;
  return rings.find(([outer]) => km <= outer)?.[1] ?? 0;
}

/**
 * The all-sky light pollution ratio that lights on the ground should make (Duriscoe et al. 2018, JQSRT
 * 214, 133), from upward radiance as the VIIRS day/night band has it, nW cm-2 sr-1. The calibration is
 * for cells that were most likely 0.75 km wide: sums are taken by area over 0.5625 km2.
 */
export function lightRatioModel(
  radiance: GroundGrid,
  site: { readonly longitudeDeg: number; readonly latitudeDeg: number },
): Measured {
  const reachDeg = rings[rings.length - 1][0] / kmPerDeg;
  const centre = site.latitudeDeg * degree;
  let sum = 0;
  let seen = 0;
  const firstRow = Math.max(
    0,
    Math.floor((radiance.northDeg - site.latitudeDeg - reachDeg) / radiance.stepDeg),
  );
  const lastRow = Math.min(
    radiance.rows - 1,
    Math.floor((radiance.northDeg - site.latitudeDeg + reachDeg) / radiance.stepDeg),
  );
  for (let row = firstRow; row <= lastRow; row++) {
    const latitude = (radiance.northDeg - (row + 0.5) * radiance.stepDeg) * degree;
    const cellKm2 = (kmPerDeg * radiance.stepDeg) ** 2 * Math.cos(latitude);
    for (let column = 0; column < radiance.columns; column++) {
      const turn =
        (radiance.westDeg + (column + 0.5) * radiance.stepDeg - site.longitudeDeg) * degree;
      const half =
        Math.sin((latitude - centre) / 2) ** 2 +
        Math.cos(latitude) * Math.cos(centre) * Math.sin(turn / 2) ** 2;
      const km = ((2 * Math.asin(Math.min(1, Math.sqrt(half)))) / degree) * kmPerDeg;
      const weight = lightRatioWeight(km);
      const value = radiance.values[row * radiance.columns + column];
      if (weight === 0 || Number.isNaN(value)) continue;
      seen += cellKm2;
      if (value >= leastRadiance) sum += value * weight * (cellKm2 / calibratedCellKm2);
    }
  }
  const whole = Math.PI * (300 ** 2 - nearestKm ** 2);
  if (seen === 0) return unmeasured('1', 'the map of lights does not reach the site');
  const ratio = sum * perUnit;
  const gap =
    seen >= 0.98 * whole
      ? null
      : `the map of lights has ${((seen / whole) * 100).toFixed(0)} % of the 300 km about the site`;
  return measured(
    '1',
    ratio,
    { random: 0, systematic: 0, model: ratio * modelError, gaps: 0 },
    gap,
  );
}
