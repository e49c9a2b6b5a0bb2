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

/**
 * @param input `count` numbers
 * @param scratch room for the differences of one block, four bytes each
 * @param output room for the code: every number with one bit more, and the heads of the blocks
 * @returns bytes of the code
 */
export function encode8(
  input: usize,
  count: i32,
  blockSize: i32,
  scratch: usize,
  output: usize,
): i32 {
  return encode<u8>(input, count, blockSize, scratch, output, 8, 3, 6);
}

export function encode16(
  input: usize,
  count: i32,
  blockSize: i32,
  scratch: usize,
  output: usize,
): i32 {
  return encode<i16>(input, count, blockSize, scratch, output, 16, 4, 14);
}

export function encode32(
  input: usize,
  count: i32,
  blockSize: i32,
  scratch: usize,
  output: usize,
): i32 {
  return encode<i32>(input, count, blockSize, scratch, output, 32, 5, 25);
}

/** Bits that wait for a whole word, and how many. */
let waiting: u64 = 0;
let waitingBits: u32 = 0;
let target: usize = 0;

/** Up to 32 bits, of which higher ones are 0. */
function put(bits: u32, value: u32): void {
  waiting = (waiting << bits) | value;
  waitingBits += bits;
  if (waitingBits >= 32) {
    waitingBits -= 32;
    store<u32>(target, bswap<u32>(<u32>(waiting >> waitingBits)));
    target += 4;
  }
}

function encode<T>(
  input: usize,
  count: i32,
  blockSize: i32,
  scratch: usize,
  output: usize,
  numberBits: u32,
  splitBits: u32,
  plainSplit: u32,
): i32 {
  if (count == 0) return 0;
  waiting = 0;
  waitingBits = 0;
  target = output;
  const size = <usize>sizeof<T>();
  const spare = 32 - numberBits;
  let last = <i32>load<T>(input);
  put(numberBits, <u32>last & (<u32>-1 >> spare));
  let at = input;
  while (count > 0) {
    const length = min(blockSize, count);
    count -= length;
    const end = scratch + (<usize>length << 2);
    let sum: u64 = 0;
    for (let to = scratch; to < end; to += 4) {
      const next = <i32>load<T>(at);
      at += size;
      const difference = ((next - last) << spare) >> spare;
      last = next;
      const folded = <u32>((difference << 1) ^ (difference >> 31));
      store<u32>(to, folded);
      sum += folded;
    }
    const rest = <i64>sum - (length >> 1) - 1;
    const mean = rest > 0 ? <u64>rest / <u64>length : 0;
    const split: u32 = 64 - <u32>clz(mean >> 1);
    if (split >= plainSplit) {
      put(splitBits, plainSplit + 1);
      for (let from = scratch; from < end; from += 4) put(numberBits, load<u32>(from));
    } else if (sum == 0) {
      put(splitBits, 0);
    } else {
      put(splitBits, split + 1);
      const one: u32 = 1 << split;
      for (let from = scratch; from < end; from += 4) {
        const folded = load<u32>(from);
        let zeros = folded >> split;
        while (zeros + split + 1 > 32) {
          const some = min<u32>(zeros, 31);
          put(some, 0);
          zeros -= some;
        }
        put(zeros + split + 1, one | (folded & (one - 1)));
      }
    }
  }
  const bytes = (waitingBits + 7) >> 3;
  if (waitingBits > 0) {
    store<u32>(target, bswap<u32>(<u32>(waiting << (32 - waitingBits))));
  }
  return <i32>(target - output) + <i32>bytes;
}
