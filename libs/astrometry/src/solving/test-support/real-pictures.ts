import { Header } from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { detectSources } from '../../detection/index.js';
import { readTanSip } from '../../wcs/header-cards.js';
import type { TanSip } from '../../wcs/tan-sip.js';
import type { PictureSize } from '../pose.js';
import type { SolverSources } from '../solver-stars.js';

const quintuple = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);
const cards = z.record(z.string(), z.union([z.string(), z.number()]));

const referenceSchema = z.object({
  width: z.number(),
  height: z.number(),
  wcs: cards,
  stars_x_y_ra_dec_resid_px: z.array(quintuple),
  check: z.object({
    rms_px: z.number(),
    refined_wcs: cards.optional(),
    stars_x_y_ra_dec_v: z.array(quintuple).optional(),
  }),
});

/** A place measured in a picture and the direction the reference gives it. */
export interface CheckStar {
  readonly x: number;
  readonly y: number;
  readonly raDeg: number;
  readonly decDeg: number;
}

export interface Reference extends PictureSize {
  readonly wcs: TanSip;
  readonly stars: readonly CheckStar[];
  /** Of these stars about the reference. */
  readonly rmsPx: number;
}

/** The best reference solution of a picture, and the stars it rests on. */
export function referenceOf(folder: string, name: string): Reference {
  const text = readFileSync(join(folder, `${name}.solution.json`), 'utf8');
  const { width, height, wcs, check, stars_x_y_ra_dec_resid_px } = referenceSchema.parse(
    JSON.parse(text),
  );
  const found = readTanSip(Header.of(Object.entries(check.refined_wcs ?? wcs)));
  if (found === undefined) throw new Error(`${name} has no TAN-SIP reference`);
  const stars = (check.stars_x_y_ra_dec_v ?? stars_x_y_ra_dec_resid_px).map(
    ([x, y, raDeg, decDeg]) => ({ x, y, raDeg, decDeg }),
  );
  return { width, height, wcs: found, stars, rmsPx: check.rms_px };
}

/** Brightness of a picture, as stored. */
export async function brightnessOf(path: string): Promise<Image> {
  const deep = path.endsWith('.tiff');
  const { data, info } = await sharp(path)
    .toColourspace(deep ? 'grey16' : 'b-w')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const values = deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  const pixels = Float32Array.from({ length: width * height }, (_, i) => values[i * channels]);
  return image(width, height, pixels);
}

/** Means of square boxes of pixels: how a picture of broad stars is looked through. */
export function binned({ width, height, data }: Image, box: number): Image {
  const [columns, rows] = [Math.floor(width / box), Math.floor(height / box)];
  const means = new Float32Array(columns * rows);
  for (let y = 0; y < rows * box; y += 1) {
    for (let x = 0; x < columns * box; x += 1) {
      means[Math.floor(y / box) * columns + Math.floor(x / box)] +=
        data[y * width + x] / (box * box);
    }
  }
  return image(columns, rows, means);
}

/** Sources of a picture in its own pixels, looked for in boxes of `box` pixels. */
export function sourcesOfPicture(picture: Image, box: number, fwhmPx: number): SolverSources {
  const seen = box === 1 ? picture : binned(picture, box);
  const { x, y, sigmaX, sigmaY } = detectSources(seen, {
    fwhmPx,
    thresholdSigma: box === 1 ? 5 : 30,
  });
  const unbin = (value: number): number => (value + 0.5) * box - 0.5;
  const positionError = sigmaX.map((error, i) => box * Math.hypot(error, sigmaY[i]) * Math.SQRT1_2);
  return { x: x.map(unbin), y: y.map(unbin), positionError };
}
