import type { RatioSubject, SkyCap } from '@nightskies/contracts';
import { degree, nanolambertCdM2 } from '@nightskies/sky';
import { capZenithDeg } from '../regions/region.js';

const nanolamberts = (value: number): number => value * nanolambertCdM2 * 1000;

/**
 * Natural references of the National Park Service (sky-stages 4.3; Duriscoe 2016, JQSRT 181, 33): 78 nL
 * all-sky mean, 54 nL at a dark zenith, 0.8 mlx horizontal and 0.4 mlx vertical, in mcd/m2 and mlx.
 */
export const natureConstants: Readonly<Record<RatioSubject, number>> = {
  'mean-luminance': nanolamberts(78),
  'zenith-luminance': nanolamberts(54),
  'brightest-luminance': nanolamberts(54),
  'horizontal-illuminance': 0.8,
  'vertical-illuminance-maximum': 0.4,
  'vertical-illuminance-minimum': 0.4,
  'vertical-illuminance-mean': 0.4,
};

export const ratioUnits: Readonly<Record<RatioSubject, 'mcd/m2' | 'mlx'>> = {
  'mean-luminance': 'mcd/m2',
  'zenith-luminance': 'mcd/m2',
  'brightest-luminance': 'mcd/m2',
  'horizontal-illuminance': 'mlx',
  'vertical-illuminance-maximum': 'mlx',
  'vertical-illuminance-minimum': 'mlx',
  'vertical-illuminance-mean': 'mlx',
};

/**
 * What a cap of a uniform sky has of the illuminance of the whole: horizontal sin2 z, vertical
 * (2 z - sin 2 z) / pi. The old tables divide by that of the whole sky whatever the cap.
 */
export function capShare(subject: RatioSubject, cap: SkyCap): number {
  if (ratioUnits[subject] !== 'mlx') return 1;
  const z = capZenithDeg[cap] * degree;
  if (subject === 'horizontal-illuminance') return Math.sin(z) ** 2;
  return (2 * z - Math.sin(2 * z)) / Math.PI;
}
