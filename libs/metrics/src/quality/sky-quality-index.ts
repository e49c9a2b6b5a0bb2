import { magOfLuminance, nanolambertCdM2 } from '@nightskies/sky';

/** Classes of half a magnitude, from the darkest (fainter than 24 mag/arcsec2) to beyond 11. */
const classCount = 28;
const faintestMag = 24;
const classMag = 0.5;

const spread = (first: readonly number[], rest: number): readonly number[] => [
  ...first,
  ...Array.from({ length: classCount - first.length }, () => rest),
];

/** What each class takes away, in tenths of the 25 points of its quarter (sky-stages 5.1). */
export const qualityWeights = {
  naturalSky: spread([0, 2, 3.2, 5, 7.9], 10),
  milkyWay: spread([0, 1.3, 2.1, 3.3, 5.2, 6.65, 7.05, 7.3, 7.7, 8.35, 9.3], 10),
  scotopicVision: [
    ...Array.from({ length: 10 }, () => 0),
    ...Array.from({ length: 17 }, (_, i) => 0.55 * (i + 1)),
    10,
  ],
  stars: [
    0, 0.1, 0.25, 0.45, 0.87, 1.25, 1.7, 2.5, 3.75, 4.85, 5.8, 6.75, 7.35, 7.85, 8.2, 8.5, 8.8, 9,
    9.2, 9.35, 9.5, 9.6, 9.7, 9.8, 9.87, 9.92, 9.97, 10,
  ],
} as const;

export type QualityWeights = Readonly<Record<keyof typeof qualityWeights, number>>;

/** The class of a luminance; negative light is in the darkest. */
export function qualityClass(luminance: number): number {
  if (!(luminance > 0)) return 0;
  const mag = magOfLuminance(luminance);
  return Math.max(0, Math.min(classCount - 1, Math.ceil((faintestMag - mag) / classMag)));
}

/** Weights of a luminance by its class. */
export function tableWeights(luminance: number): QualityWeights {
  const at = qualityClass(luminance);
  return {
    naturalSky: qualityWeights.naturalSky[at],
    milkyWay: qualityWeights.milkyWay[at],
    scotopicVision: qualityWeights.scotopicVision[at],
    stars: qualityWeights.stars[at],
  };
}

/** Natural sky the first weight is taken against, nL. */
const naturalNl = 54;
/** Natural sky below which the Milky Way fades in proportion, nL. */
const milkyWayNl = 82;
/** Middle of class 1; below it weights are proportional to light. */
const firstMiddleMag = faintestMag - classMag / 2;
const firstMiddleLuminance = luminanceAt(firstMiddleMag);

function luminanceAt(mag: number): number {
  return nanolambertCdM2 * 10 ** ((26.3308 - mag) / 2.5);
}

/**
 * Weights that change smoothly: the natural sky's 10 B / 54 nL up to 10 and, below the middle of class
 * 1, the Milky Way's 10 B / 82 nL, from which the table was evidently made; elsewhere the table between
 * the middles of its classes, linear in magnitude, and in proportion to light below the first.
 */
export function continuousWeights(luminance: number): QualityWeights {
  const light = Math.max(0, luminance);
  const nanolamberts = light / nanolambertCdM2;
  const naturalSky = Math.min(10, (10 * nanolamberts) / naturalNl);
  if (light <= firstMiddleLuminance) {
    const part = light / firstMiddleLuminance;
    return {
      naturalSky,
      milkyWay: (10 * nanolamberts) / milkyWayNl,
      scotopicVision: qualityWeights.scotopicVision[1] * part,
      stars: qualityWeights.stars[1] * part,
    };
  }
  const place = Math.min(classCount - 1, 1 + (firstMiddleMag - magOfLuminance(light)) / classMag);
  const at = Math.min(classCount - 2, Math.floor(place));
  const between = (weights: readonly number[]): number =>
    weights[at] + (weights[at + 1] - weights[at]) * (place - at);
  return {
    naturalSky,
    milkyWay: between(qualityWeights.milkyWay),
    scotopicVision: between(qualityWeights.scotopicVision),
    stars: between(qualityWeights.stars),
  };
}

/** The index from the mean weights of the sky: 100 as under a natural sky, 0 when nothing is left. */
export function indexOfWeights(mean: QualityWeights): number {
  // The sum of weights over percent of sky, of which the old table takes the logarithm.
  const dazzle = mean.scotopicVision * 100;
  const scotopic = dazzle <= 0 ? 0 : (25 / 3) * Math.log10(dazzle + 1);
  return 100 - 2.5 * (mean.naturalSky + mean.milkyWay + mean.stars) - scotopic;
}
