/** The slow twin of `ByteTurner.toNative`. */
export function toNativeReference(bytes: Uint8Array, size: number, shifted: boolean): void {
  turn(bytes, size);
  if (shifted) flip(bytes, size);
}

/** The slow twin of `ByteTurner.toStored`. */
export function toStoredReference(bytes: Uint8Array, size: number, shifted: boolean): number {
  if (shifted) flip(bytes, size);
  turn(bytes, size);
  let sum = 0;
  for (let at = 0; at < bytes.length; at++) sum += bytes[at] * 2 ** (24 - 8 * (at % 4));
  return sum;
}

function turn(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

function flip(bytes: Uint8Array, size: number): void {
  for (let at = size - 1; at < bytes.length; at += size) bytes[at] ^= 0x80;
}
