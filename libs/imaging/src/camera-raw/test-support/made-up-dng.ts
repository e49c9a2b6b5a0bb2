/** What a made-up digital negative holds. */
export interface MadeUpDng {
  readonly width: number;
  readonly height: number;
  /** Raw numbers of the sensor, row by row, colours in turn as `pattern` says. */
  readonly pixels: Uint16Array;
  /** Colours of two rows of two pixels, the first row first: 0 red, 1 green, 2 blue. */
  readonly pattern: readonly [number, number, number, number];
  readonly blackLevel: number;
  readonly whiteLevel: number;
  /** As EXIF writes it: 2026:11:01 21:03:04; left out when not given. */
  readonly dateTimeOriginal?: string;
  /** As +01:00. */
  readonly offsetTimeOriginal?: string;
  readonly subSecTimeOriginal?: string;
  /** Numerator and denominator, s. */
  readonly exposureTime?: readonly [number, number];
}

const sizes = { byte: 1, ascii: 1, short: 2, long: 4, rational: 8, srational: 8 } as const;
const codes = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, srational: 10 } as const;

type Entry = readonly [tag: number, type: keyof typeof sizes, values: readonly number[] | string];

/**
 * A minimal digital negative (Adobe DNG 1.4, section "DNG tags"): one uncompressed 16-bit strip of a
 * colour filter array in a little-endian TIFF, with an EXIF directory.
 */
export function madeUpDng(dng: MadeUpDng): Uint8Array {
  const exif: Entry[] = [
    [33434, 'rational', dng.exposureTime ?? [30, 1]],
    [34855, 'short', [1600]],
    [36864, 'byte', [0x30, 0x32, 0x33, 0x31]],
  ];
  if (dng.dateTimeOriginal !== undefined) exif.push([36867, 'ascii', dng.dateTimeOriginal]);
  if (dng.offsetTimeOriginal !== undefined) exif.push([36881, 'ascii', dng.offsetTimeOriginal]);
  if (dng.subSecTimeOriginal !== undefined) exif.push([37521, 'ascii', dng.subSecTimeOriginal]);
  const main = (stripAt: number, exifAt: number): Entry[] => [
    [254, 'long', [0]],
    [256, 'long', [dng.width]],
    [257, 'long', [dng.height]],
    [258, 'short', [16]],
    [259, 'short', [1]],
    [262, 'short', [32803]],
    [271, 'ascii', 'Made Up'],
    [272, 'ascii', 'Sequence Camera'],
    [273, 'long', [stripAt]],
    [274, 'short', [1]],
    [277, 'short', [1]],
    [278, 'long', [dng.height]],
    [279, 'long', [2 * dng.pixels.length]],
    [284, 'short', [1]],
    [33421, 'short', [2, 2]],
    [33422, 'byte', dng.pattern],
    [34665, 'long', [exifAt]],
    [50706, 'byte', [1, 4, 0, 0]],
    [50707, 'byte', [1, 1, 0, 0]],
    [50708, 'ascii', 'Made Up Sequence Camera'],
    [50710, 'byte', [0, 1, 2]],
    [50711, 'short', [1]],
    [50714, 'rational', [dng.blackLevel, 1]],
    [50717, 'long', [dng.whiteLevel]],
    [50721, 'srational', [9, 10, -2, 10, -1, 10, -4, 10, 12, 10, 2, 10, -1, 10, 2, 10, 6, 10]],
    [50728, 'rational', [10, 19, 1, 1, 10, 19]],
    [50778, 'short', [21]],
  ];
  const mainBytes = directoryBytes(main(0, 0));
  const exifAt = 8 + mainBytes;
  const stripAt = exifAt + directoryBytes(exif);
  const out = new DataView(new ArrayBuffer(stripAt + 2 * dng.pixels.length));
  out.setUint16(0, 0x4949, true);
  out.setUint16(2, 42, true);
  out.setUint32(4, 8, true);
  writeDirectory(out, 8, main(stripAt, exifAt));
  writeDirectory(out, exifAt, exif);
  dng.pixels.forEach((value, k) => {
    out.setUint16(stripAt + 2 * k, value, true);
  });
  return new Uint8Array(out.buffer);
}

function countOf([, type, values]: Entry): number {
  if (typeof values === 'string') return values.length + 1;
  return type === 'rational' || type === 'srational' ? values.length / 2 : values.length;
}

function valueBytes(entry: Entry): number {
  return countOf(entry) * sizes[entry[1]];
}

/** Entries, then the values that do not fit into four bytes, each on an even place. */
function directoryBytes(entries: readonly Entry[]): number {
  const outside = entries
    .map(valueBytes)
    .filter((bytes) => bytes > 4)
    .reduce((sum, bytes) => sum + bytes + (bytes % 2), 0);
  return 2 + 12 * entries.length + 4 + outside;
}

function writeDirectory(out: DataView, at: number, entries: readonly Entry[]): void {
  out.setUint16(at, entries.length, true);
  let outside = at + 2 + 12 * entries.length + 4;
  entries.forEach((entry, k) => {
    const place = at + 2 + 12 * k;
    out.setUint16(place, entry[0], true);
    out.setUint16(place + 2, codes[entry[1]], true);
    out.setUint32(place + 4, countOf(entry), true);
    const bytes = valueBytes(entry);
    if (bytes <= 4) {
      writeValues(out, place + 8, entry);
      return;
    }
    out.setUint32(place + 8, outside, true);
    writeValues(out, outside, entry);
    outside += bytes + (bytes % 2);
  });
}

function writeValues(out: DataView, at: number, [, type, values]: Entry): void {
  const numbers =
    typeof values === 'string' ? Array.from(`${values}\0`, (c) => c.charCodeAt(0)) : values;
  numbers.forEach((value, k) => {
    if (type === 'byte' || type === 'ascii') out.setUint8(at + k, value);
    else if (type === 'short') out.setUint16(at + 2 * k, value, true);
    else out.setInt32(at + 4 * k, value, true);
  });
}
