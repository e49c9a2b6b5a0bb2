import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeFits } from '@nightskies/fits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPicture } from './read-picture.js';

const [width, height] = [40, 30];
const data = Uint16Array.from({ length: width * height }, (_, i) => 30_000 + ((i * 7919) % 5003));

describe('a picture as FITS', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies-picture-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });
  const read = async (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return readPicture(path);
  };
  const shape = [width, height];

  it('is the same plain, packed by gzip, and in compressed tiles', async () => {
    const plain = await read('a.fits', writeFits([{ shape, data }]));
    expect([...plain.luminance.data]).toStrictEqual([...data]);
    const others = [
      await read('a.fits.gz', gzipSync(writeFits([{ shape, data }]))),
      await read('rice.fits.fz', writeFits([{ shape, data, compression: 'rice' }])),
      await read('gzip.fits.fz', writeFits([{ shape, data, compression: 'gzip' }])),
    ];
    for (const other of others) {
      expect(other.luminance).toStrictEqual(plain.luminance);
      expect([other.step, other.saturationLevel]).toStrictEqual([
        plain.step,
        plain.saturationLevel,
      ]);
      expect(other.fits?.header.text).toBe(plain.fits?.header.text);
    }
  });
});
