import { aligned } from '../kernels/kernel-memory.js';
import { referenceRiceDecode } from './decode-reference.js';
import { mostKernelBytes, riceKernels, riceMemory } from './kernel.js';
import type { RicePixels } from './rice-code.js';

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
  const kernels = riceKernels();
  const reversedAt = aligned(bytes.length + 16);
  const outAt = aligned(reversedAt + bytes.length + 16);
  const memory = riceMemory(outAt + out.byteLength + 16);
  memory.set(bytes);
  kernels.reverse(0, bytes.length, reversedAt);
  const size = out.BYTES_PER_ELEMENT;
  const decode = size === 1 ? kernels.decode8 : size === 2 ? kernels.decode16 : kernels.decode32;
  const whole = decode(reversedAt + bytes.length, bytes.length, blockSize, out.length, outAt) === 1;
  if (whole) {
    const room = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    room.set(memory.subarray(outAt, outAt + out.byteLength));
  }
  return whole;
}
