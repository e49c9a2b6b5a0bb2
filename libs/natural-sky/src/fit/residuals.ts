import { GlowLaw, townDirection } from './glow-model.js';
import { medianOf } from './median.js';
import { naturalOfBins, type NoiseModel, type SkyState } from './sky-problem.js';
import { structureAt, structureBandsDeg } from './structure.js';
import type { SkyBin } from './sky-bins.js';

/** What the model leaves over in one bin. */
export interface BinRest {
  readonly bin: SkyBin;
  readonly naturalNl: number;
  readonly artificialNl: number;
  readonly restNl: number;
}

/** Observed minus model, bin by bin. */
export function restsOf(bins: readonly SkyBin[], state: SkyState): readonly BinRest[] {
  const natural = naturalOfBins(bins, state.natural);
  const law = new GlowLaw(state.glow, townDirection(state.glow));
  return bins.map((bin, i) => {
    const glow = law.towards(bin);
    const artificialNl = glow.far + glow.domes;
    const restNl = bin.observed - natural[i] - artificialNl;
    return { bin, naturalNl: natural[i], artificialNl, restNl };
  });
}

const floorNl = 0.3;
const leastFraction = 0.004;
const greatestFraction = 0.5;

/**
 * Structure of the natural sky the model does not have, as a fraction of it, by altitude band: robust
 * scatter of the rests less the noise, where artificial light is the lesser part. A band too bright
 * or too small takes the figure of all bands.
 */
export function structureFractions(rests: readonly BinRest[]): readonly number[] {
  const natural = rests.filter((rest) => rest.artificialNl < 0.6 * rest.naturalNl);
  const overall = fractionOf(natural.length >= 40 ? natural : rests);
  return structureBandsDeg.map((low, i) => {
    const high = structureBandsDeg.at(i + 1) ?? 90;
    const band = natural.filter(({ bin }) => bin.altitudeDeg >= low && bin.altitudeDeg < high);
    return band.length < 60 ? overall : fractionOf(band);
  });
}

function fractionOf(rests: readonly BinRest[]): number {
  if (rests.length === 0) return 0.05;
  const scatter = 1.4826 * medianOf(rests.map((rest) => Math.abs(rest.restNl / rest.naturalNl)));
  const noise = medianOf(
    rests.map(({ bin, naturalNl }) => (bin.sigma ** 2 + floorNl ** 2) / naturalNl ** 2),
  );
  const fraction = Math.sqrt(Math.max(0, scatter * scatter - noise));
  return Math.min(Math.max(fraction, leastFraction), greatestFraction);
}

/**
 * Waves of a sky average out over wide forms such as those of airglow and far glow, which see less
 * than the correlation of near places makes of it.
 */
const broadShare = 0.4;

/** Rests further apart than this are held independent, deg. */
const greatestCorrelationDeg = 40;
const lagDeg = 2.5;
const everyBin = 7;

/**
 * How many bins err together: the sum over a bin's neighbours of the correlation of their rests, up
 * to the lag where it first falls to nothing. What a fit takes out makes rests look less
 * correlated than they were, so that the figure is raised by the numbers it found.
 */
export function binsPerIndependent(
  all: readonly BinRest[],
  noise: NoiseModel,
  numbers: number,
): number {
  const natural = all.filter((rest) => rest.artificialNl < 0.6 * rest.naturalNl);
  const rests = natural.length >= 200 ? natural : all;
  const lags = Math.round(greatestCorrelationDeg / lagDeg);
  const products = new Float64Array(lags);
  const pairs = new Float64Array(lags);
  const values = rests.map((rest) => {
    const sigma = Math.hypot(
      structureAt(noise.structure, rest.bin.altitudeDeg) * rest.naturalNl,
      noise.artificialFraction * rest.artificialNl,
      rest.bin.sigma,
      noise.floorNl,
    );
    // Single bright things are no measure of how smooth the sky is.
    return Math.min(Math.max(rest.restNl / sigma, -3), 3);
  });
  let variance = 0;
  for (const value of values) variance += value * value;
  if (!(variance > 0)) return 1;
  variance /= values.length;
  // Some bins against all: enough pairs for a mean, in a part of the time.
  for (let i = 0; i < rests.length; i += everyBin) {
    const one = rests[i].bin;
    for (let j = 0; j < rests.length; j += 1) {
      const other = rests[j].bin;
      const cosine = one.north * other.north + one.east * other.east + one.up * other.up;
      if (cosine < 0.766 || i === j) continue;
      const lag = Math.floor((Math.acos(Math.min(1, cosine)) * 180) / Math.PI / lagDeg);
      if (lag >= lags) continue;
      products[lag] += values[i] * values[j];
      pairs[lag] += 1;
    }
  }
  const begun = Math.ceil(rests.length / everyBin);
  let sum = 1;
  for (let lag = 0; lag < lags; lag += 1) {
    if (pairs[lag] === 0) continue;
    const correlation = products[lag] / pairs[lag] / variance;
    if (correlation <= 0) break;
    sum += (correlation * pairs[lag]) / begun;
  }
  const left = Math.max(0.2, 1 - (numbers * sum) / rests.length);
  return Math.min((broadShare * sum) / left, all.length / 30);
}
