import { allSkyGrid } from '@nightskies/mosaic';
import { skyAbove, writeMaskFile, type TerrainMask } from '@nightskies/natural-sky';
import { degree } from '@nightskies/sky';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { maskTiff, readGivenMask, skylinePng } from './mask-files.js';

const grid = allSkyGrid(0.25);
const skylineDeg = Float64Array.from(
  { length: grid.columns },
  (_, column) => 5 + 3 * Math.sin(column * degree),
);
const mask: TerrainMask = {
  ...{ grid, skylineDeg, origin: 'proposed', overallConfidence: 1 },
  ...{ sky: skyAbove(grid, skylineDeg), confidence: new Float64Array(grid.columns).fill(1) },
};

async function worstOf(bytes: Uint8Array, name: string): Promise<number> {
  const { mask: back, problems } = await readGivenMask(bytes, name, grid);
  expect(problems).toEqual([]);
  expect(back.origin).toBe('given');
  return back.sky.reduce((most, value, at) => Math.max(most, Math.abs(value - mask.sky[at])), 0);
}

describe('a mask that was exported and is given back', () => {
  it('untouched as mask.tif is what it was to a grey level', async () => {
    expect(await worstOf(maskTiff(mask), 'mask.tif')).toBeLessThanOrEqual(1);
  });

  it.each([
    [
      '16-bit TIFF of colours',
      (tiff: Buffer) => sharp(tiff).toColourspace('rgb16').tiff({ compression: 'deflate' }),
    ],
    ['PNG', (tiff: Buffer) => sharp(tiff).png()],
    ['PNG with transparency', (tiff: Buffer) => sharp(tiff).ensureAlpha().png()],
    ['compressed TIFF', (tiff: Buffer) => sharp(tiff).tiff({ compression: 'lzw' })],
  ])('saved by an editor as %s too', async (_, save) => {
    const bytes = await save(Buffer.from(maskTiff(mask))).toBuffer();
    expect(await worstOf(new Uint8Array(bytes), 'mask')).toBeLessThanOrEqual(1);
  });

  it('as the FITS file of a mask too', async () => {
    expect(await worstOf(writeMaskFile(mask), 'mask.fits')).toBeLessThanOrEqual(1);
  });

  it('at half the size keeps its terrain to a tenth of a degree', async () => {
    const bytes = await sharp(Buffer.from(maskTiff(mask)))
      .resize(720, 192)
      .png()
      .toBuffer();
    const { mask: back } = await readGivenMask(new Uint8Array(bytes), 'mask.png', grid);
    const worst = back.skylineDeg.reduce(
      (most, altitude, column) => Math.max(most, Math.abs(altitude - skylineDeg[column])),
      0,
    );
    expect(worst).toBeLessThan(0.1);
  });

  it('that is no picture is refused by name', async () => {
    await expect(readGivenMask(new Uint8Array(500), 'notes.txt', grid)).rejects.toMatchObject({
      code: 'picture-unreadable',
      problem: { file: 'notes.txt' },
    });
  });
});

it('the picture to paint by is a PNG of the strip', async () => {
  const strip = {
    grid: { ...grid, rows: 172, altitude0Deg: -1 },
    light: new Float32Array(grid.columns * 172).fill(30),
    frame: new Uint8Array(grid.columns * 172).fill(1),
  };
  const { width, height, channels } = await sharp(await skylinePng(mask, strip)).metadata();
  expect([width, height, channels]).toEqual([1440, 172, 3]);
});
