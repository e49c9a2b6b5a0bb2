import { KernelModule } from '../kernels/kernel-memory.js';
import type { FrameSampler } from '../project/frame-sampler.js';

/** Samplers whose memory holds the planes of somebody. */
const holders = new WeakMap<FrameSampler, WeakRef<HeldMemory>>();

/**
 * The first bytes of a sampler's memory for planes that kernels fill from its samples. Only one
 * at a time has them, until `release` or its end; another one gets memory of its own, without kernels.
 */
export class HeldMemory {
  readonly #sampler: FrameSampler;
  readonly #own: ArrayBuffer | null;

  /**
   * Columns and frame of the sampler are lost when more bytes are asked for than before.
   *
   * @param isCleared whether all bytes are 0; what else they are nobody knows
   */
  constructor(sampler: FrameSampler, bytes: number, isCleared = true) {
    this.#sampler = sampler;
    if (holders.get(sampler)?.deref() !== undefined) {
      this.#own = new ArrayBuffer(bytes);
      return;
    }
    this.#own = null;
    holders.set(sampler, new WeakRef(this));
    sampler.reserve(bytes);
    if (isCleared) new Uint8Array(this.buffer, 0, bytes).fill(0);
  }

  /** Whether it is the sampler's memory, in which kernels work. */
  get isShared(): boolean {
    return this.#own === null;
  }

  /** Another one after the sampler's memory grew. */
  get buffer(): ArrayBuffer {
    return this.#own ?? this.#sampler.kernel.buffer(0);
  }

  /** Leaves the sampler's memory to the next. */
  release(): void {
    if (holders.get(this.#sampler)?.deref() === this) holders.delete(this.#sampler);
  }
}

/** A kernel module on the memory of each sampler that asks for it. */
export class KernelOfSamplers<E extends object> {
  readonly #modules = new WeakMap<FrameSampler, KernelModule<E>>();

  constructor(
    private readonly wasm: string,
    private readonly isExports: (exports: object) => exports is E,
  ) {}

  exportsFor(sampler: FrameSampler): E {
    const known = this.#modules.get(sampler);
    if (known !== undefined) return known.exports;
    const made = new KernelModule(this.wasm, this.isExports, sampler.kernel);
    this.#modules.set(sampler, made);
    return made.exports;
  }
}
