/** Type numbers of TIFF 6.0, section 2. */
const sizes = { ascii: [2, 1], short: [3, 2], long: [4, 4], double: [12, 8] } as const;

/** One field of an image file directory. */
export interface TiffTag {
  readonly tag: number;
  readonly type: keyof typeof sizes;
  readonly values: readonly number[];
}

/** A field of text; characters that are not ASCII become question marks. */
export function asciiTag(tag: number, text: string): TiffTag {
  const values = Array.from(`${text.replace(/[^\x20-\x7e\n]/g, '?')}\0`, (one) =>
    one.charCodeAt(0),
  );
  return { tag, type: 'ascii', values };
}

/** Bytes of the header with one directory of these fields, and all values too long for it. */
export function tiffHeadBytes(tags: readonly TiffTag[]): number {
  const outside = tags.reduce((sum, tag) => sum + outsideBytes(tag), 0);
  return 8 + 2 + 12 * tags.length + 4 + outside;
}

/** Header and directory (TIFF 6.0, section 2), little-endian, the directory right behind the header. */
export function tiffHead(tags: readonly TiffTag[]): Uint8Array {
  const out = Buffer.alloc(tiffHeadBytes(tags));
  out.write('II', 'latin1');
  out.writeUInt16LE(42, 2);
  out.writeUInt32LE(8, 4);
  out.writeUInt16LE(tags.length, 8);
  let [entry, outside] = [10, 10 + 12 * tags.length + 4];
  for (const tag of [...tags].sort((a, b) => a.tag - b.tag)) {
    const [type] = sizes[tag.type];
    out.writeUInt16LE(tag.tag, entry);
    out.writeUInt16LE(type, entry + 2);
    out.writeUInt32LE(tag.values.length, entry + 4);
    if (outsideBytes(tag) === 0) {
      writeValues(out, entry + 8, tag);
    } else {
      out.writeUInt32LE(outside, entry + 8);
      writeValues(out, outside, tag);
      outside += outsideBytes(tag);
    }
    entry += 12;
  }
  return out;
}

/** Values of more than four bytes stand behind the directory, at even places. */
function outsideBytes({ type, values }: TiffTag): number {
  const bytes = sizes[type][1] * values.length;
  return bytes <= 4 ? 0 : bytes + (bytes % 2);
}

function writeValues(out: Buffer, start: number, { type, values }: TiffTag): void {
  values.forEach((value, i) => {
    const at = start + i * sizes[type][1];
    if (type === 'double') out.writeDoubleLE(value, at);
    else if (type === 'long') out.writeUInt32LE(value, at);
    else if (type === 'short') out.writeUInt16LE(value, at);
    else out.writeUInt8(value, at);
  });
}
