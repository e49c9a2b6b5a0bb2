import { riceCode, type RicePixels } from './rice-code.js';

/** What the kernel does, bit by bit: its oracle. See `riceDecode`. */
export function referenceRiceDecode(
  bytes: Uint8Array,
  blockSize: number,
  out: RicePixels,
): boolean {
  const { numberBits, splitBits, plainSplit } = riceCode(out);
  const end = bytes.length * 8;
  let position = 0;
  const bit = (): number => {
    const value = position < end ? (bytes[position >> 3] >> (7 - (position & 7))) & 1 : 0;
    position++;
    return value;
  };
  const take = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + bit();
    return value;
  };
  if (out.length === 0) return true;
  let last = take(numberBits);
  for (let start = 0; start < out.length; start += blockSize) {
    const length = Math.min(blockSize, out.length - start);
    const split = take(splitBits) - 1;
    if (split > plainSplit) return false;
    for (let i = 0; i < length; i++) {
      let folded = 0;
      if (split === plainSplit) {
        folded = take(numberBits);
      } else if (split >= 0) {
        let zeros = 0;
        while (bit() === 0) {
          zeros++;
          if (position > end) return false;
        }
        folded = (zeros * 2 ** split + take(split)) % 2 ** 32;
      }
      last += folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
      // The array keeps the low bits.
      out[start + i] = last;
      last = out[start + i];
      if (position > end) return false;
    }
  }
  return position <= end;
}
