import { uncleared } from '../decode.js';
import type { ByteSource } from '../stream/byte-source.js';
import { bytesOf } from '../table/tform.js';
import type { Compression, TileField } from './compression.js';
import { compressionError } from './compression-error.js';

/** Columns that hold the pixels of a tile, in the order they are looked at. */
export const pixelColumns = [
  'COMPRESSED_DATA',
  'GZIP_COMPRESSED_DATA',
  'UNCOMPRESSED_DATA',
] as const;

export type PixelColumn = (typeof pixelColumns)[number];

/** Where the bytes of a tile lie in the heap. */
export interface TilePiece {
  readonly column: PixelColumn;
  readonly start: number;
  readonly length: number;
}

/** The rows of a table of tiles, read at the first use, and the heap they point to. */
export class TileTable {
  readonly #source: ByteSource;
  readonly #dataStart: number;
  readonly #facts: Compression;
  #rows: DataView | undefined;
  #room = new Uint8Array(0);

  constructor(source: ByteSource, dataStart: number, facts: Compression) {
    this.#source = source;
    this.#dataStart = dataStart;
    this.#facts = facts;
  }

  /** @throws FitsError `fits-bad-compression` when the row of a tile points to no bytes, or wrong ones */
  piece(tile: number): TilePiece {
    const { heapStart, dataBytes, fields, place } = this.#facts;
    for (const column of pixelColumns) {
      const field = fields.get(column);
      if (field === undefined || field.form.descriptorBytes === null) continue;
      const [elements, start] = this.#descriptor(tile, field);
      if (elements === 0) continue;
      const length = bytesOf(field.form.code, elements);
      if (elements > 0 && start >= 0 && start + length <= dataBytes - heapStart) {
        return { column, start, length };
      }
      throw compressionError(place, `tile ${tile + 1} points outside the heap`, {
        found: `${elements} elements at byte ${start} (${column})`,
        expected: `pieces within the ${dataBytes - heapStart} bytes of the heap`,
      });
    }
    throw compressionError(place, `tile ${tile + 1} has no pixels`, {
      found: 'no bytes in the row of the tile',
      expected: `bytes in ${pixelColumns.join(' or ')}`,
    });
  }

  /** The bytes of a piece, until the next are asked for. */
  bytes({ start, length }: TilePiece): Uint8Array {
    if (this.#room.length < length) this.#room = new Uint8Array(length);
    const out = this.#room.subarray(0, length);
    this.#source.read(this.#dataStart + this.#facts.heapStart + start, out);
    return out;
  }

  /** Number of a tile in a column of numbers; `absent` where there is no such column. */
  number<T>(tile: number, column: 'ZSCALE' | 'ZZERO' | 'ZBLANK', absent: T): number | T {
    const field = this.#facts.fields.get(column);
    if (field === undefined) return absent;
    const at = tile * this.#facts.rowBytes + field.start;
    const rows = this.#loaded();
    const { code, repeat } = field.form;
    if (repeat === 1 && field.form.descriptorBytes === null) {
      if (code === 'D') return rows.getFloat64(at);
      if (code === 'E') return rows.getFloat32(at);
      if (code === 'I') return rows.getInt16(at);
      if (code === 'J') return rows.getInt32(at);
      if (code === 'K') return Number(rows.getBigInt64(at));
    }
    throw compressionError(this.#facts.place, `column ${column} holds no numbers`, {
      found: `${repeat}${code}`,
      expected: '1D, 1E, 1I, 1J or 1K',
    });
  }

  #descriptor(tile: number, { start, form }: TileField): readonly [elements: number, at: number] {
    const rows = this.#loaded();
    const at = tile * this.#facts.rowBytes + start;
    if (form.repeat === 0) return [0, 0];
    return form.descriptorBytes === 8
      ? [rows.getInt32(at), rows.getInt32(at + 4)]
      : [Number(rows.getBigInt64(at)), Number(rows.getBigInt64(at + 8))];
  }

  #loaded(): DataView {
    if (this.#rows === undefined) {
      const { rowBytes, grid } = this.#facts;
      const bytes = uncleared(rowBytes * grid.count);
      this.#source.read(this.#dataStart, bytes);
      this.#rows = new DataView(bytes.buffer);
    }
    return this.#rows;
  }
}
