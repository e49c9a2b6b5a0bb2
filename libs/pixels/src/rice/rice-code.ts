/** Numbers that are coded: unsigned bytes, and signed numbers of 16 and 32 bits. */
export type RicePixels = Uint8Array | Int16Array | Int32Array;

/** How many bits the parts of the code of one block take, by the bytes of a number. */
export interface RiceCode {
  readonly numberBits: number;
  /** Bits that tell how many low bits stand as they are. */
  readonly splitBits: number;
  /** From this split on, the numbers of the block stand as they are. */
  readonly plainSplit: number;
}

const codes: Readonly<Record<1 | 2 | 4, RiceCode>> = {
  1: { numberBits: 8, splitBits: 3, plainSplit: 6 },
  2: { numberBits: 16, splitBits: 4, plainSplit: 14 },
  4: { numberBits: 32, splitBits: 5, plainSplit: 25 },
};

/** RICE_1 of FITS 4.0, section 10.4.1: the sizes that go with the numbers of an array. */
export function riceCode({ BYTES_PER_ELEMENT }: RicePixels): RiceCode {
  const bytes = BYTES_PER_ELEMENT;
  return codes[bytes === 1 || bytes === 2 ? bytes : 4];
}

/** The fewest bytes that can hold the code of `count` numbers: no difference in any block. */
export function leastRiceBytes(numberBytes: 1 | 2 | 4, count: number, blockSize: number): number {
  if (count === 0) return 0;
  const { numberBits, splitBits } = codes[numberBytes];
  return Math.ceil((numberBits + Math.ceil(count / blockSize) * splitBits) / 8);
}
