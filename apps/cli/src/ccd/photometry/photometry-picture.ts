import { readTanSip, type PicturePixels, type TanSip } from '@nightskies/astrometry';
import { firstImage, readFits, type Header } from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { assertNotBlank, readPicture, type Picture } from '../read-picture.js';
import { readInput } from './read-input.js';

/** A picture as measuring its stars needs it. */
export interface PhotometryPicture extends PicturePixels {
  readonly header: Header | undefined;
  readonly wcs: TanSip | undefined;
  /** What the header says of the sky, in words, for messages. */
  readonly skyWords: string;
}

/**
 * Reads one plane of a picture.
 *
 * @param plane its number from 1, or the mean of all; needed where there are several
 * @throws NightSkiesError as `readPicture`, and `picture-planes` for a choice that is missing or wrong
 */
export async function readPhotometryPicture(
  file: string,
  plane: number | 'mean' | undefined,
): Promise<PhotometryPicture> {
  const picture = await readPicture(file);
  const layers = layersOf(picture);
  const wanted = plane ?? (layers.length === 1 ? 1 : undefined);
  const data = wanted === 'mean' ? picture.luminance.data : layers[(wanted ?? 0) - 1];
  if (data === undefined) {
    throw new NightSkiesError(
      problem('picture-planes', 'which plane of this picture is to be measured?', {
        file,
        found: `${layers.length} planes${plane === undefined ? '' : `, --plane ${plane}`}`,
        expected: `--plane 1 to ${layers.length}, or --plane mean`,
        hint: 'Light of different colours does not add up to one magnitude: choose a plane.',
      }),
    );
  }
  assertNotBlank(data, file);
  const { width, height } = picture.luminance;
  return {
    luminance: image(width, height, data),
    ...(picture.saturationLevel === undefined ? {} : { saturationLevel: picture.saturationLevel }),
    step: picture.step,
    header: picture.fits?.header,
    ...skyOf(picture),
  };
}

function layersOf({ luminance, planes, fits }: Picture): readonly Float32Array[] {
  const pixels = luminance.width * luminance.height;
  const count = fits === undefined ? planes.length : fits.hdu.shape.slice(2).reduce(product, 1);
  // Planes are there where there are three; other numbers of them were averaged.
  if (fits === undefined || count === planes.length) return planes;
  const values = fits.hdu.float32();
  return Array.from({ length: count }, (_, k) => values.subarray(k * pixels, (k + 1) * pixels));
}

function product(a: number, b: number): number {
  return a * b;
}

function skyOf({ fits }: Picture): { wcs: TanSip | undefined; skyWords: string } {
  if (fits === undefined) return { wcs: undefined, skyWords: 'a picture without a FITS header' };
  const { header } = fits;
  const types = [header.string('CTYPE1'), header.string('CTYPE2')].map((type) => type ?? 'none');
  try {
    const wcs = readTanSip(header);
    return { wcs, skyWords: `CTYPE1, CTYPE2: ${types.join(', ')}` };
  } catch (error) {
    // A broken solution counts as none; measuring at pixels goes on without.
    const fault = error instanceof Error ? error.message : '';
    return { wcs: undefined, skyWords: `CTYPE1, CTYPE2: ${types.join(', ')}, but ${fault}` };
  }
}

/**
 * Pixels to be left out: those of a mask file that are not 0 or have no value, and those of the picture
 * that have none. Undefined when there are no such pixels.
 *
 * @throws NightSkiesError `mask-other-size`
 */
export function maskOf(
  picture: Image,
  mask: Image | undefined,
  file: string,
): Image<Uint8Array> | undefined {
  const { width, height, data } = picture;
  if (mask !== undefined && (mask.width !== width || mask.height !== height)) {
    throw new NightSkiesError(
      problem('mask-other-size', 'the mask has another size than the picture', {
        file,
        found: `a mask of ${mask.width} x ${mask.height} px`,
        expected: `${width} x ${height} px`,
        hint: 'Give the mask that belongs to this camera and binning.',
      }),
    );
  }
  const masked = new Uint8Array(data.length);
  let count = 0;
  for (let i = 0; i < data.length; i += 1) {
    if (Number.isFinite(data[i]) && (mask === undefined || mask.data[i] === 0)) continue;
    masked[i] = 1;
    count += 1;
  }
  return count === 0 ? undefined : image(width, height, masked);
}

/** Reads a mask: the first image of a FITS file. */
export async function readMask(file: string): Promise<Image> {
  const hdu = firstImage(readFits(await readInput(file), file));
  const [width = 0, height = 1] = hdu.shape;
  return image(width, height, hdu.float32().subarray(0, width * height));
}
