/**
 * GZIP_2 (FITS 4.0, section 10.4.2): the bytes of all numbers sorted by their rank, the most
 * significant ones first, which packs better than numbers one after another.
 */
export function toBytePlanes(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  const count = bytes.length / size;
  for (let rank = 0, to = 0; rank < size; rank++) {
    for (let i = 0, from = rank; i < count; i++, from += size) out[to++] = bytes[from];
  }
  return out;
}

/** The inverse of `toBytePlanes`. */
export function fromBytePlanes(planes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(planes.length);
  const count = planes.length / size;
  for (let rank = 0, from = 0; rank < size; rank++) {
    for (let i = 0, to = rank; i < count; i++, to += size) out[to] = planes[from++];
  }
  return out;
}
