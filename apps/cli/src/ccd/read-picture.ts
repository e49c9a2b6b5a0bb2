import { readFile } from 'node:fs/promises';
import { firstImage, readFits, type FitsFile, type Header, type ImageHdu } from '@nightskies/fits';
import { plateauOf, stepOf, type PicturePixels } from '@nightskies/astrometry';
import { decodePicture, meanOf } from '@nightskies/imaging';
import { image } from '@nightskies/pixels';
import { NightSkiesError, problem } from '@nightskies/contracts';

/** A picture of any kind, as what is done with it needs it. */
export interface Picture extends PicturePixels {
  /** Red, green and blue, or one plane. */
  readonly planes: readonly Float32Array[];
  /** Header and structure of a FITS file; absent for other pictures. */
  readonly fits?: FitsSource;
}

export interface FitsSource {
  readonly file: FitsFile;
  readonly hdu: ImageHdu;
  readonly header: Header;
}

/** Endings of the files that count as pictures within a folder. */
export const pictureEndings: readonly string[] = [
  ...['.fits', '.fit', '.fts', '.fits.gz', '.fit.gz', '.fts.gz'],
  ...['.fits.fz', '.fit.fz', '.fts.fz'],
  ...['.png', '.jpg', '.jpeg', '.tif', '.tiff'],
];

/** A picture of fewer pixels on a side holds no field of stars. */
const leastSidePx = 16;

/**
 * Reads FITS (also packed by gzip, or in compressed tiles), PNG, JPEG or TIFF, told by their first bytes. Of a FITS file the
 * first image with two or more axes; further axes are averaged, three planes kept as colours.
 *
 * @throws NightSkiesError naming the file for what is none of these, or too small
 */
export async function readPicture(path: string): Promise<Picture> {
  const bytes = await readFile(path);
  const picture = isFits(bytes) ? fitsPicture(bytes, path) : await otherPicture(bytes, path);
  const { width, height, data } = picture.luminance;
  if (Math.min(width, height) < leastSidePx) {
    throw new NightSkiesError(
      problem('picture-too-small', 'this picture is too small to hold a field of stars', {
        file: path,
        found: `${width} x ${height} pixels`,
        expected: `at least ${leastSidePx} x ${leastSidePx}`,
        hint: 'Give the picture itself, not its preview. Colours belong on the last axis of a FITS file.',
      }),
    );
  }
  assertNotBlank(data, path);
  return picture;
}

/** @throws NightSkiesError `picture-blank` where all pixels are alike or none has a value */
export function assertNotBlank(data: Float32Array, file: string): void {
  const first = data.find((value) => Number.isFinite(value));
  if (data.some((value) => Number.isFinite(value) && value !== first)) return;
  throw new NightSkiesError(
    problem('picture-blank', 'there is nothing in this picture', {
      file,
      found: first === undefined ? 'no pixel with a value' : `every pixel at ${first}`,
      expected: 'stars on a sky',
      hint: 'Look at the picture: the camera or the program that wrote it failed.',
    }),
  );
}

function isFits(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 9)).toString('latin1');
  return start.startsWith('SIMPLE  ') || start.startsWith('\x1f\x8b');
}

function fitsPicture(bytes: Uint8Array, path: string): Picture {
  const file = readFits(bytes, path);
  const hdu = firstImage(file);
  const [width = 0, height = 1] = hdu.shape;
  const pixels = width * height;
  const values = hdu.float32();
  const count = values.length / pixels;
  const planes = Array.from({ length: count }, (_, k) =>
    values.subarray(k * pixels, (k + 1) * pixels),
  );
  const mean = meanOf(planes);
  const { header } = hdu;
  const stated = header.number('SATURATE');
  const level = stated !== undefined && stated > 0 ? stated : plateauOf(mean);
  return {
    luminance: image(width, height, mean),
    planes: count === 3 ? planes : [mean],
    ...(level === undefined ? {} : { saturationLevel: level }),
    step:
      hdu.bitpix < 0 ? 0 : hdu.scaling.bscale === 1 ? stepOf(mean) : Math.abs(hdu.scaling.bscale),
    fits: { file, hdu, header },
  };
}

async function otherPicture(bytes: Uint8Array, path: string): Promise<Picture> {
  const { luminance, planes, white } = await decodePicture(bytes, path);
  return {
    luminance,
    planes,
    // A burnt-out star of a JPEG wavers about white.
    saturationLevel: 0.98 * white,
    step: stepOf(luminance.data),
  };
}
