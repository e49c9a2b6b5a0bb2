import type { Hdu, TableHdu } from '../types.js';
import { FitsError } from '../errors.js';
import { readAsciiColumns } from './ascii-table.js';
import { readBinaryColumns } from './binary-table.js';
import type { Table } from './column.js';
import { tableError, cardText } from './table-error.js';

/**
 * Decodes a binary or an ASCII table (FITS 4.0, section 7) into columns. Trailing blanks of texts
 * are dropped; TDIM that does not fit its TFORM is taken as absent. What comes out takes no more
 * than a small multiple of the memory of the table in the file, whatever its header claims.
 *
 * @throws FitsError `fits-not-a-table` for another kind of HDU; `fits-bad-table` naming file,
 * column and place when header, rows and heap contradict one another
 */
export function readTable(hdu: Hdu): Table {
  if (hdu.type !== 'binary-table' && hdu.type !== 'ascii-table') {
    throw new FitsError('fits-not-a-table', 'the header and data unit is no table', {
      offset: hdu.offset,
      found: hdu.type,
      expected: 'a BINTABLE or TABLE extension',
      hint: 'Choose the extension by its name.',
    });
  }
  const rowBytes = assertTableShape(hdu);
  const rows = hdu.shape[1];
  const fields = hdu.header.integer('TFIELDS') ?? -1;
  if (fields < 0 || fields > 999) {
    throw tableError(hdu, 'fits-bad-table', 'the number of columns cannot be', {
      found: cardText(hdu, 'TFIELDS'),
      expected: 'TFIELDS = 0 to 999',
    });
  }
  const read = hdu.type === 'binary-table' ? readBinaryColumns : readAsciiColumns;
  return { rows, columns: read(hdu, { rows, rowBytes, fields }) };
}

/** Bytes of a row. */
function assertTableShape(hdu: TableHdu): number {
  const { shape, header } = hdu;
  // A table of empty rows would claim any number of them without a byte to show.
  const backed = shape[0] > 0 || shape[1] === 0;
  if (shape.length === 2 && header.integer('BITPIX') === 8 && backed) {
    if (header.integer('GCOUNT') === undefined || header.integer('GCOUNT') === 1) return shape[0];
  }
  throw tableError(hdu, 'fits-bad-table', 'the header does not describe rows of bytes', {
    found: `BITPIX ${header.integer('BITPIX') ?? '?'}, axes ${shape.slice(0, 8).join(' x ')}, GCOUNT ${header.integer('GCOUNT') ?? 1}`,
    expected: 'BITPIX = 8, NAXIS = 2, GCOUNT = 1 and rows of at least one byte',
  });
}
