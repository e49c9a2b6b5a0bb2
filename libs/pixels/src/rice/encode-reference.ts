import { riceCode, type RicePixels } from './rice-code.js';

/** What the kernel does, bit by bit: its oracle. See `riceEncode`. */
export function referenceRiceEncode(pixels: RicePixels, blockSize: number): Uint8Array {
  const { numberBits, splitBits, plainSplit } = riceCode(pixels);
  const count = pixels.length;
  const blocks = Math.ceil(count / blockSize);
  // A block never takes more than its numbers as they are, but for less than half a bit each.
  const most = Math.ceil((numberBits + blocks * splitBits + count * (numberBits + 1)) / 8) + 8;
  const out = new Uint8Array(most);
  const coded = new Uint32Array(Math.min(blockSize, count));
  const spare = 32 - numberBits;
  let at = 0;
  let word = 0;
  let free = 32;

  const put = (bits: number, value: number): void => {
    if (bits === 0) return;
    if (bits < free) {
      free -= bits;
      word |= value << free;
      return;
    }
    const rest = bits - free;
    const filled = word | (rest === 32 ? 0 : value >>> rest);
    out[at] = filled >>> 24;
    out[at + 1] = filled >>> 16;
    out[at + 2] = filled >>> 8;
    out[at + 3] = filled;
    at += 4;
    free = 32 - rest;
    word = rest === 0 ? 0 : value << free;
  };

  if (count > 0) put(numberBits, numberBits === 32 ? pixels[0] : pixels[0] & (2 ** numberBits - 1));
  let last = count > 0 ? pixels[0] : 0;
  for (let start = 0; start < count; start += blockSize) {
    const length = Math.min(blockSize, count - start);
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const next = pixels[start + i];
      // The difference modulo the numbers' range, folded: 0, -1, 1, -2, 2 ... become 0, 1, 2, 3, 4.
      const difference = ((next - last) << spare) >> spare;
      last = next;
      const folded = ((difference << 1) ^ (difference >> 31)) >>> 0;
      coded[i] = folded;
      sum += folded;
    }
    let mean = Math.max(0, Math.floor((sum - Math.trunc(length / 2) - 1) / length));
    let split = 0;
    for (mean = Math.floor(mean / 2); mean > 0; mean = Math.floor(mean / 2)) split++;
    if (split >= plainSplit) {
      put(splitBits, plainSplit + 1);
      for (let i = 0; i < length; i++) put(numberBits, coded[i]);
    } else if (sum === 0) {
      put(splitBits, 0);
    } else {
      put(splitBits, split + 1);
      const mask = 2 ** split - 1;
      for (let i = 0; i < length; i++) {
        const value = coded[i];
        for (let zeros = value >>> split; zeros > 0; zeros -= 31) put(Math.min(zeros, 31), 0);
        put(1, 1);
        put(split, value & mask);
      }
    }
  }
  const bytes = Math.ceil((32 - free) / 8);
  for (let i = 0; i < bytes; i++) out[at + i] = word >>> (24 - 8 * i);
  return out.slice(0, at + bytes);
}
