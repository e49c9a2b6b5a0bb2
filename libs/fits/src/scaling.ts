import { FitsError } from './errors.js';
import type { Header } from './header.js';
import type { Bitpix, IntegerBitpix } from './bitpix.js';

/** Physical value = `bzero` + `bscale` x stored value (FITS 4.0, equation 3). */
export interface Scaling {
  readonly bscale: number;
  readonly bzero: number;
  /** Stored integer that means no value; null when there is none. */
  readonly blank: number | bigint | null;
}

/** What a header says about scaling; BLANK counts for integers only (section 4.4.2.5). */
export function scalingOf(header: Header, bitpix: Bitpix, file: string, offset: number): Scaling {
  const bscale = header.has('BSCALE') ? header.number('BSCALE') : 1;
  const bzero = header.has('BZERO') ? header.number('BZERO') : 0;
  if (bscale === undefined) return refuse(header, 'BSCALE', 'a number', file, offset);
  if (bzero === undefined) return refuse(header, 'BZERO', 'a number', file, offset);
  if (bitpix < 0 || !header.has('BLANK')) return { bscale, bzero, blank: null };
  const blank = header.get('BLANK');
  if (typeof blank === 'bigint') return { bscale, bzero, blank };
  if (typeof blank === 'number' && Number.isInteger(blank)) return { bscale, bzero, blank };
  return refuse(header, 'BLANK', 'a whole number', file, offset);
}

/** True when stored and physical values are the same. */
export function isUnscaled({ bscale, bzero, blank }: Scaling): boolean {
  return bscale === 1 && bzero === 0 && blank === null;
}

/** BZERO that stores unsigned integers as signed ones, and signed bytes as unsigned ones. */
const signShifts: ReadonlyMap<Bitpix, readonly [bits: IntegerBitpix, bzero: number]> = new Map([
  [8, [8, -128]],
  [16, [16, 2 ** 15]],
  [32, [32, 2 ** 31]],
  [64, [64, 2 ** 63]],
]);

/**
 * Bits of an image that holds integers of the other signedness by the convention of FITS 4.0,
 * section 5.2.5, table 11; undefined for all others.
 */
export function signShiftedBits(bitpix: Bitpix, scaling: Scaling): IntegerBitpix | undefined {
  const shift = signShifts.get(bitpix);
  if (shift === undefined || scaling.bscale !== 1 || scaling.blank !== null) return undefined;
  return scaling.bzero === shift[1] ? shift[0] : undefined;
}

function refuse(
  header: Header,
  keyword: string,
  expected: string,
  file: string,
  offset: number,
): never {
  throw new FitsError('fits-bad-value', `keyword ${keyword} has a value that cannot be`, {
    file,
    offset,
    found: header.card(keyword)?.text.slice(0, 80).trimEnd() ?? 'no such card',
    expected: `${keyword} = ${expected}`,
    hint: `Correct or remove ${keyword}; without it the pixel values are not known.`,
  });
}
