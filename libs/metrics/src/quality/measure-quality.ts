import type { Measured, SkyCap } from '@nightskies/contracts';
import { measured } from '../regions/measured.js';
import { capZenithDeg } from '../regions/region.js';
import type { LightSums } from '../regions/light-sums.js';
import type { LuminanceDistribution } from '../sums/luminance-histogram.js';
import {
  continuousWeights,
  indexOfWeights,
  tableWeights,
  type QualityWeights,
} from './sky-quality-index.js';

type WeightsOf = (luminance: number) => QualityWeights;
/** What an error does to the light of a cell, by its luminance and the errors of cells like it. */
type Shift = (luminance: number, random: number, model: number) => number;

/** The index of a sky whose luminance is shifted by what an error would do to each cell. */
function indexOf(distribution: LuminanceDistribution, weightsOf: WeightsOf, shift: Shift): number {
  let sky = 0;
  const sum = { naturalSky: 0, milkyWay: 0, scotopicVision: 0, stars: 0 };
  distribution.visit((luminance, solidAngleSr, random, model) => {
    const weights = weightsOf(luminance + shift(luminance, random, model));
    sky += solidAngleSr;
    sum.naturalSky += weights.naturalSky * solidAngleSr;
    sum.milkyWay += weights.milkyWay * solidAngleSr;
    sum.scotopicVision += weights.scotopicVision * solidAngleSr;
    sum.stars += weights.stars * solidAngleSr;
  });
  return indexOfWeights({
    naturalSky: sum.naturalSky / sky,
    milkyWay: sum.milkyWay / sky,
    scotopicVision: sum.scotopicVision / sky,
    stars: sum.stars / sky,
  });
}

/**
 * Sky quality index of artificial light, by classes and continuous. Its errors are half the change
 * that the light makes when all of it is one sigma higher and one lower; the random part is that of
 * all patches of the sky together.
 *
 * @param patchSr sky that shares its random error
 */
export function skyQualityOf(
  artificial: LightSums,
  cap: SkyCap,
  { patchSr, gap }: { readonly patchSr: number; readonly gap: string | null },
): { cap: SkyCap; table: Measured; continuous: Measured } {
  const distribution = artificial.sums.distributionTo(capZenithDeg[cap]);
  const averaged = Math.sqrt(Math.min(1, patchSr / distribution.totalSr));
  const fraction = artificial.systematicFraction;
  const index = (weightsOf: WeightsOf): Measured => {
    const spread = (shift: Shift): number =>
      Math.abs(
        indexOf(distribution, weightsOf, shift) -
          indexOf(distribution, weightsOf, (...of) => -shift(...of)),
      ) / 2;
    return measured(
      '1',
      indexOf(distribution, weightsOf, () => 0),
      {
        random: spread((_, random) => random * averaged),
        systematic: fraction === null ? null : spread((luminance) => luminance * fraction),
        model: spread((_, __, model) => model),
        gaps: 0,
      },
      gap,
    );
  };
  return { cap, table: index(tableWeights), continuous: index(continuousWeights) };
}
