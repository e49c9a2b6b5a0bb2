const pageBytes = 65536;

/**
 * A WebAssembly module with a memory of its own, one per thread. The memory grows to what the
 * largest call needed and is kept: page faults cost more than the kernels.
 */
export class KernelModule<E extends object> {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #base64: string;
  readonly #isExports: (exports: object) => exports is E;
  #exports: E | undefined;

  constructor(base64: string, isExports: (exports: object) => exports is E) {
    this.#base64 = base64;
    this.#isExports = isExports;
  }

  /** The functions of the module, compiled at the first use. */
  get exports(): E {
    this.#exports ??= this.#instantiate();
    return this.#exports;
  }

  #instantiate(): E {
    const module = new WebAssembly.Module(Buffer.from(this.#base64, 'base64'));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    if (!this.#isExports(exports)) throw new TypeError('not the kernel it should be');
    return exports;
  }

  /** The memory, at least `bytes` long. Views made before a call may be detached by it. */
  buffer(bytes: number): ArrayBuffer {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    return this.#memory.buffer;
  }
}

/** Address of the next multiple of 16. */
export function aligned(address: number): number {
  return (address + 15) & ~15;
}
