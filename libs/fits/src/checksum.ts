/**
 * Checksums of FITS 4.0, section 4.4.2.7 and Appendix J: the 32-bit ones'-complement sum of a
 * unit's big-endian words, and its form in sixteen ASCII characters.
 */

const modulus = 2 ** 32 - 1;

/** Ones'-complement sum of two sums. */
export function addSums(a: number, b: number): number {
  const sum = a + b;
  return sum > modulus ? sum - modulus : sum;
}

/**
 * The sum that bytes have which start elsewhere in a word: the sum is modulo 2^32 - 1, where a shift
 * by bytes is a rotation of the sum taken as if they started a word.
 *
 * @param offset of the first byte from the start of the unit
 */
export function sumAtOffset(sum: number, offset: number): number {
  const bits = 8 * (offset % 4);
  if (bits === 0) return sum;
  const low = sum % 2 ** bits;
  return low * 2 ** (32 - bits) + (sum - low) / 2 ** bits;
}

/**
 * Ones'-complement sum of the big-endian 32-bit words of `bytes`; a last part of a word counts as
 * if filled up with zeros.
 */
export function sumOfWords(bytes: Uint8Array): number {
  const whole = bytes.length - (bytes.length % 4);
  let sum = bytes.byteOffset % 4 === 0 ? sumAligned(bytes, whole) : sumUnaligned(bytes, whole);
  let tail = 0;
  for (let i = whole; i < bytes.length; i++) tail += bytes[i] * 2 ** (24 - 8 * (i - whole));
  sum = addSums(sum, tail);
  return sum;
}

// Words are read little-endian. The bytes of 256 words are summed two by two in 16-bit lanes, which
// they cannot overflow: the second and fourth bytes directly, the first and third as what is left of
// the plain sum.
function sumAligned(bytes: Uint8Array, length: number): number {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, length / 4);
  let sum = 0;
  for (let from = 0; from < words.length; from += 256) {
    const to = Math.min(words.length, from + 256);
    let plain = 0;
    let lanes = 0;
    let i = from;
    for (; i + 4 <= to; i += 4) {
      const a = words[i];
      const b = words[i + 1];
      const c = words[i + 2];
      const d = words[i + 3];
      plain = (plain + a + b + c + d) | 0;
      lanes = (lanes + ((a >>> 8) & 0x00ff00ff) + ((b >>> 8) & 0x00ff00ff)) | 0;
      lanes = (lanes + ((c >>> 8) & 0x00ff00ff) + ((d >>> 8) & 0x00ff00ff)) | 0;
    }
    for (; i < to; i++) {
      plain = (plain + words[i]) | 0;
      lanes = (lanes + ((words[i] >>> 8) & 0x00ff00ff)) | 0;
    }
    const others = (plain - (lanes << 8)) | 0;
    sum += (others & 0xffff) * 2 ** 24 + (lanes & 0xffff) * 2 ** 16;
    sum += (others >>> 16) * 2 ** 8 + (lanes >>> 16);
    if (sum > 2 ** 52) sum = folded(sum);
  }
  return folded(sum);
}

function sumUnaligned(bytes: Uint8Array, length: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let sum = 0;
  for (let at = 0; at < length; at += 4) {
    sum += view.getUint32(at);
    if (sum > 2 ** 52) sum = folded(sum);
  }
  return folded(sum);
}

/** The ones'-complement sum of words from their plain sum: carries go back in at the low end. */
export function folded(sum: number): number {
  let rest = sum;
  while (rest > modulus) rest = (rest % 2 ** 32) + Math.floor(rest / 2 ** 32);
  return rest;
}

/** Appendix J.2: the complement of a sum as sixteen letters and digits. */
export function encodeSum(sum: number): string {
  const value = modulus - sum;
  const text = new Uint8Array(16);
  for (let i = 0; i < 4; i++) {
    const byte = Math.floor(value / 2 ** (24 - 8 * i)) % 256;
    const quarter = spread(byte);
    for (let j = 0; j < 4; j++) text[4 * j + i] = quarter[j];
  }
  const shifted = String.fromCharCode(...text);
  return shifted.slice(-1) + shifted.slice(0, -1);
}

function spread(byte: number): number[] {
  const quotient = Math.floor(byte / 4) + 48;
  const parts = [quotient + (byte % 4), quotient, quotient, quotient];
  while (parts.some(isPunctuation)) {
    for (const pair of [0, 2]) {
      if (isPunctuation(parts[pair]) || isPunctuation(parts[pair + 1])) {
        parts[pair]++;
        parts[pair + 1]--;
      }
    }
  }
  return parts;
}

function isPunctuation(code: number): boolean {
  return (code >= 0x3a && code <= 0x40) || (code >= 0x5b && code <= 0x60);
}
