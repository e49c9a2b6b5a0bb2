// RICE_1: differences of neighbours in blocks, low bits as they are and a count of zeros.
// All addresses are handed in: the module owns no memory of its own.

/**
 * Turns the order of bytes round, so that a load of this machine has the first byte on top.
 *
 * @param output as many bytes; 16 before it are set to 0
 */
export function reverse(input: usize, bytes: i32, output: usize): void {
  v128.store(output - 16, i64x2.splat(0));
  const end = output + <usize>bytes;
  let at: usize = 0;
  for (; at + 16 <= <usize>bytes; at += 16) {
    const sixteen = v128.load(input + at);
    v128.store(
      end - at - 16,
      i8x16.shuffle(sixteen, sixteen, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
    );
  }
  for (; at < <usize>bytes; at++) store<u8>(end - at - 1, load<u8>(input + at));
}

/** At least 57 bits from a position on, on top of a word. */
function bitsAt(end: usize, position: u32): u64 {
  return load<u64>(end - 8 - (position >> 3)) << (position & 7);
}

/** Low `count` bits on top of a word. */
function top(word: u64, count: u32): u32 {
  return <u32>((word >> 1) >> (63 - count));
}

/**
 * @param end behind the last byte of the reversed input, which is the first of the code
 * @param bytes of the code, at most 2^28
 * @param output `count` numbers
 * @returns 1 when the code held all numbers, 0 otherwise
 */
export function decode8(
  end: usize,
  bytes: i32,
  blockSize: i32,
  count: i32,
  output: usize,
): i32 {
  return decode<u8>(end, bytes, blockSize, count, output, 8, 3, 6);
}

export function decode16(
  end: usize,
  bytes: i32,
  blockSize: i32,
  count: i32,
  output: usize,
): i32 {
  return decode<i16>(end, bytes, blockSize, count, output, 16, 4, 14);
}

export function decode32(
  end: usize,
  bytes: i32,
  blockSize: i32,
  count: i32,
  output: usize,
): i32 {
  return decode<i32>(end, bytes, blockSize, count, output, 32, 5, 25);
}

function decode<T>(
  end: usize,
  bytes: i32,
  blockSize: i32,
  count: i32,
  output: usize,
  numberBits: u32,
  splitBits: u32,
  plainSplit: i32,
): i32 {
  const bits = <u32>bytes << 3;
  if (bits < numberBits) return i32(count == 0);
  let last = top(bitsAt(end, 0), numberBits);
  let position = numberBits;
  let at = output;
  const size = <usize>sizeof<T>();
  while (count > 0) {
    const length = min(blockSize, count);
    count -= length;
    if (position + splitBits > bits) return 0;
    const split = <i32>top(bitsAt(end, position), splitBits) - 1;
    position += splitBits;
    const stop = at + <usize>length * size;
    if (split < 0) {
      for (; at < stop; at += size) store<T>(at, <T>last);
    } else if (split < plainSplit) {
      // Zeros, the one behind them and the low bits within a word: all but freaks.
      const most = <u64>(57 - 1 - split);
      while (at < stop) {
        // A load behind the last bit reaches no further back than the zeros before the input.
        if (position > bits) return 0;
        const word = bitsAt(end, position);
        const zeros = clz(word);
        let folded: u32;
        if (zeros <= most) {
          folded = (<u32>zeros << split) | top(word << (zeros + 1), split);
          position += <u32>zeros + 1 + split;
        } else {
          let run: u32 = 0;
          for (;;) {
            if (position >= bits) return 0;
            const next = clz(bitsAt(end, position) | (1 << 8));
            run += <u32>next;
            position += <u32>next;
            if (next < 55) break;
          }
          position += 1;
          folded = (run << split) | top(bitsAt(end, position), split);
          position += split;
        }
        last += (folded >> 1) ^ -(folded & 1);
        store<T>(at, <T>last);
        at += size;
      }
    } else if (split == plainSplit) {
      if (position + <u64>length * numberBits > bits) return 0;
      for (; at < stop; at += size) {
        const folded = top(bitsAt(end, position), numberBits);
        position += numberBits;
        last += (folded >> 1) ^ -(folded & 1);
        store<T>(at, <T>last);
      }
    } else {
      return 0;
    }
    if (position > bits) return 0;
  }
  return 1;
}
