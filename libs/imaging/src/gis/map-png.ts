import { constants, crc32, deflateRawSync } from 'node:zlib';
import { assertMap, type MapRows, type WriteAt } from './map-rows.js';

/** Value of a number n from 1 to 65535: zero + step x n; 0 is no data. */
export interface Png16Scaling {
  readonly zero: number;
  readonly step: number;
}

export interface MapPngOptions {
  readonly scaling: Png16Scaling;
  /** What the values are, with their unit. */
  readonly description: string;
}

export interface MapPngFacts {
  readonly bytes: number;
  /** Cells whose value lies beyond the scale; they have its ends. */
  readonly below: number;
  readonly above: number;
}

const most = 65_535;
const bandBytes = 1_048_576;
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The scale that gives the least value 1 and the largest 65535. @throws RangeError */
export function png16Scaling(least: number, largest: number): Png16Scaling {
  const step = (largest - least) / (most - 1);
  if (step > 0 && Number.isFinite(step)) return { zero: least - step, step };
  throw new RangeError(`a scale from ${least} to ${largest} cannot be`);
}

/**
 * Writes a map as grey PNG of 16 bits (ISO/IEC 15948), the highest row first, in bands of about a
 * mebibyte, each byte once and in order. The scale stands in the text chunk "Description", so that
 * values come back to half a step.
 *
 * @throws RangeError for a map without cells or a scale that cannot be
 */
export function writeMapPng(
  map: MapRows,
  write: WriteAt,
  { scaling, description }: MapPngOptions,
): MapPngFacts {
  assertMap(map);
  const { columns, rows } = map;
  const { zero, step } = scaling;
  if (!(step > 0) || !Number.isFinite(zero / step)) {
    throw new RangeError(`a scale of ${zero} + ${step} n cannot be`);
  }
  const file = new PngFile(write);
  file.chunk('IHDR', imageHeader(columns, rows));
  const scale = `value = ${zero} + ${step} x n, n = 1 to ${most}; n = 0: no data`;
  file.chunk('tEXt', Buffer.from(`Description\0${latin1(description)}; ${scale}`, 'latin1'));

  const rowBytes = 1 + 2 * columns;
  const rowsPerBand = Math.min(rows, Math.max(1, Math.floor(bandBytes / rowBytes)));
  const band = Buffer.alloc(rowsPerBand * rowBytes);
  const values = new Float32Array(columns);
  const numbers = new Uint16Array(columns);
  const bytes = Buffer.from(numbers.buffer);
  const above = Buffer.alloc(2 * columns);
  let [tooLow, tooHigh] = [0, 0];
  let checksum = 1;
  file.chunk('IDAT', Uint8Array.of(0x78, 0x9c));
  for (let first = 0; first < rows; first += rowsPerBand) {
    const count = Math.min(rowsPerBand, rows - first);
    for (let k = 0; k < count; k++) {
      map.readRow(rows - 1 - first - k, values);
      for (let x = 0; x < columns; x++) {
        const number = Math.round((values[x] - zero) / step);
        if (number < 1) tooLow++;
        if (number > most) tooHigh++;
        const kept = Number.isNaN(number) ? 0 : Math.min(most, Math.max(1, number));
        numbers[x] = kept;
      }
      bytes.swap16();
      const at = k * rowBytes;
      // Each byte less the one above it, which packs the slow change of the sky best.
      band[at] = 2;
      for (let i = 0; i < bytes.length; i++) band[at + 1 + i] = bytes[i] - above[i];
      bytes.copy(above);
    }
    const used = band.subarray(0, count * rowBytes);
    checksum = adler32(checksum, used);
    // Bands end on whole bytes and refer to nothing before them, so they join to one stream.
    file.chunk('IDAT', deflateRawSync(used, { finishFlush: constants.Z_SYNC_FLUSH }));
  }
  const end = Buffer.from([0x03, 0x00, 0, 0, 0, 0]);
  end.writeUInt32BE(checksum, 2);
  file.chunk('IDAT', end);
  file.chunk('IEND', new Uint8Array(0));
  return { bytes: file.bytes, below: tooLow, above: tooHigh };
}

function imageHeader(columns: number, rows: number): Uint8Array {
  const out = Buffer.alloc(13);
  out.writeUInt32BE(columns, 0);
  out.writeUInt32BE(rows, 4);
  out.set([16, 0, 0, 0, 0], 8);
  return out;
}

class PngFile {
  readonly #write: WriteAt;
  bytes = signature.length;

  constructor(write: WriteAt) {
    this.#write = write;
    write(0, signature);
  }

  chunk(type: 'IHDR' | 'tEXt' | 'IDAT' | 'IEND', data: Uint8Array): void {
    const out = Buffer.alloc(12 + data.length);
    out.writeUInt32BE(data.length, 0);
    out.write(type, 4, 'latin1');
    out.set(data, 8);
    out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
    this.#write(this.bytes, out);
    this.bytes += out.length;
  }
}

/** RFC 1950, section 8.2. */
function adler32(before: number, bytes: Uint8Array): number {
  let [low, high] = [before & 0xffff, before >>> 16];
  // As many as fit 32 bits before the remainders have to be taken.
  for (let at = 0; at < bytes.length; at += 3800) {
    const end = Math.min(bytes.length, at + 3800);
    for (let i = at; i < end; i++) {
      low += bytes[i];
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return high * 65_536 + low;
}

function latin1(text: string): string {
  return text.replace(/[^\x20-\x7e\xa1-\xff]/g, '?');
}
