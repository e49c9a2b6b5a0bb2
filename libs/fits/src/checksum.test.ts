import { describe, expect, it } from 'vitest';
import { encodeSum, sumOfWords } from './checksum.js';
import { Header, readFits, verifyChecksums, writeFits } from './index.js';

/** Ones'-complement sum as defined: add big-endian words, put carries back in. */
function slowSum(bytes: Uint8Array): number {
  let sum = 0n;
  for (let at = 0; at < bytes.length; at += 4) {
    let word = 0n;
    for (let i = 0; i < 4; i++) word = word * 256n + BigInt(bytes[at + i] ?? 0);
    sum += word;
  }
  while (sum > 0xffffffffn) sum = (sum & 0xffffffffn) + (sum >> 32n);
  return Number(sum);
}

describe('checksums', () => {
  it('sum words as the definition does, for any length and alignment', () => {
    const bytes = Uint8Array.from({ length: 9001 }, (_, i) => (i * 2_654_435_761) >>> 24);
    for (const start of [0, 1, 2, 3, 4]) {
      for (const end of [start, start + 1, 7, 1030, 4100, 9000, 9001]) {
        const part = bytes.subarray(start, end);
        expect(sumOfWords(part)).toBe(slowSum(part));
      }
    }
    const ones = new Uint8Array(8 * 2 ** 20).fill(255);
    expect(sumOfWords(ones)).toBe(2 ** 32 - 1);
  });

  it('encode the example of the standard as it is printed there', () => {
    // FITS 4.0, Appendix J: the sum 868229149 has the encoded complement hcHjjc9ghcEghc9g.
    expect(encodeSum(868_229_149)).toBe('hcHjjc9ghcEghc9g');
  });

  it('encode in letters and digits such that header and data sum up to zero', () => {
    for (let i = 0; i < 200; i++) {
      const image = {
        shape: [5, 3],
        data: new Uint16Array(15).fill(i * 321),
        header: Header.of([['N', i]]),
      };
      const bytes = writeFits([image]);
      expect(sumOfWords(bytes)).toBe(2 ** 32 - 1);
      const { header } = readFits(bytes, 'x.fits').hdus[0];
      expect(header.string('CHECKSUM')).toMatch(/^[0-9A-Za-z]{16}$/);
    }
  });

  it('tell which part of a damaged file is wrong', () => {
    const bytes = writeFits([
      { shape: [2], data: new Float32Array([1, 2]) },
      { shape: [2], data: new Float32Array([3, 4]), name: 'SECOND' },
    ]);
    const damaged = bytes.slice();
    damaged[3 * 2880 + 5] ^= 1;
    expect(verifyChecksums(damaged)).toStrictEqual([
      { index: 0, extname: undefined, checksum: 'right', datasum: 'right' },
      { index: 1, extname: 'SECOND', checksum: 'wrong', datasum: 'wrong' },
    ]);
    const renamed = bytes.slice();
    renamed[2 * 2880 - 1] = 0x21;
    renamed[2880 - 1] = 0x21;
    expect(verifyChecksums(renamed)[0]).toMatchObject({ checksum: 'wrong' });
  });
});
