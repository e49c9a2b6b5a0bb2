import { KernelModule, ownerOf } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/byte-order.wasm.js';
import { toNativeReference, toStoredReference } from './reference.js';

interface OrderKernels {
  readonly toNative: (at: number, bytes: number, size: number, shifted: number) => void;
  readonly toStored: (at: number, bytes: number, size: number, shifted: number) => number;
}

function isOrderKernels(exports: object): exports is OrderKernels {
  return 'toStored' in exports;
}

/**
 * Turns the bytes of numbers round where they lie: FITS has the most significant byte first. Twins in
 * `reference.ts`.
 */
export class ByteTurner {
  readonly #kernels: KernelModule<OrderKernels>;

  /** @param memory where the bytes lie that are turned */
  constructor(memory: KernelModule<object>) {
    this.#kernels = new KernelModule(wasm, isOrderKernels, memory);
  }

  /**
   * Numbers as FITS stores them to those of this machine.
   *
   * @param bytes in the memory of the kernel, whole numbers
   * @param size of a number in bytes: 1, 2, 4 or 8
   * @param shifted whether the highest bit of each changes, as BZERO of unsigned numbers means
   */
  toNative(bytes: Uint8Array, size: number, shifted = false): void {
    const whole = bytes.length & ~15;
    this.#kernels.exports.toNative(bytes.byteOffset, whole, size, shifted ? 1 : 0);
    toNativeReference(bytes.subarray(whole), size, shifted);
  }

  /**
   * The other way.
   *
   * @param bytes in the memory of the kernel, whole numbers, at most 2^20 bytes of them
   * @returns plain sum of the 32-bit words as stored, the first byte of each on top; a last part of a word
   * counts as if filled up with zeros
   */
  toStored(bytes: Uint8Array, size: number, shifted = false): number {
    const whole = bytes.length & ~15;
    const { exports } = this.#kernels;
    const sum = exports.toStored(bytes.byteOffset, whole, size, shifted ? 1 : 0);
    return sum + toStoredReference(bytes.subarray(whole), size, shifted);
  }
}

/**
 * Memory of this thread that is kept, where a kernel turns bytes round. One room serves one purpose: its
 * bytes are those of who asked last.
 */
export class ByteRoom {
  readonly #memory = new KernelModule(wasm, isOrderKernels);
  readonly turner = new ByteTurner(this.#memory);

  /** So many bytes, not cleared, at the start of a buffer. More than ever before detach earlier views. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer(length), 0, length);
  }
}

const turners = new WeakMap<KernelModule<object>, ByteTurner>();

/** What turns the bytes of a buffer round where they lie; null for one that is no kernel's memory. */
export function byteTurner(buffer: ArrayBufferLike): ByteTurner | null {
  const owner = ownerOf(buffer);
  if (owner === undefined) return null;
  const known = turners.get(owner);
  if (known !== undefined) return known;
  const turner = new ByteTurner(owner);
  turners.set(owner, turner);
  return turner;
}
