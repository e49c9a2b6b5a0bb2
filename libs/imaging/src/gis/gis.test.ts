import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../decoding/decode-picture.js';
import { png16Scaling, writeMapPng } from './map-png.js';
import { writeMapTiff, type MapTiffOptions } from './map-tiff.js';
import { madeUpMap, WrittenFile } from './test-support/made-up-map.js';
import { worldFile } from './world-file.js';

/** Fields of the one directory of a little-endian TIFF. */
function tagsOf(bytes: Buffer): ReadonlyMap<number, readonly number[] | string> {
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('II*\0');
  const directory = bytes.readUInt32LE(4);
  const tags = new Map<number, readonly number[] | string>();
  let before = 0;
  for (let k = 0; k < bytes.readUInt16LE(directory); k++) {
    const at = directory + 2 + 12 * k;
    const [tag, type] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)];
    expect(tag).toBeGreaterThan(before);
    before = tag;
    const count = bytes.readUInt32LE(at + 4);
    const size = { 2: 1, 3: 2, 4: 4, 12: 8 }[type] ?? NaN;
    const start = count * size <= 4 ? at + 8 : bytes.readUInt32LE(at + 8);
    expect(start % 2).toBe(0);
    if (type === 2) {
      tags.set(tag, bytes.toString('latin1', start, start + count - 1));
      continue;
    }
    const values = Array.from({ length: count }, (_, i) => {
      if (size === 8) return bytes.readDoubleLE(start + 8 * i);
      return size === 4 ? bytes.readUInt32LE(start + 4 * i) : bytes.readUInt16LE(start + 2 * i);
    });
    tags.set(tag, values);
  }
  return tags;
}

function tiffOf(map: ReturnType<typeof madeUpMap>, options: MapTiffOptions): WrittenFile {
  const file = new WrittenFile();
  expect(writeMapTiff(map, file.write, options)).toBe(file.bytes.length);
  return file;
}

describe('a map as TIFF', () => {
  it('of 16 bits keeps 0 for no data and rounds the rest', () => {
    const map = {
      ...madeUpMap(480),
      readRow: (row: number, out: Float32Array) => {
        out.fill(1234.6);
        out.set([NaN, -3, 0.2, 70_000, row]);
      },
    };
    const { bytes } = tiffOf(map, { place: 'geotiff', numbers: 'uint16' });
    const tags = tagsOf(bytes);
    expect([tags.get(258), tags.get(339), tags.get(42_113)]).toStrictEqual([[16], [1], '0']);
    const [start = NaN] = tags.get(273) ?? [];
    const first = Array.from({ length: 6 }, (_, i) => bytes.readUInt16LE(Number(start) + 2 * i));
    expect(first).toEqual([0, 1, 1, 65_535, 127, 1235]);
    expect(bytes.length - Number(start)).toBe(2 * 480 * 128);
  });

  it('of 8 bits is a picture that decodes to the very numbers, black among them', async () => {
    const map = {
      ...madeUpMap(480),
      readRow: (row: number, out: Float32Array) => {
        for (let x = 0; x < out.length; x++) out[x] = (x + row) % 256;
        if (row === 127) out.set([NaN, -3, 0.4, 300, 254.6]);
      },
    };
    for (const place of ['geotiff', 'world-file'] as const) {
      const { bytes } = tiffOf(map, { place, numbers: 'uint8', description: 'terrain' });
      expect(tagsOf(bytes).has(42_113)).toBe(false);
      const { luminance, white } = await decodePicture(bytes, 'mask.tif');
      expect([luminance.width, luminance.height, white]).toEqual([480, 128, 255]);
      expect([...luminance.data.subarray(0, 6)]).toEqual([0, 0, 0, 255, 255, 132]);
      let wrong = 0;
      for (let i = 480; i < luminance.data.length; i++) {
        if (luminance.data[i] !== ((i % 480) + 127 - Math.floor(i / 480)) % 256) wrong++;
      }
      expect(wrong).toBe(0);
    }
  });

  it('of bytes is the same file by way of floats and without it', () => {
    const bytesOfRow = (row: number): Uint8Array =>
      Uint8Array.from({ length: 480 }, (_, x) => (3 * x + row) % 256);
    const map = {
      ...madeUpMap(480),
      readRow: (row: number, out: Float32Array) => {
        out.set(bytesOfRow(row));
      },
    };
    const options = { place: 'geotiff', numbers: 'uint8' } as const;
    expect(tiffOf(map, { ...options, bytesOfRow }).bytes).toEqual(tiffOf(map, options).bytes);
  });

  it('holds every value as float32, north up, and no data as told', () => {
    const map = madeUpMap();
    const { bytes } = tiffOf(map, { place: 'geotiff', description: 'V, mag/arcsec2' });
    const tags = tagsOf(bytes);
    expect(tags.get(270)).toBe('V, mag/arcsec2');
    expect([tags.get(256), tags.get(257)]).toStrictEqual([[480], [128]]);
    expect([tags.get(258), tags.get(339)]).toStrictEqual([[32], [3]]);
    expect(tags.get(42_113)).toBe('-3.4028234663852886e+38');
    const [offsets, counts] = [tags.get(273), tags.get(279)];
    if (typeof offsets !== 'object' || typeof counts !== 'object') throw new Error('no strips');
    const pixels = Buffer.concat(
      offsets.map((offset, k) => bytes.subarray(offset, offset + counts[k])),
    );
    expect(pixels).toHaveLength(480 * 128 * 4);
    let wrong = 0;
    for (let i = 0; i < 480 * 128; i++) {
      const value = map.valueAt(i % 480, 127 - Math.floor(i / 480));
      const stored = pixels.readFloatLE(4 * i);
      if (stored !== (Number.isNaN(value) ? -3.4028234663852886e38 : value)) wrong++;
    }
    expect(wrong).toBe(0);
    expect(map.asked).toStrictEqual(Array.from({ length: 128 }, (_, k) => 127 - k));
  });

  it('says where it lies: its upper left corner at azimuth -180, altitude 90', () => {
    const tags = tagsOf(tiffOf(madeUpMap(), { place: 'geotiff' }).bytes);
    expect(tags.get(33_550)).toStrictEqual([0.75, 0.75, 0]);
    expect(tags.get(33_922)).toStrictEqual([0, 0, 0, -180, 90, 0]);
    expect(tags.get(34_737)).toContain('GCS_Sphere_EMEP');
  });

  it('leaves the place to its world file when asked to', () => {
    const map = madeUpMap();
    const tags = tagsOf(tiffOf(map, { place: 'world-file', noData: NaN }).bytes);
    expect([tags.has(33_550), tags.has(34_735)]).toStrictEqual([false, false]);
    expect(tags.get(42_113)).toBe('nan');
    expect(worldFile(map)).toBe('0.75\n0\n0\n-0.75\n-179.625\n89.625\n');
  });

  it('is written in pieces of a quarter of a mebibyte', () => {
    const { largest, bytes } = tiffOf(madeUpMap(1500), { place: 'geotiff' });
    expect(bytes.length).toBeGreaterThan(2_400_000);
    expect(largest).toBeLessThanOrEqual(262_144);
  });

  it('is refused beyond 4 GiB, and without cells', () => {
    const map = madeUpMap();
    const none = () => undefined;
    const large = { ...map, columns: 50_000, rows: 30_000 };
    expect(() => writeMapTiff(large, none, { place: 'geotiff' })).toThrow(/6000240512 bytes/);
    for (const wrong of [{ columns: 0 }, { rows: 1.5 }, { stepDeg: 0 }, { leftDeg: NaN }]) {
      expect(() => writeMapTiff({ ...map, ...wrong }, none, { place: 'geotiff' })).toThrow(
        RangeError,
      );
      expect(() => worldFile({ ...map, ...wrong })).toThrow(RangeError);
    }
  });
});

describe('a map as PNG of 16 bits', () => {
  it('gives its values back to half a step, by the scale that stands in it', async () => {
    const map = madeUpMap();
    const file = new WrittenFile();
    const scaling = png16Scaling(16, 25);
    const facts = writeMapPng(map, file.write, { scaling, description: 'V, mag/arcsec2' });
    expect(facts).toStrictEqual({ bytes: file.bytes.length, below: 0, above: 0 });
    const text = /Description\0([^;]+); value = (\S+) \+ (\S+) x n/.exec(
      file.bytes.toString('latin1'),
    );
    expect(text?.slice(1)).toStrictEqual([
      'V, mag/arcsec2',
      scaling.zero.toString(),
      scaling.step.toString(),
    ]);
    const { data, info } = await sharp(file.bytes)
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toStrictEqual([480, 128, 1]);
    let worst = 0;
    for (let i = 0; i < 480 * 128; i++) {
      const value = map.valueAt(i % 480, 127 - Math.floor(i / 480));
      const number = data.readUInt16LE(2 * i);
      if (Number.isNaN(value) !== (number === 0)) worst = Infinity;
      if (number === 0) continue;
      const back = scaling.zero + scaling.step * number;
      worst = Math.max(worst, Math.abs(back - value) / scaling.step);
    }
    expect(worst).toBeLessThanOrEqual(0.5 + 1e-9);
  });

  it('counts what lies beyond the scale and keeps it at its ends', async () => {
    const values = [-1, 0, 5, 10, 11, NaN];
    const map = {
      ...{ columns: 6, rows: 1, stepDeg: 1, leftDeg: 0, bottomDeg: 0 },
      readRow: (_: number, out: Float32Array) => {
        out.set(values);
      },
    };
    const file = new WrittenFile();
    const options = { scaling: png16Scaling(0, 10), description: 'steps' };
    expect(writeMapPng(map, file.write, options)).toMatchObject({ below: 1, above: 1 });
    const raw = await sharp(file.bytes).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
    const numbers = Array.from({ length: 6 }, (_, i) => raw.readUInt16LE(2 * i));
    expect(numbers).toStrictEqual([1, 1, 32_768, 65_535, 65_535, 0]);
  });

  it('is whole in several bands', async () => {
    const map = madeUpMap(1500);
    const file = new WrittenFile();
    const scaling = png16Scaling(16, 30);
    writeMapPng(map, file.write, { scaling, description: '' });
    expect(file.largest).toBeLessThan(1_100_000);
    const { width, height } = await sharp(file.bytes).metadata();
    expect([width, height]).toStrictEqual([1500, 400]);
    const raw = await sharp(file.bytes).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
    const last = raw.readUInt16LE(2 * (1500 * 399 + 7));
    expect(last).toBe(Math.round((map.valueAt(7, 0) - scaling.zero) / scaling.step));
  });

  it('is refused with a scale that cannot be', () => {
    expect(() => png16Scaling(3, 3)).toThrow(RangeError);
    expect(() => png16Scaling(0, Infinity)).toThrow(RangeError);
    expect(() =>
      writeMapPng(madeUpMap(), () => undefined, {
        scaling: { zero: 0, step: -1 },
        description: '',
      }),
    ).toThrow(RangeError);
  });
});
