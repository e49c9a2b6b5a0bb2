import type { TableHdu } from '../types.js';
import { cardText, tableError } from './table-error.js';
import type { TableSize } from './table-size.js';
import { bytesOf, type BinaryForm } from './tform.js';

/** What cells may claim of the heap together, in its sizes: rows may share what they point to. */
const mostClaims = 16;

/** The heap of a binary table, where variable-length cells point (section 7.3.5). */
export class Heap {
  readonly #hdu: TableHdu;
  readonly #bytes: Uint8Array;
  #claimed = 0;

  /** @throws FitsError `fits-bad-table` when THEAP lies outside the data unit */
  constructor(hdu: TableHdu, { rows, rowBytes }: TableSize) {
    const data = hdu.data();
    const start = hdu.header.has('THEAP') ? hdu.header.integer('THEAP') : rows * rowBytes;
    if (start === undefined || start < rows * rowBytes || start > data.length) {
      throw tableError(hdu, 'fits-bad-table', 'the heap cannot lie where the header says', {
        found: cardText(hdu, 'THEAP'),
        expected: `THEAP = ${rows * rowBytes} (the end of the rows) to ${data.length} (of the data)`,
      });
    }
    this.#hdu = hdu;
    this.#bytes = data.subarray(start);
  }

  /**
   * What each row points to.
   *
   * @param descriptors of all rows one after another
   * @param column for messages
   * @throws FitsError `fits-bad-table` for a piece outside the heap, and when all pieces together
   * are many times the heap
   */
  pieces(
    descriptors: Uint8Array,
    { code, descriptorBytes, repeat }: BinaryForm,
    column: string,
  ): { bytes: Uint8Array; elements: number }[] {
    if (repeat === 0 || descriptorBytes === null) return [];
    const view = new DataView(descriptors.buffer, descriptors.byteOffset, descriptors.length);
    const out: { bytes: Uint8Array; elements: number }[] = [];
    for (let at = 0; at < descriptors.length; at += descriptorBytes) {
      const [elements, start] =
        descriptorBytes === 8
          ? [view.getInt32(at), view.getInt32(at + 4)]
          : [Number(view.getBigInt64(at)), Number(view.getBigInt64(at + 8))];
      // A cell without elements points nowhere, whatever its offset says.
      const from = elements === 0 ? 0 : start;
      const length = bytesOf(code, elements);
      if (elements < 0 || from < 0 || from + length > this.#bytes.length) {
        throw tableError(this.#hdu, 'fits-bad-table', `${column} points outside the heap`, {
          found: `row ${at / descriptorBytes + 1}: ${elements} elements at byte ${start}`,
          expected: `pieces within the ${this.#bytes.length} bytes of the heap`,
        });
      }
      this.claim(length, column);
      out.push({ bytes: this.#bytes.subarray(from, from + length), elements });
    }
    return out;
  }

  // A few bytes of descriptors could otherwise ask for more memory than there is.
  private claim(length: number, column: string): void {
    this.#claimed += length;
    if (this.#claimed <= mostClaims * this.#bytes.length) return;
    throw tableError(
      this.#hdu,
      'fits-bad-table',
      'the cells point to the same bytes over and over',
      {
        found: `more than ${mostClaims} times the heap of ${this.#bytes.length} bytes, up to ${column}`,
        expected: 'cells with bytes of their own',
      },
    );
  }
}
