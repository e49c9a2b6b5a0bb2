import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import { image, type Image } from '../image.js';
import { diskMedian, diskPercentile } from './disk-median.js';
import { diskMedianReference, medianAt } from './reference.js';

/** The first image of a plain FITS file of 16-bit integers. */
function readPicture(path: string): Image {
  const bytes = gunzipSync(readFileSync(path));
  const cards = new Map<string, number>();
  let end = 0;
  for (; bytes.toString('latin1', end, end + 8) !== 'END     '; end += 80) {
    cards.set(
      bytes.toString('latin1', end, end + 8).trim(),
      Number.parseFloat(bytes.toString('latin1', end + 10, end + 30)),
    );
  }
  const [width, height] = [cards.get('NAXIS1') ?? 0, cards.get('NAXIS2') ?? 0];
  const start = Math.ceil((end + 80) / 2880) * 2880;
  const zero = cards.get('BZERO') ?? 0;
  expect(cards.get('BITPIX')).toBe(16);
  return image(
    width,
    height,
    Float32Array.from(
      { length: width * height },
      (_, k) => bytes.readInt16BE(start + 2 * k) + zero,
    ),
  );
}

/** A part of a picture, its borders mirrored like any other's. */
function middleOf({ width, height, data }: Image, columns: number, rows: number): Image {
  const [left, top] = [(width - columns) >> 1, (height - rows) >> 1];
  return image(
    columns,
    rows,
    Float32Array.from(
      { length: columns * rows },
      (_, k) => data[(top + Math.floor(k / columns)) * width + left + (k % columns)],
    ),
  );
}

const pictures = {
  flat: sharedData.path('real/ccd/cafos_flat_B.fits.gz'),
  cluster: sharedData.path('real/ccd/cafos_ngc2420_B_60s_2.fits.gz'),
  wholeSky: sharedData.path('real/allsky/ldt_20180913T0406_clear_moonless.fits.gz'),
};

describe.skipIf(Object.values(pictures).includes(null))(
  'the disk median of real pictures (needs ../shared/data/real)',
  () => {
    it.each([
      ['a star cluster', pictures.cluster],
      ['a flat', pictures.flat],
    ])(
      'equals sorting bit for bit, every pixel of the middle of %s',
      (_, path) => {
        const source = middleOf(readPicture(path ?? ''), 160, 100);
        const sorted = diskMedianReference(source, 12.5);
        expect(diskMedian(source, 12.5).data).toEqual(sorted.data);
      },
      120_000,
    );

    it('equals sorting on a camera of the whole sky, with and without its brightest pixels', () => {
      const source = readPicture(pictures.wholeSky ?? '');
      const mask = Uint8Array.from(source.data, (value) => (value > 20_000 ? 1 : 0));
      for (const radius of [12.5, 18.2, 36]) {
        const filtered = diskMedian(source, radius);
        const masked = diskMedian(source, radius, { mask });
        for (let k = 0; k < source.data.length; k += 9001) {
          const [x, y] = [k % source.width, Math.floor(k / source.width)];
          expect(filtered.data[k]).toBe(medianAt(source, radius, x, y));
          expect(masked.data[k]).toBe(medianAt(source, radius, x, y, 0.5, mask));
        }
        // The way by bitmaps, taken for any other fraction, agrees at every pixel.
        const ranked = diskPercentile(source, radius, 0.5 + 1e-12);
        expect(filtered.data.findIndex((value, k) => value !== ranked.data[k])).toBe(-1);
      }
    }, 60_000);
  },
);
