import type { CardEntry, Header } from '@nightskies/fits';
import { writeDeclination, writeRightAscension } from './sexagesimal.js';

/** A plate solution as it goes into the header of its frame. */
export interface PlateSolution {
  /** World coordinate cards: CTYPE, CRVAL, CRPIX, CUNIT, CD and SIP, in the order to be written. */
  readonly wcs: readonly CardEntry[];
  /** Mean scale at the centre. */
  readonly pixelScaleArcsec: number;
}

export interface SolvedHeaderOptions {
  /** `nsnsd`: only the cards the old pipeline copied, SIP terms up to the second order (D19). */
  readonly compat?: 'none' | 'nsnsd';
}

/** Whatever says how pixels lie on the sky: none of an earlier solution may stay. */
const worldCard =
  /^(?:WCSAXES|WCSNAME|RADESYS|RADECSYS|EQUINOX|LONPOLE|LATPOLE|C(?:TYPE|RVAL|RPIX|UNIT|DELT|ROTA|RDER|SYER)\d+|(?:CD|PC|PV)\d+_\d+|[AB]P?_(?:ORDER|DMAX|\d+_\d+))$/;

/** The cards the old pipeline copied from a solution (image-stages 4.5). */
const oldWorldCard =
  /^(?:WCSAXES|EQUINOX|LONPOLE|LATPOLE|C(?:TYPE|RVAL|RPIX|UNIT)[12]|CD[12]_[12]|[AB]P?_(?:ORDER|0_[012]|1_[01]|2_0))$/;

const history = [
  'Plate solution: world coordinates of the centre of the frame, ICRS.',
  'RA, DEC: the place of CRVAL1, CRVAL2 in hours and degrees.',
  'CDELT1, CDELT2: mean scale for old readers; CD goes before it.',
];

/**
 * Header of a solved frame as the NSNSD tools read it (image-stages 4.5): PLTSOLVD = T, RA and DEC of
 * the centre in sexagesimal, the cards of the solution with the positive CDELT1, CDELT2 (deg per
 * pixel) before CUNIT1, and three lines of HISTORY where there was none. Cards of an earlier solution
 * are dropped. CDELT beside a CD matrix is for old readers; FITS (4.0, section 8.1) has others pass
 * it over. By default every term of the distortion is kept.
 *
 * @param header   of the frame, raw or calibrated
 * @param solution whose reference pixel is the centre of the frame
 * @throws RangeError for a solution without CRVAL1 and CRVAL2
 */
export function solvedHeader(
  header: Header,
  solution: PlateSolution,
  { compat = 'none' }: SolvedHeaderOptions = {},
): Header {
  const cards = compat === 'nsnsd' ? oldCards(solution.wcs) : solution.wcs;
  const [raDeg, decDeg] = [numberOf(cards, 'CRVAL1'), numberOf(cards, 'CRVAL2')];
  const scaleDeg = solution.pixelScaleArcsec / 3600;
  const place = cards.findIndex(([name]) => name === 'CUNIT1');
  const before = place < 0 ? cards.length : place;
  const placed = header
    .filter(({ keyword }) => !worldCard.test(keyword))
    .withAll([
      ['PLTSOLVD', true, 'plate has been solved'],
      ['RA', writeRightAscension(raDeg), '[hms ICRS] right ascension of the centre'],
      ['DEC', writeDeclination(decDeg), '[dms ICRS] declination of the centre'],
      ...cards.slice(0, before),
      ['CDELT1', scaleDeg, '[deg] mean scale per pixel'],
      ['CDELT2', scaleDeg, '[deg] mean scale per pixel'],
      ...cards.slice(before),
    ]);
  if (placed.texts('HISTORY').length > 0) return placed;
  return history.reduce<Header>((made, line) => made.withHistory(line), placed);
}

/** Header of a frame that could not be solved: PLTSOLVD = F, all else as it was. */
export function unsolvedHeader(header: Header): Header {
  return header.with('PLTSOLVD', false, 'plate has been solved');
}

/**
 * Header of an unsolved frame with the place that was predicted for its centre in RA and DEC, as the
 * old pointing stage left it (image-stages 5.4); PLTSOLVD stays F.
 */
export function predictedHeader(
  header: Header,
  { raDeg, decDeg }: { readonly raDeg: number; readonly decDeg: number },
): Header {
  return unsolvedHeader(header).withAll([
    ['RA', writeRightAscension(raDeg), '[hms ICRS] right ascension of the centre'],
    ['DEC', writeDeclination(decDeg), '[dms ICRS] declination of the centre'],
  ]);
}

/** What `solvedHeader` and `unsolvedHeader` say beside the world coordinates. */
const solutionCards = new Set(['PLTSOLVD', 'RA', 'DEC']);

/**
 * Header of a frame with the solution that stands in another header of the same frame, made by
 * `solvedHeader`: the calibrated frame with what was found of it, as the old pipeline left it in the
 * folder of a set.
 */
export function withSolutionOf(header: Header, solved: Header): Header {
  const isTaken = (keyword: string): boolean =>
    worldCard.test(keyword) || solutionCards.has(keyword);
  const placed = header
    .filter(({ keyword }) => !worldCard.test(keyword))
    .withAll(
      solved.cards
        .filter(({ keyword }) => isTaken(keyword))
        .map(({ keyword, value, comment }) => [keyword, value ?? null, comment]),
    );
  if (placed.texts('HISTORY').length > 0) return placed;
  return solved.texts('HISTORY').reduce<Header>((made, line) => made.withHistory(line), placed);
}

/** Orders above the second are cut, and said to be: a reader would miss the terms otherwise. */
function oldCards(cards: readonly CardEntry[]): CardEntry[] {
  return cards
    .filter(([name]) => oldWorldCard.test(name))
    .map(([name, value, comment]) =>
      name.endsWith('_ORDER') && Number(value) > 2 ? [name, 2, comment] : [name, value, comment],
    );
}

function numberOf(cards: readonly CardEntry[], keyword: string): number {
  const value = cards.find(([name]) => name === keyword)?.[1];
  if (typeof value === 'number') return value;
  throw new RangeError(`the solution has no number ${keyword}`);
}
