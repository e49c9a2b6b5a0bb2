import type { MapsOfSky } from './sum-maps.js';

/** How the numbers of a document were made. */
export function sentencesOf({
  observed,
  natural,
  artificial,
}: Pick<MapsOfSky, 'observed' | 'natural' | 'artificial'>): string[] {
  return [
    'Errors are propagated: random ones with all cells of a patch as one, the zeropoint as a common factor, the error of the natural model as common to the whole sky.',
    'Percentiles come from a histogram by solid angle with bins of 0.1 % of the luminance, linear within a bin.',
    ...(observed.uncertainty === null
      ? ['The observed map has no UNCERT: random errors count as none.']
      : []),
    ...(artificial === null
      ? []
      : [
          natural?.artificialSigma !== undefined
            ? 'The error of the artificial light by zeropoint and model together is that of the fit, and stands under model.'
            : natural?.followsZeropoint === true
              ? 'The natural model was fitted to the map: the zeropoint is a part of the artificial light, and of the error of the model.'
              : 'The natural model does not follow the map: an error of the zeropoint is the same part of the observed light, and all of it is in the artificial.',
        ]),
  ];
}

/** What a document lacks, and why. */
export function missingOf(
  { mask, artificial, natural }: Pick<MapsOfSky, 'mask' | 'artificial' | 'natural'>,
  hasStars: boolean,
): string[] {
  return [
    ...(hasStars ? [] : ['Without time, place and extinction nothing is said of stars.']),
    ...(mask === null ? ['Without a terrain mask nothing is known of free sky alone.'] : []),
    ...(natural === null ? ['Without a natural model there are no natural numbers.'] : []),
    ...(artificial === null ? ['Without a natural model there is no artificial light.'] : []),
  ];
}
