import { NightSkiesError, problem } from '@nightskies/contracts';
import { image, type Image } from '@nightskies/pixels';
import sharp from 'sharp';

/** A PNG, JPEG or TIFF as it is stored: no turning by EXIF, no stretching. */
export interface DecodedPicture {
  /** Mean of the colours, in stored units. */
  readonly luminance: Image;
  /** The colours apart, each of width x height values: red, green, blue, or one grey plane. */
  readonly planes: readonly Float32Array[];
  /** The stored number that is white: 255 or 65535. */
  readonly white: number;
  readonly format: string;
}

const colourSpaces = {
  uchar: { grey: 'b-w', colour: 'srgb', white: 255 },
  ushort: { grey: 'grey16', colour: 'rgb16', white: 65535 },
} as const;

/** First bytes of what is decoded. */
const beginnings: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
];

/**
 * Decodes a picture of 8 or 16 bits per colour. Row 0 is the first stored row. Floating point and
 * 32-bit TIFFs are refused: the decoder would clip them silently.
 *
 * @param name of the file, for messages
 * @throws NightSkiesError `picture-unreadable`, `picture-depth`
 */
export async function decodePicture(bytes: Uint8Array, name: string): Promise<DecodedPicture> {
  if (!beginnings.some((beginning) => beginning.every((byte, k) => bytes[k] === byte))) {
    const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
    throw unreadable(
      name,
      bytes.length === 0 ? 'an empty file' : `a start ${JSON.stringify(start)}`,
    );
  }
  const source = sharp(bytes, { failOn: 'warning' });
  const { format, depth, channels, hasAlpha } = await answered(source.metadata(), name);
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new NightSkiesError(
      problem('picture-depth', 'this picture has numbers of a kind that is not decoded safely', {
        file: name,
        found: `${format} with ${depth ?? 'unknown'} values`,
        expected: '8 or 16 bits per colour, unsigned',
        hint: 'Save it as FITS, which holds such numbers, or as a 16-bit TIFF.',
      }),
    );
  }
  const { grey, colour, white } = colourSpaces[depth];
  const space = channels - (hasAlpha ? 1 : 0) >= 3 ? colour : grey;
  const { data, info } = await answered(
    source.removeAlpha().toColourspace(space).raw({ depth }).toBuffer({ resolveWithObject: true }),
    name,
  );
  const values =
    depth === 'uchar'
      ? data
      : new Uint16Array(
          data.buffer,
          data.byteOffset,
          data.byteLength / Uint16Array.BYTES_PER_ELEMENT,
        );
  const { width, height } = info;
  const planes = Array.from({ length: info.channels }, (_, channel) => {
    const plane = new Float32Array(width * height);
    for (let k = 0; k < plane.length; k += 1) plane[k] = values[k * info.channels + channel];
    return plane;
  });
  return { luminance: image(width, height, meanOf(planes)), planes, white, format };
}

/** Mean of planes of equal length; of one plane, that plane. */
export function meanOf(planes: readonly Float32Array[]): Float32Array {
  const [first, ...more] = planes;
  if (more.length === 0) return first;
  const mean = new Float32Array(first.length);
  for (let k = 0; k < mean.length; k += 1) {
    let sum = 0;
    for (const plane of planes) sum += plane[k];
    mean[k] = sum / planes.length;
  }
  return mean;
}

async function answered<T>(work: Promise<T>, name: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const found = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw unreadable(name, found, error);
  }
}

function unreadable(file: string, found: string, cause?: unknown): NightSkiesError {
  return new NightSkiesError(
    problem('picture-unreadable', 'this is no picture that can be read', {
      file,
      found,
      expected: 'FITS, PNG, JPEG or TIFF, complete',
      hint: 'Check that this is the file you mean and that it was copied completely.',
    }),
    { cause },
  );
}
