import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/rice.wasm.js';
import { referenceRiceDecode } from './reference.js';
import type { RicePixels } from './rice-code.js';

type Decode = (
  end: number,
  bytes: number,
  blockSize: number,
  count: number,
  output: number,
) => number;

interface RiceKernels {
  reverse(input: number, bytes: number, output: number): void;
  readonly decode8: Decode;
  readonly decode16: Decode;
  readonly decode32: Decode;
}

const kernels = new KernelModule<RiceKernels>(
  wasm,
  (exports): exports is RiceKernels => 'reverse' in exports && 'decode32' in exports,
);

let view = new Uint8Array(0);

/** The kernel's memory; the view is kept, since tiles are many and small. */
function bytesOf(memory: ArrayBuffer): Uint8Array {
  if (view.buffer !== memory) view = new Uint8Array(memory);
  return view;
}

/** Bit positions beyond do not fit the kernel's counter. */
const mostKernelBytes = 2 ** 28;

/**
 * Decodes RICE_1 (FITS 4.0, section 10.4.1): as many numbers as `out` has, of its type.
 *
 * @param blockSize pixels of a block
 * @returns whether the bytes held that many numbers; if not, what `out` holds has no meaning
 */
export function riceDecode(bytes: Uint8Array, blockSize: number, out: RicePixels): boolean {
  if (bytes.length > mostKernelBytes || out.byteLength > mostKernelBytes) {
    return referenceRiceDecode(bytes, blockSize, out);
  }
  const { exports } = kernels;
  const reversedAt = aligned(bytes.length + 16);
  const outAt = aligned(reversedAt + bytes.length + 16);
  const memory = bytesOf(kernels.buffer(outAt + out.byteLength + 16));
  memory.set(bytes);
  exports.reverse(0, bytes.length, reversedAt);
  const size = out.BYTES_PER_ELEMENT;
  const decode = size === 1 ? exports.decode8 : size === 2 ? exports.decode16 : exports.decode32;
  const whole = decode(reversedAt + bytes.length, bytes.length, blockSize, out.length, outAt) === 1;
  if (whole) {
    const room = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    room.set(memory.subarray(outAt, outAt + out.byteLength));
  }
  return whole;
}
