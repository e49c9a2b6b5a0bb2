import { allSkyGrid, columnAzimuthDeg, rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import type { HorizonStrip } from '../horizon-strip.js';

/** Random numbers of a seed (mulberry32): uniform, and normal (sums of twelve, drawn from 16384 of them). */
export function randomNumbers(seed: number): {
  readonly uniform: () => number;
  readonly normal: () => number;
} {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normals = Float64Array.from({ length: 16_384 }, () => {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += uniform();
    return sum;
  });
  return { uniform, normal: () => normals[Math.floor(uniform() * normals.length)] };
}

export interface MadeUpHorizon {
  /** Light of the sky and of the ground by azimuth and altitude. */
  readonly sky: (azimuthDeg: number, altitudeDeg: number) => number;
  readonly ground: (azimuthDeg: number, altitudeDeg: number) => number;
  readonly skylineDeg: (azimuthDeg: number) => number;
  /** 1 sigma of a cell. */
  readonly noise: number;
  /** Stars per square degree, of 5 to 50 times the noise. */
  readonly stars?: number;
  readonly topDeg?: number;
  /** NaN where true. */
  readonly missing?: (azimuthDeg: number, altitudeDeg: number) => boolean;
  readonly frame?: (azimuthDeg: number, altitudeDeg: number) => number;
}

/** A strip of cells of 0.1 deg, 1 deg below the horizon and upwards. */
export function madeUpStrip(made: MadeUpHorizon, seed = 1): HorizonStrip {
  const { uniform, normal } = randomNumbers(seed);
  const whole = allSkyGrid(0.1);
  const grid: MapGrid = {
    ...whole,
    altitude0Deg: -1,
    rows: Math.round(((made.topDeg ?? 14) + 1) / 0.1),
  };
  const light = new Float32Array(grid.columns * grid.rows);
  const frame = new Uint8Array(light.length);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const [azimuth, altitude] = [columnAzimuthDeg(grid, column), rowAltitudeDeg(grid, row)];
      const isSky = altitude > made.skylineDeg(azimuth);
      const at = row * grid.columns + column;
      light[at] =
        (isSky ? made.sky(azimuth, altitude) : made.ground(azimuth, altitude)) +
        made.noise * normal();
      if (isSky && uniform() < (made.stars ?? 0) * 0.01) {
        light[at] += made.noise * (5 + 45 * uniform());
      }
      frame[at] = made.frame?.(azimuth, altitude) ?? 1;
      if (made.missing?.(azimuth, altitude) === true) {
        light[at] = Number.NaN;
        frame[at] = 0;
      }
    }
  }
  return { grid, light, frame };
}

/** Root mean square of the skyline's error, deg. */
export function skylineError(
  mask: { readonly grid: MapGrid; readonly skylineDeg: Float64Array },
  truth: (azimuthDeg: number) => number,
  among: (azimuthDeg: number) => boolean = () => true,
): { readonly rms: number; readonly worst: number } {
  let sum = 0;
  let count = 0;
  let worst = 0;
  for (let column = 0; column < mask.grid.columns; column++) {
    const azimuth = columnAzimuthDeg(mask.grid, column);
    if (!among(azimuth)) continue;
    const error = mask.skylineDeg[column] - Math.max(0, truth(azimuth));
    sum += error * error;
    worst = Math.max(worst, Math.abs(error));
    count++;
  }
  return { rms: Math.sqrt(sum / count), worst };
}
