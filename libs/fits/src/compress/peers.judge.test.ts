import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PixelArray } from '@nightskies/pixels';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { firstImage, Header, readFits, verifyChecksums, writeFits } from '../index.js';
import type { TileCompression } from './tile-compression.js';

const python = '/usr/bin/python3';
const astropy = spawnSync(python, ['-c', 'import astropy; print(astropy.__version__)'], {
  encoding: 'utf8',
});
const funpack = spawnSync('funpack', ['-V'], { encoding: 'utf8' });
const fpack = spawnSync('fpack', ['-V'], { encoding: 'utf8' });

const [width, height] = [137, 61];

/** Mulberry32, twelve at a time: noise of 1. */
function noise(seed: number): () => number {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
}

const next = noise(11);
const sky = Float64Array.from(
  { length: width * height },
  (_, i) => (i % 89 === 3 ? 0 : 500 + 20 * Math.sin(i / 40)) + next(),
);
const made: Readonly<Record<string, PixelArray>> = {
  uint8: Uint8Array.from(sky, (value) => value / 4),
  int8: Int8Array.from(sky, (value) => value / 4 - 125),
  int16: Int16Array.from(sky, (value) => value - 600),
  uint16: Uint16Array.from(sky, (value) => value + 32_000),
  int32: Int32Array.from(sky, (value) => value * -1_000_003),
  uint32: Uint32Array.from(sky, (value) => value + 4e9),
  float32: Float32Array.from(sky),
  float64: sky,
};
const exact: readonly TileCompression[] = [
  { algorithm: 'rice' },
  { algorithm: 'rice', tile: [50, 17], blockSize: 16 },
  { algorithm: 'gzip' },
  { algorithm: 'gzip', tile: [50, 17] },
];
const quantised = ([0, 1, 2] as const).flatMap((dither): TileCompression[] => [
  { algorithm: 'rice', quantize: { dither, seed: 77 } },
  { algorithm: 'rice', tile: [50, 17], quantize: { stepsPerNoise: 16, dither, seed: 9990 } },
  { algorithm: 'gzip', tile: [50, 17], quantize: { step: 0.25, dither, seed: 1 } },
]);
const cases = Object.entries(made).flatMap(([type, data]) =>
  [...exact, ...(type.startsWith('float') ? quantised : [])].map((compression, k) => ({
    name: `${type}-${k}`,
    data,
    compression,
  })),
);

const folder = mkdtempSync(join(tmpdir(), 'nightskies-fits-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const at = (name: string): string => join(folder, name);

/** Ours as float64, beside the file. */
function writeCases(): void {
  for (const { name, data, compression } of cases) {
    const header = Header.of([['EXPTIME', 12.5]]);
    const bytes = writeFits([{ shape: [width, height], data, header, compression }]);
    writeFileSync(at(`${name}.fits.fz`), bytes);
    writeFileSync(at(`${name}.f64`), firstImage(readFits(bytes, name)).float64());
  }
}

const script = `
import json, sys, warnings
import numpy as np
from astropy.io import fits
warnings.simplefilter("error")
wrong = {}
for name in json.loads(sys.argv[2]):
    ours = np.fromfile(f"{sys.argv[1]}/{name}.f64")
    with fits.open(f"{sys.argv[1]}/{name}{sys.argv[3]}", checksum=True) as hdus:
        unit = next(hdu for hdu in hdus if hdu.data is not None)
        assert unit.header["EXPTIME"] == 12.5
        wrong[name] = int(np.count_nonzero(unit.data.astype("f8").ravel() != ours))
print(json.dumps(wrong))
`;

function pixelsUnlikeOurs(ending: string): Record<string, number> {
  const names = JSON.stringify(cases.map(({ name }) => name));
  const { stdout, stderr } = spawnSync(python, ['-c', script, folder, names, ending], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return z.record(z.string(), z.number()).parse(JSON.parse(stdout));
}

const none = Object.fromEntries(cases.map(({ name }) => [name, 0]));

// The judges are Debian's python3-astropy and libcfitsio-bin.
describe.skipIf(astropy.status !== 0)('our compressed files', () => {
  it(`are read to the same bits by astropy, without a warning (${cases.length} files)`, () => {
    writeCases();
    expect(pixelsUnlikeOurs('.fits.fz')).toStrictEqual(none);
  });

  it.skipIf(funpack.error !== undefined)('are unpacked to the same bits by funpack', () => {
    writeCases();
    for (const { name } of cases) {
      const { status } = spawnSync('funpack', ['-O', at(`${name}.fits`), at(`${name}.fits.fz`)]);
      expect([name, status]).toStrictEqual([name, 0]);
    }
    expect(pixelsUnlikeOurs('.fits')).toStrictEqual(none);
  });
});

describe.skipIf(fpack.error !== undefined)('files packed by fpack', () => {
  it.each([
    ['uint16', ['-r']],
    ['uint16', ['-r', '-t', '50,17']],
    ['int32', ['-r', '-w']],
    ['uint8', ['-r']],
    ['int16', ['-g']],
    ['float32', ['-g', '-q', '0']],
    ['float32', ['-r', '-q', '4']],
    ['float32', ['-r', '-qz', '8']],
    ['float64', ['-r', '-q0', '8']],
  ])('of %s with %s are read as funpack unpacks them', (type, options) => {
    const data = made[type];
    writeFileSync(at('plain.fits'), writeFits([{ shape: [width, height], data }]));
    rmSync(at('plain.fits.fz'), { force: true });
    rmSync(at('unpacked.fits'), { force: true });
    expect(spawnSync('fpack', [...options, at('plain.fits')]).status).toBe(0);
    spawnSync('funpack', ['-O', at('unpacked.fits'), at('plain.fits.fz')]);
    const packed = readFits(readFileSync(at('plain.fits.fz')), 'plain.fits.fz');
    const unpacked = readFits(readFileSync(at('unpacked.fits')), 'unpacked.fits');
    const [ours, theirs] = [firstImage(packed), firstImage(unpacked)];
    expect(
      Buffer.compare(Buffer.from(ours.float64().buffer), Buffer.from(theirs.float64().buffer)),
    ).toBe(0);
    expect(ours.values().constructor).toBe(theirs.values().constructor);
    const [, report] = verifyChecksums(packed);
    expect([report.checksum, report.datasum]).toStrictEqual(['right', 'right']);
    const lossy = options.some((option) => option.startsWith('-q')) && !options.includes('0');
    expect(report.pixels).toBe(lossy ? 'absent' : 'right');
  });
});
