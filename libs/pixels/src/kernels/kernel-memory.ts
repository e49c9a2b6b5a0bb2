const pageBytes = 65536;

/** Modules as they were compiled first: machine code made better while they ran stays with them. */
const compiled = new Map<string, WebAssembly.Module>();

/** Whose memory a buffer is. */
const owners = new WeakMap<ArrayBufferLike, KernelModule<object>>();

/** The module whose memory a buffer is at this time; undefined for any other buffer. */
export function ownerOf(buffer: ArrayBufferLike): KernelModule<object> | undefined {
  return owners.get(buffer);
}

/**
 * A WebAssembly module with a memory of its own, one per thread. The memory grows to what the
 * largest call needed and is kept: page faults cost more than the kernels.
 */
export class KernelModule<E extends object> {
  readonly #memory: WebAssembly.Memory;
  readonly #code: string | Uint8Array;
  readonly #isExports: (exports: object) => exports is E;
  #exports: E | undefined;
  #known: ArrayBuffer | undefined;

  /**
   * @param code the module, as committed in base64 or as written at run time
   * @param sharing a module of the same thread that works on the same memory
   */
  constructor(
    code: string | Uint8Array,
    isExports: (exports: object) => exports is E,
    sharing?: KernelModule<object>,
  ) {
    this.#memory = sharing === undefined ? new WebAssembly.Memory({ initial: 1 }) : sharing.#memory;
    this.#code = code;
    this.#isExports = isExports;
  }

  /** The functions of the module, compiled at the first use. */
  get exports(): E {
    this.#exports ??= this.#instantiate();
    return this.#exports;
  }

  #instantiate(): E {
    const module = moduleOf(this.#code);
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    if (!this.#isExports(exports)) throw new TypeError('not the kernel it should be');
    return exports;
  }

  /** The memory, at least `bytes` long. Views made before a call may be detached by it. */
  buffer(bytes: number): ArrayBuffer {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    const { buffer } = this.#memory;
    if (buffer !== this.#known) {
      owners.set(buffer, this);
      this.#known = buffer;
    }
    return buffer;
  }
}

function moduleOf(code: string | Uint8Array): WebAssembly.Module {
  if (typeof code !== 'string') return new WebAssembly.Module(code);
  const known = compiled.get(code);
  if (known !== undefined) return known;
  const module = new WebAssembly.Module(Buffer.from(code, 'base64'));
  compiled.set(code, module);
  return module;
}

/** Address of the next multiple of 16. */
export function aligned(address: number): number {
  return (address + 15) & ~15;
}

/** Hands out places of a kernel's memory, one after another from an address on. */
export class Places {
  end: number;

  constructor(from = 0) {
    this.end = aligned(from);
  }

  /** Address of so many bytes that nothing else has. */
  take(bytes: number): number {
    const at = this.end;
    this.end = aligned(at + bytes);
    return at;
  }
}
