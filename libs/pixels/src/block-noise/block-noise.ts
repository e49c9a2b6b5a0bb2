import type { Image } from '../image.js';
import { wasm } from '../kernels/block-noise.wasm.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import {
  noiseBlockPx,
  noiseMarginPx,
  type BlockNoise,
  type LinearityIntervals,
  type NoisePlanes,
  type NoiseTerms,
} from './noise-terms.js';

interface NoiseExports {
  place(...widthAddressesAndNodes: number[]): void;
  prepareRows(
    first: number,
    past: number,
    driftDn: number,
    darkScale: number,
    saturationDn: number,
  ): void;
  filterRows(): void;
  measureBlock(left: number, share: number, to: number, scratch: number): number;
}

const kernel = new KernelModule<NoiseExports>(
  wasm,
  (exports): exports is NoiseExports => 'measureBlock' in exports,
);

/** Rows of the window above those of the blocks, and below, as in the kernel. */
const above = 4;
const windowRows = noiseBlockPx + 2 * above;
/** Rows that two windows share; of the marks, which reach two rows farther, two more. */
const sharedRows = 2 * above;

/**
 * Noise against level in a raw frame, one sample for each block of 32 x 32 px of which a quarter can
 * be used, row by row from 6 px off the edges. With the signal S = raw - bias - drift, linear b =
 * S L(S) and even e = (b - dark darkScale) / flat:
 *
 * - bad and saturated pixels, and what is within two pixels of them, are not used;
 * - of the others the darkest share is, by the highest in 5 x 5 px of e smoothed with (1 4 6 4 1) / 16
 *   in x and y;
 * - their variance is the mean square of the fourth difference (1 -4 6 -4 1) of e in x and y over its
 *   norm 70, clipped three times at 4 sigma, times the square of their mean flat;
 * - their level is the mean b.
 *
 * Planes are rounded to float32 after every step, sums are float64.
 *
 * @throws RangeError for a plane of another size
 */
export function blockNoise(
  raw: Image<Uint16Array>,
  planes: NoisePlanes,
  terms: NoiseTerms,
): BlockNoise[] {
  const { width, height } = raw;
  for (const plane of [planes.bias, planes.dark, planes.flat, planes.badPixels]) {
    if (plane.width !== width || plane.height !== height) {
      throw new RangeError(
        `a plane of ${plane.width} x ${plane.height} for a frame of ${width} x ${height}`,
      );
    }
  }
  const least = noiseBlockPx + 2 * noiseMarginPx;
  if (width < least || height < least) return [];
  const window = new NoiseWindow(width, terms.linearity);
  const fill = (imageRow: number, first: number, past: number): void => {
    window.fill(raw, planes, imageRow, first, past);
    const { driftDn, darkScale, saturationDn } = terms;
    kernel.exports.prepareRows(first, past, driftDn, darkScale, saturationDn);
  };
  const start = noiseMarginPx - above;
  // A pixel that cannot be used takes the value before it: rows above the window may lend theirs.
  fill(0, 0, start);
  window.clearMarks(0);
  const samples: BlockNoise[] = [];
  for (let top = noiseMarginPx; top + noiseBlockPx <= height - noiseMarginPx; top += noiseBlockPx) {
    if (top === noiseMarginPx) {
      fill(start, 0, windowRows);
    } else {
      window.shift();
      fill(top - above + sharedRows, sharedRows, windowRows);
    }
    kernel.exports.filterRows();
    for (
      let left = noiseMarginPx;
      left + noiseBlockPx <= width - noiseMarginPx;
      left += noiseBlockPx
    ) {
      const sample = window.measure(left, terms.darkestShare);
      if (sample !== null) samples.push(sample);
    }
  }
  return samples;
}

/** Rows of a frame in the memory of the kernel. */
class NoiseWindow {
  readonly #width: number;
  readonly #raws: Uint16Array;
  readonly #biases: Float32Array;
  readonly #darks: Float32Array;
  readonly #flats: Float32Array;
  readonly #bads: Uint8Array;
  readonly #linears: Float32Array;
  readonly #evens: Float32Array;
  readonly #marks: Uint8Array;
  readonly #result: Float64Array;
  readonly #scratchAt: number;

  constructor(width: number, { nodes, factors, slopes, starts }: LinearityIntervals) {
    this.#width = width;
    let end = 0;
    const take = (bytes: number): number => {
      const at = end;
      end = aligned(end + bytes);
      return at;
    };
    const pixels = windowRows * width;
    const [rawsAt, badsAt] = [take(2 * pixels), take(pixels)];
    const [biasesAt, darksAt, flatsAt] = [take(4 * pixels), take(4 * pixels), take(4 * pixels)];
    const [linearsAt, evensAt] = [take(4 * pixels), take(4 * pixels)];
    const marksAt = take(pixels + 2 * width);
    const [acrossAt, noisesAt, starsAt] = [take(4 * pixels), take(4 * pixels), take(4 * pixels)];
    const curve = [nodes, factors, slopes].map((values) => ({
      values,
      at: take(8 * nodes.length),
    }));
    const startsAt = take(starts.byteLength);
    const resultAt = take(24);
    this.#scratchAt = take(8 * noiseBlockPx ** 2);
    const buffer = kernel.buffer(end);
    this.#raws = new Uint16Array(buffer, rawsAt, pixels);
    this.#biases = new Float32Array(buffer, biasesAt, pixels);
    this.#darks = new Float32Array(buffer, darksAt, pixels);
    this.#flats = new Float32Array(buffer, flatsAt, pixels);
    this.#bads = new Uint8Array(buffer, badsAt, pixels);
    this.#linears = new Float32Array(buffer, linearsAt, pixels);
    this.#evens = new Float32Array(buffer, evensAt, pixels);
    this.#marks = new Uint8Array(buffer, marksAt, pixels + 2 * width);
    this.#result = new Float64Array(buffer, resultAt, 3);
    for (const { values, at } of curve) new Float64Array(buffer, at, nodes.length).set(values);
    new Int32Array(buffer, startsAt, starts.length).set(starts);
    this.clearMarks(0);
    kernel.exports.place(
      ...[width, rawsAt, biasesAt, darksAt, flatsAt, badsAt, linearsAt, evensAt, marksAt],
      ...[acrossAt, noisesAt, starsAt, ...curve.map(({ at }) => at), startsAt, nodes.length],
    );
  }

  /** Forgets the marks from a row of the window on. */
  clearMarks(row: number): void {
    this.#marks.fill(0, row * this.#width);
  }

  /** Copies rows of the frame, from `imageRow` on, to rows `first` up to `past` of the window. */
  fill(
    raw: Image<Uint16Array>,
    { bias, dark, flat, badPixels }: NoisePlanes,
    imageRow: number,
    first: number,
    past: number,
  ): void {
    const from = imageRow * this.#width;
    const until = from + (past - first) * this.#width;
    const to = first * this.#width;
    this.#raws.set(raw.data.subarray(from, until), to);
    this.#biases.set(bias.data.subarray(from, until), to);
    this.#darks.set(dark.data.subarray(from, until), to);
    this.#flats.set(flat.data.subarray(from, until), to);
    this.#bads.set(badPixels.data.subarray(from, until), to);
  }

  /** Moves on by the rows of a block. */
  shift(): void {
    const from = (windowRows - sharedRows) * this.#width;
    for (const plane of [this.#flats, this.#linears, this.#evens]) plane.copyWithin(0, from);
    this.#marks.copyWithin(0, from);
    this.clearMarks(sharedRows + 2);
  }

  /** The block from a column on; null where too little of it can be used. */
  measure(left: number, darkestShare: number): BlockNoise | null {
    const result = this.#result;
    const scratchAt = this.#scratchAt;
    const done = kernel.exports.measureBlock(left, darkestShare, result.byteOffset, scratchAt);
    if (done === 0) return null;
    return { levelDn: result[0], varianceDn2: result[1], pixels: result[2] };
  }
}
