import type { Bitpix } from '../bitpix.js';
import type { Scaling } from '../scaling.js';
import type { TableHdu } from '../types.js';
import type { ColumnFacts } from './column.js';
import { cardText, tableError } from './table-error.js';
import type { ElementCode } from './tform.js';

/** How the numbers of a column are stored and what they stand for. */
export interface ColumnScaling extends Scaling {
  readonly bitpix: Bitpix;
}

const bitpixOf: Readonly<Partial<Record<string, Bitpix>>> = {
  B: 8,
  I: 16,
  J: 32,
  K: 64,
  E: -32,
  D: -64,
};

/** Name, unit and description; a column without TTYPE is named for its number. */
export function columnFacts({ header }: TableHdu, index: number): ColumnFacts {
  const name = header.string(`TTYPE${index}`)?.trim();
  const unit = header.string(`TUNIT${index}`)?.trim();
  const description = header.string(`TCOMM${index}`)?.trim();
  return {
    name: name === undefined || name === '' ? `col${index}` : name,
    ...(unit === undefined || unit === '' ? {} : { unit }),
    ...(description === undefined || description === '' ? {} : { description }),
  };
}

/**
 * TSCAL, TZERO and TNULL of a column (section 7.3.2); TNULL counts for integers only, and texts,
 * logical values and bits have none of them.
 *
 * @throws FitsError `fits-bad-table` for values that are no numbers, and for scaled complex columns
 */
export function columnScaling(hdu: TableHdu, index: number, code: ElementCode): ColumnScaling {
  const bscale = scalingNumber(hdu, `TSCAL${index}`, 1);
  const bzero = scalingNumber(hdu, `TZERO${index}`, 0);
  const bitpix = bitpixOf[code];
  if (bitpix === undefined) {
    if ((code === 'C' || code === 'M') && (bscale !== 1 || bzero !== 0)) {
      throw tableError(hdu, 'fits-bad-table', `column ${index} is complex and scaled`, {
        found: `TSCAL${index} ${bscale}, TZERO${index} ${bzero}`,
        expected: 'complex columns without scaling',
        hint: 'FITS does not say how complex numbers are scaled; write them unscaled.',
      });
    }
    return { bitpix: 8, bscale: 1, bzero: 0, blank: null };
  }
  const blank = bitpix > 0 ? hdu.header.get(`TNULL${index}`) : undefined;
  // Some writers put a TNULL of the wrong type; astropy and others read on as if it were absent.
  const whole = typeof blank === 'bigint' || (typeof blank === 'number' && Number.isInteger(blank));
  return { bitpix, bscale, bzero, blank: whole ? blank : null };
}

/** TSCAL or TZERO. @throws FitsError `fits-bad-table` */
export function scalingNumber(hdu: TableHdu, keyword: string, absent: number): number {
  if (!hdu.header.has(keyword)) return absent;
  const value = hdu.header.number(keyword);
  if (value !== undefined) return value;
  throw tableError(hdu, 'fits-bad-table', 'the scaling of a column cannot be', {
    found: cardText(hdu, keyword),
    expected: `${keyword} = a number`,
  });
}
