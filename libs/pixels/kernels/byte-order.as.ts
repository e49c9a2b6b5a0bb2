// Numbers between this machine's order of bytes and that of FITS, the most significant byte first, in place.
// All addresses are handed in: the module owns no memory of its own.

// @ts-expect-error: decorator
@inline
function turned(sixteen: v128, size: i32): v128 {
  if (size == 8) {
    return i8x16.shuffle(sixteen, sixteen, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
  }
  if (size == 4) {
    return i8x16.shuffle(sixteen, sixteen, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  }
  if (size == 2) {
    return i8x16.shuffle(sixteen, sixteen, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  }
  return sixteen;
}

/** The highest bit of each number of this machine. */
function signs(size: i32): v128 {
  if (size == 8) return i64x2.splat(<u64>1 << 63);
  if (size == 4) return i32x4.splat(1 << 31);
  if (size == 2) return i16x8.splat(<i16>0x8000);
  return i8x16.splat(<i8>0x80);
}

// @ts-expect-error: decorator
@inline
function decode(at: usize, bytes: i32, size: i32, flip: v128): void {
  const end = at + <usize>bytes;
  for (; at < end; at += 16) v128.store(at, v128.xor(turned(v128.load(at), size), flip));
}

/**
 * Numbers of `size` bytes as FITS stores them to those of this machine.
 *
 * @param bytes a multiple of 16
 * @param shifted 1 to change the highest bit of each
 */
export function toNative(at: usize, bytes: i32, size: i32, shifted: i32): void {
  const flip = shifted == 1 ? signs(size) : i64x2.splat(0);
  if (size == 8) decode(at, bytes, 8, flip);
  else if (size == 4) decode(at, bytes, 4, flip);
  else if (size == 2) decode(at, bytes, 2, flip);
  else if (shifted == 1) decode(at, bytes, 1, flip);
}

// @ts-expect-error: decorator
@inline
function encode(at: usize, bytes: i32, size: i32, flip: v128): f64 {
  const end = at + <usize>bytes;
  const low = i64x2.splat(0xffffffff);
  let even = i64x2.splat(0);
  let odd = i64x2.splat(0);
  for (; at < end; at += 16) {
    const native = v128.xor(v128.load(at), flip);
    const stored = turned(native, size);
    // Of numbers of four and eight bytes the sum is the same before they are turned; the others are
    // turned once more, as if they were words.
    const words = size >= 4 ? native : turned(stored, 4);
    even = i64x2.add(even, v128.and(words, low));
    odd = i64x2.add(odd, i64x2.shr_u(words, 32));
    v128.store(at, stored);
  }
  const both = i64x2.add(even, odd);
  return <f64>(i64x2.extract_lane(both, 0) + i64x2.extract_lane(both, 1));
}

/**
 * Numbers of this machine to `size` bytes each as FITS stores them.
 *
 * @param bytes a multiple of 16, at most 2^22
 * @param shifted 1 to change the highest bit of each
 * @returns plain sum of the stored words of 32 bit
 */
export function toStored(at: usize, bytes: i32, size: i32, shifted: i32): f64 {
  const flip = shifted == 1 ? signs(size) : i64x2.splat(0);
  if (size == 8) return encode(at, bytes, 8, flip);
  if (size == 4) return encode(at, bytes, 4, flip);
  if (size == 2) return encode(at, bytes, 2, flip);
  return encode(at, bytes, 1, flip);
}
