import { aligned, KernelModule, Places } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/block-rows.wasm.js';

interface BlockExports {
  addRow(values: number, block: number, blocks: number, sums: number, counts: number): void;
  finish(blocks: number, sums: number, counts: number, means: number): void;
}

/** Blocks beyond those of a row that the kernel may touch. */
const spare = 4;

/**
 * Means of blocks of cells of a map, whose rows come one after the other. Each sum takes its cells in the
 * order they come in float32: a few cells make a block. Twins in `reference.ts`.
 */
export class BlockRows {
  readonly #kernel = new KernelModule<BlockExports>(
    wasm,
    (exports): exports is BlockExports => 'addRow' in exports && 'finish' in exports,
  );
  readonly #block: number;
  readonly #values: Float32Array;
  readonly #sums: Float32Array;
  readonly #counts: Float32Array;
  readonly #means: Float32Array;

  /**
   * @param width cells of a row
   * @param block so many of them make one; what is left over at the end is left out
   */
  constructor(width: number, block: number) {
    const blocks = Math.floor(width / block);
    const room = aligned(4 * (blocks + spare));
    const buffer = this.#kernel.buffer(aligned(4 * width) + 3 * room);
    const places = new Places();
    const floats = (bytes: number, count: number): Float32Array =>
      new Float32Array(buffer, places.take(bytes), count);
    this.#block = block;
    this.#values = floats(4 * width, width);
    this.#sums = floats(room, blocks);
    this.#counts = floats(room, blocks);
    this.#means = floats(room, blocks);
  }

  /** Adds the cells of a row, NaN for no data. */
  add(values: Float32Array): void {
    this.#values.set(values);
    this.#kernel.exports.addRow(
      ...([this.#values.byteOffset, this.#block, this.#sums.length] as const),
      ...([this.#sums.byteOffset, this.#counts.byteOffset] as const),
    );
  }

  /** The means of the rows since the last ones, NaN for blocks without data. Good until the next call. */
  finish(): Float32Array {
    this.#kernel.exports.finish(
      this.#sums.length,
      this.#sums.byteOffset,
      this.#counts.byteOffset,
      this.#means.byteOffset,
    );
    return this.#means;
  }
}
