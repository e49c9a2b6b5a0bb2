import type { NaturalComponents } from '../components/natural-components.js';
import type { ObservedSky } from '../observed-sky.js';
import { forEachCell, type NaturalCell } from './natural-model.js';

/** A patch of sky the fit compares with the model: means over its usable cells. */
export interface SkyBin extends NaturalCell {
  readonly altitudeDeg: number;
  readonly azimuthDeg: number;
  readonly observed: number;
  /** Random error of the mean, nL. */
  readonly sigma: number;
  /** Errors of the component maps, nL. */
  readonly zodiacalError: number;
  readonly galacticError: number;
  readonly diffuseError: number;
  readonly scatteringError: number;
  /** With `north` and `east` the direction as a unit vector. */
  readonly up: number;
}

/** Below it terrain haze and refraction rule, and no component is known to 10 %. */
export const lowestFitDeg = 5;

/** A cell with less sky than this sees terrain, whose light would enter the mean. */
const leastSky = 0.9;

/** Height of bins by altitude: domes need fine rows, the high sky does not. */
function binHeightDeg(altitudeDeg: number): number {
  if (altitudeDeg < 10) return 1;
  return altitudeDeg < 30 ? 2 : 3;
}

const binWidthDeg = 4;

/**
 * Cells gathered into bins of about 4 deg, lower near the horizon, from `lowestFitDeg` up. Cells
 * that are not sky, unseen or without a positive error are left out.
 */
export function binSky(
  input: {
    readonly sky: ObservedSky;
    readonly observed: Float32Array;
    readonly sigma: Float32Array;
    readonly usable: Float32Array;
    readonly components: NaturalComponents;
  },
  referenceJdUtc: number,
): { readonly bins: readonly SkyBin[]; readonly usableCells: number; readonly cells: number } {
  const sums = new Map<number, Float64Array>();
  let cells = 0;
  let usableCells = 0;
  const { sky, observed, sigma, usable, components } = input;
  forEachCell(components, sky, referenceJdUtc, (index, cell, altitudeDeg, azimuthDeg) => {
    if (altitudeDeg < lowestFitDeg) return;
    cells += 1;
    const value = observed[index];
    const error = sigma[index];
    if (!(usable[index] >= leastSky) || !Number.isFinite(value) || !(error >= 0)) return;
    if (!Number.isFinite(sky.seconds[index])) return;
    usableCells += 1;
    const height = binHeightDeg(altitudeDeg);
    const rowMiddle = (Math.floor(altitudeDeg / height) + 0.5) * height;
    const around = Math.max(
      6,
      Math.round((360 / binWidthDeg) * Math.cos((Math.min(rowMiddle, 89) * Math.PI) / 180)),
    );
    const turn = (((azimuthDeg % 360) + 360) % 360) / 360;
    const key = Math.round(rowMiddle * 2) * 1024 + Math.floor(turn * around);
    let sum = sums.get(key);
    if (sum === undefined) sums.set(key, (sum = new Float64Array(17)));
    const azimuth = (azimuthDeg * Math.PI) / 180;
    const terms = [
      1,
      altitudeDeg,
      Math.cos(azimuth),
      Math.sin(azimuth),
      value,
      error * error,
      cell.airglow,
      cell.zodiacal,
      cell.galactic,
      cell.diffuse,
      cell.hours,
      cell.airmass,
      components.errors.zodiacal[index],
      components.errors.galactic[index],
      components.errors.diffuse[index],
      components.errors.scattering[index],
    ];
    for (let i = 0; i < terms.length; i += 1) sum[i] += terms[i];
  });
  const bins = [...sums]
    .sort(([a], [b]) => a - b)
    .map(([, sum]) => binOf(sum))
    .filter((bin) => Number.isFinite(bin.zodiacalError + bin.galacticError + bin.diffuseError));
  return { bins, usableCells, cells };
}

function binOf(sum: Float64Array): SkyBin {
  const count = sum[0];
  const altitudeDeg = sum[1] / count;
  const azimuth = Math.atan2(sum[3], sum[2]);
  const cosAltitude = Math.cos((altitudeDeg * Math.PI) / 180);
  return {
    altitudeDeg,
    azimuthDeg: (azimuth * 180) / Math.PI,
    up: Math.sin((altitudeDeg * Math.PI) / 180),
    north: cosAltitude * Math.cos(azimuth),
    east: cosAltitude * Math.sin(azimuth),
    observed: sum[4] / count,
    sigma: Math.sqrt(sum[5]) / count,
    airglow: sum[6] / count,
    zodiacal: sum[7] / count,
    galactic: sum[8] / count,
    diffuse: sum[9] / count,
    hours: sum[10] / count,
    airmass: sum[11] / count,
    zodiacalError: sum[12] / count,
    galacticError: sum[13] / count,
    diffuseError: sum[14] / count,
    scatteringError: sum[15] / count,
  };
}
