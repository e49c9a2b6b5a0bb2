import type { SolveHints } from '@nightskies/astrometry';
import type { StarCatalogue } from '@nightskies/sky';
import type { UnsolvedPicture } from './solved-picture.js';

/** Fields with fewer stars of the catalogue are not promised to be solved. */
const fewestStars = 15;

const reasonTexts: Readonly<Record<string, string>> = {
  'too-few-sources': 'too few stars were found',
  'no-pattern': 'no pattern of its stars is known',
  'log-odds-too-low': 'nothing fits beyond doubt',
  'search-exhausted': 'the search was given up: nothing fits beyond doubt',
  'too-few-matches': 'too few of its stars fit',
};

/** The field that a scale told beforehand makes of a picture, and what the catalogue has in it. */
interface ToldField {
  readonly words: string;
  /** Stars of the catalogue within the circle through the corners; null without a place. */
  readonly stars: number | null;
}

/**
 * What is known of the field before it is solved: its size from the widest scale told, its stars about
 * the place told. Undefined without a scale.
 */
function toldField(
  { width, height }: { readonly width: number; readonly height: number },
  { centre, scaleArcsec }: SolveHints,
  catalogue: StarCatalogue,
  epochJd: number,
): ToldField | undefined {
  if (scaleArcsec === undefined) return undefined;
  const sides = [width, height].map((pixels) => (pixels * scaleArcsec.high) / 3600);
  const size = sides.map((side) => side.toFixed(side < 1 ? 3 : 1)).join(' x ');
  const words = `a field of at most ${size} deg by the scale told`;
  const radiusDeg = Math.min(Math.hypot(...sides) / 2, 180);
  if (centre === undefined) return { words, stars: null };
  const { raDeg, decDeg } = centre;
  const stars = catalogue.cone({ raDeg, decDeg, radiusDeg, epochJd }).count;
  return { words: `${words} with ${stars} catalogue stars about the place told`, stars };
}

/**
 * Why a part of the sky was not solved, in words for a person, with what would help.
 *
 * @param reason code of the solver
 * @param found what the picture showed, in words
 * @param epochJd Julian date of the stars
 */
export function refusalWords(
  reason: string,
  found: string,
  size: { readonly width: number; readonly height: number },
  hints: SolveHints,
  catalogue: StarCatalogue,
  epochJd: number,
): UnsolvedPicture {
  const field = toldField(size, hints, catalogue, epochJd);
  const isNarrow = field?.stars !== undefined && field.stars !== null && field.stars < fewestStars;
  const expected = `at least ${fewestStars} stars to V 10, bright on a dark sky`;
  if (isNarrow) {
    return {
      reason,
      message: 'this field is too narrow: it holds too few of the stars that are known',
      found: `${field.words}, ${found}`,
      expected,
      hint: 'Take a wider field; if the header is wrong, give --center and --scale as they are.',
    };
  }
  return {
    reason,
    message: reasonTexts[reason] ?? reason,
    found: field === undefined ? found : `${found} in ${field.words}`,
    expected,
    hint:
      reason === 'too-few-sources'
        ? 'Lower --threshold, give --fwhm, or take a longer exposure.'
        : 'Give --scale, with --center, if they are known: a field under about 1.3 degrees seldom holds so many stars, and the next refusal counts them. A whole-sky picture needs --fisheye, a negative must be made positive.',
  };
}
