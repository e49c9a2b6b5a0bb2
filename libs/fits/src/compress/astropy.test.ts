import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PixelArray } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { firstImage, readFits, readTable, verifyChecksums, writeFits } from '../index.js';

const path = fileURLToPath(new URL('test-support/astropy-tiles.json', import.meta.url));
const { cases } = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        file: z.base64(),
        codes: z.array(z.base64()),
        values: z.base64().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(path, 'utf8')));

/** The pixels of test-support/astropy_fixtures.py. */
const [width, height] = [23, 11];
const wave = Array.from({ length: width * height }, (_, i) => ((i * 7919) % 1009) - 400);
const pixels: Readonly<Record<string, PixelArray>> = {
  uint8: Uint8Array.from(wave, (value) => ((value % 251) + 251) % 251),
  int16: Int16Array.from(wave, (value) => value * 31),
  uint16: Uint16Array.from(wave, (value) => value + 30_000),
  int32: Int32Array.from(wave, (value) => value * 100_003),
  float32: Float32Array.from(wave, (value) => value / 64),
  float64: Float64Array.from(wave, (value) => value / 64),
};

describe('compressed images made by astropy', () => {
  it.each(cases)('are read to the same bits: $name', ({ type, file, values }) => {
    const read = readFits(Buffer.from(file, 'base64'), 'astropy.fits.fz');
    const image = firstImage(read);
    expect(image.shape).toStrictEqual([width, height]);
    expect(image.header.get('EXPTIME')).toBe(12.5);
    expect(image.header.has('ZIMAGE')).toBe(false);
    expect(verifyChecksums(read)[1]).toMatchObject({ checksum: 'right', datasum: 'right' });
    if (values === undefined) {
      expect(image.values()).toStrictEqual(pixels[type]);
    } else {
      const bytes = Buffer.from(values, 'base64');
      const told = Float64Array.from({ length: wave.length }, (_, i) => bytes.readDoubleLE(8 * i));
      expect(image.float64()).toStrictEqual(told);
    }
  });

  const rice = cases.filter(({ name, values }) => name.startsWith('RICE') && values === undefined);

  it.each(rice)('have the codes we write for the same pixels: $name', ({ name, type, codes }) => {
    const tile = name.endsWith('tiles') ? [9, 4] : [width, 1];
    const bytes = writeFits([
      { shape: [width, height], data: pixels[type], compression: { algorithm: 'rice', tile } },
    ]);
    const text = Buffer.from(bytes)
      .toString('latin1')
      .replace('ZIMAGE  =                    T', 'ZIMAGE  =                    F');
    const table = readTable(readFits(Buffer.from(text, 'latin1'), 'ours.fits').hdus[1]);
    const [column] = table.columns;
    if (column.kind !== 'lists' || column.of !== 'numbers') throw new Error('no codes');
    const ours = column.cells.map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
    );
    expect(ours).toStrictEqual(codes);
  });
});
