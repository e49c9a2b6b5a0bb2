import { aligned } from '../kernels/kernel-memory.js';
import { referenceRiceEncode } from './encode-reference.js';
import { mostKernelBytes, riceKernels, riceMemory } from './kernel.js';
import { riceCode, type RicePixels } from './rice-code.js';

/**
 * Codes numbers as RICE_1 (FITS 4.0, section 10.4.1; Pence et al. 2009, PASP 121, 414): the first as
 * it is, then differences of neighbours in blocks, each split into low bits that stand as they are
 * and a count of zeros. The split of a block follows from its mean (Rice et al. 1993), by the rule of
 * the reference implementation, so that equal pixels give the bytes every other writer gives.
 *
 * @param blockSize pixels of a block, 32 by custom
 */
export function riceEncode(pixels: RicePixels, blockSize = 32): Uint8Array {
  const { numberBits, splitBits } = riceCode(pixels);
  const count = pixels.length;
  const block = Math.min(blockSize, count);
  const blocks = Math.ceil(count / blockSize);
  const most = Math.ceil((numberBits + blocks * splitBits + count * (numberBits + 1)) / 8) + 8;
  if (most > mostKernelBytes) return referenceRiceEncode(pixels, blockSize);
  const scratchAt = aligned(pixels.byteLength);
  const outAt = scratchAt + aligned(4 * block);
  const kernels = riceKernels();
  const memory = riceMemory(outAt + most);
  memory.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
  const size = pixels.BYTES_PER_ELEMENT;
  const encode = size === 1 ? kernels.encode8 : size === 2 ? kernels.encode16 : kernels.encode32;
  return memory.slice(outAt, outAt + encode(0, count, blockSize, scratchAt, outAt));
}
