import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFrameAstrometry, readTanSip } from '@nightskies/astrometry';
import { setAstrometrySchema } from '@nightskies/contracts';
import { firstImage, readFits } from '@nightskies/fits';
import { cameraAxes, greatCircleDistanceDeg, pixelOfDirection } from '@nightskies/sky';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { hasServers, startInstallation } from './installation.js';
import {
  digests,
  nightArguments,
  nightskies,
  processNight,
  type ProcessResult,
} from './nightskies.js';
import { trueCentres, trueGrid } from './true-night.js';

const name = 'SIMA261101';
const nanolambert = 1e-5 / Math.PI; // cd/m2

interface Sums {
  readonly zenithMag: number;
  readonly meanMcd: number;
  readonly illuminanceMlx: number;
}

/** Zenith brightness, mean luminance and illuminance over the cells of a map that `use` admits. */
function sumOver(
  luminance: (column: number, row: number) => number,
  grid: { columns: number; rows: number; stepDeg: number },
  use: (azimuthDeg: number, altitudeDeg: number) => boolean,
): Sums {
  const radians = Math.PI / 180;
  let zenith = 0;
  let zenithArea = 0;
  let total = 0;
  let area = 0;
  let lux = 0;
  for (let row = 0; row < grid.rows; row += 1) {
    const altitude = -6 + (row + 0.5) * grid.stepDeg;
    if (altitude < 0) continue;
    const weight = Math.cos(altitude * radians) * (grid.stepDeg * radians) ** 2;
    for (let column = 0; column < grid.columns; column += 1) {
      const value = luminance(column, row);
      if (!Number.isFinite(value)) continue;
      if (!use(-180 + (column + 0.5) * grid.stepDeg, altitude)) continue;
      if (altitude >= 89) {
        zenith += value * weight;
        zenithArea += weight;
      }
      total += value * weight;
      area += weight;
      lux += value * weight * Math.sin(altitude * radians);
    }
  }
  const nl = zenith / zenithArea / nanolambert;
  return {
    zenithMag: (20.7233 - Math.log(nl / 34.08)) / 0.92104,
    meanMcd: (total / area) * 1000,
    illuminanceMlx: lux * 1000,
  };
}

describe.skipIf(!hasIndependentNight)('the independent night, through the command line', () => {
  let folder: string;
  let root: string;
  let run: ProcessResult;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies judge '));
    root = unpackNight().night;
    run = await processNight([
      ...nightArguments(root, name),
      ...['--workspace', join(folder, 'workspace')],
    ]);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('is done without a problem', () => {
    expect(run.problems).toEqual([]);
    expect(run.code).toBe(0);
  });

  it('measures zenith, mean and illuminance within 2.5 % of the truth', async () => {
    const truthImage = firstImage(
      readFits(await readFile(join(root, 'truth', 'maps', 'scene_mag.fits')), 'scene_mag.fits'),
    );
    const magnitudes = truthImage.float32();
    const [columns = 0, rows = 0] = truthImage.shape;
    // The truth map begins at azimuth 0; ours at -180.
    const truthNl = (column: number, row: number): number => {
      const shifted = (column + columns / 2) % columns;
      const mag = magnitudes[row * columns + shifted] ?? Number.NaN;
      return 34.08 * Math.exp(20.7233 - 0.92104 * mag) * nanolambert;
    };
    const product = run.products.find(({ kind }) => kind === 'brightness-map');
    const map = firstImage(readFits(await readFile(product?.path ?? ''), 'map'));
    const ours = map.float32();
    const [width = 0, height = 0] = map.shape;
    const ratio = width / columns;
    const oursAt = (azimuth: number, altitude: number): number => {
      const column = Math.min(width - 1, Math.floor(((azimuth + 180) / 360) * width));
      const row = Math.min(height - 1, Math.floor(((altitude + 6) / 96) * height));
      return ours[row * width + column] ?? Number.NaN;
    };
    expect(ratio).toBe(4);
    const truth = sumOver(truthNl, { columns, rows, stepDeg: 0.2 }, (azimuth, altitude) =>
      Number.isFinite(oursAt(azimuth, altitude)),
    );
    const measured = Object.fromEntries(run.metrics.map((metric) => [metric.name, metric.value]));
    const deviation = {
      zenith: 10 ** (-0.4 * ((measured['zenith-brightness'] ?? 0) - truth.zenithMag)) - 1,
      mean: (measured['mean-luminance'] ?? 0) / truth.meanMcd - 1,
      illuminance: (measured['horizontal-illuminance'] ?? 0) / truth.illuminanceMlx - 1,
    };
    process.stdout.write(`measured over truth - 1: ${JSON.stringify(deviation)}\n`);
    for (const value of Object.values(deviation)) expect(Math.abs(value)).toBeLessThan(0.025);
  });

  const rmsOf = (values: readonly number[]): number =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

  /** Errors in px of every frame, as one line to read and the bounds they keep. */
  function expectTruePixels(what: string, byFrame: readonly (readonly number[])[]): void {
    const rms = byFrame.map(rmsOf).sort((a, b) => a - b);
    const median = rms[rms.length >> 1] ?? Number.NaN;
    const worst = rms.at(-1) ?? Number.NaN;
    const most = Math.max(...byFrame.flat());
    process.stdout.write(
      `${what}: ${rms.length} frames, rms median ${median.toFixed(4)} px, worst ${worst.toFixed(4)} px, any point ${most.toFixed(3)} px\n`,
    );
    expect(rms).toHaveLength(45);
    expect(median).toBeLessThan(0.03);
    expect(worst).toBeLessThan(0.1);
    expect(most).toBeLessThan(0.8);
  }

  it('solves all 45 frames, true to a small part of a pixel above 5 deg, corners included', async () => {
    const errors: number[][] = [];
    for (const { kind, path, frame } of run.products) {
      if (kind !== 'frame-astrometry' || frame === null) continue;
      const wcs = readTanSip(readFrameAstrometry(await readFile(path ?? ''), frame).header);
      if (wcs === undefined) throw new Error(`${frame} is not solved`);
      errors.push(
        trueGrid(root, frame, 5).map((point) => {
          const pixel = wcs.pixelOfPlace(point);
          return pixel === undefined ? Infinity : Math.hypot(pixel.x - point.x, pixel.y - point.y);
        }),
      );
    }
    expectTruePixels('solved headers', errors);
  });

  it('places them as well in azimuth and apparent altitude by one camera for the set', async () => {
    const product = run.products.find(({ kind }) => kind === 'set-astrometry');
    const text = await readFile(product?.path ?? '', 'utf8');
    const { camera, frames } = setAstrometrySchema.parse(JSON.parse(text));
    if (camera === null) throw new Error('the set has no camera');
    const errors = frames.map(({ frame, pose }) => {
      const axes = cameraAxes(pose);
      return trueGrid(root, frame, 5).map((point) => {
        const pixel = pixelOfDirection(camera, axes, point);
        return pixel === null ? Infinity : Math.hypot(pixel.x - point.x, pixel.y - point.y);
      });
    });
    expectTruePixels('camera of the set', errors);
    const centres = trueCentres(root);
    for (const { frame, centre, status } of frames) {
      const truth = centres.get(frame);
      if (truth === undefined) throw new Error(`no truth of ${frame}`);
      expect(greatCircleDistanceDeg(centre, truth), frame).toBeLessThan(0.002);
      expect(status, frame).toBe('solved');
    }
  });

  it.skipIf(!hasServers)(
    'gives the same bytes through processes over NATS and Postgres',
    async () => {
      const installation = await startInstallation(folder);
      try {
        const result = await processNight([
          ...nightArguments(root, name),
          ...['--server', installation.url],
        ]);
        expect(result).toMatchObject({ code: 0, problems: [] });
        expect(digests(result)).toEqual(digests(run));
      } finally {
        await installation.stop();
      }
    },
  );

  it('needs less than 1 GB from raw frames to the map, and says what it needs to the report', async () => {
    const toMap = await processNight([
      ...nightArguments(root, name),
      ...['--workspace', join(folder, 'to the map'), '--until', 'mosaic'],
    ]);
    for (const { seconds, peakMemoryBytes } of [toMap, run]) {
      process.stdout.write(`${seconds.toFixed(1)} s, ${(peakMemoryBytes / 1e6).toFixed(0)} MB\n`);
    }
    expect(toMap.peakMemoryBytes).toBeLessThan(1e9);
  });

  /** Exports a run in the old layout; returns the pixels of a calibrated frame of it. */
  async function exported(id: string): Promise<(frame: string) => Promise<Float32Array>> {
    const to = join(folder, `layout ${id}`);
    const done = await nightskies([
      ...['export', id, '--workspace', join(folder, 'workspace'), '--to', to, '--layout', 'nsnsd'],
    ]);
    expect(done.code, done.stderr).toBe(0);
    return async (frame) => {
      const path = join(to, 'Data', 'calibdata', name, 'S_01', ...frame.split('/'));
      return firstImage(readFits(await readFile(path), frame)).float32();
    };
  }

  async function compatFrames(bands: string, masters: string) {
    const result = await processNight([
      ...nightArguments(root, name, bands),
      ...['--compat', 'nsnsd', '--param', `masters=${masters}`, '--until', 'calibration'],
      ...['--workspace', join(folder, 'workspace')],
    ]);
    expect(result.tasks.failed).toBe(0);
    return exported(result.run);
  }

  it('exports frames of the old arithmetic, and default ones that differ by its truncation only', async () => {
    const standard = await compatFrames('V,B', 'standard');
    const night = await compatFrames('V', 'night');
    const given = unpackNight().compatFrames;
    for (const [file, pixels] of [
      ['V-standard-ib001', await standard('ib001.fit')],
      ['V-standard-ib025', await standard('ib025.fit')],
      ['V-standard-ib041', await standard('ib041.fit')],
      ['B-standard-by-number-ib018', await standard('B/ib018.fit')],
      ['V-night-ib025', await night('ib025.fit')],
    ] as const) {
      const path = join(given, `${file}.fit`);
      const expected = firstImage(readFits(await readFile(path), path)).float32();
      expect(
        countWhere(pixels, (value, pixel) => value !== expected[pixel]),
        file,
      ).toBe(0);
    }
    const modern = await exported(run.run);
    for (const frame of ['ib001.fit', 'ib025.fit', 'ib041.fit']) {
      const old = await standard(frame);
      const pixels = await modern(frame);
      const near = countWhere(
        pixels,
        (value, pixel) => Math.abs(value - (old[pixel] ?? Number.NaN) - 0.5) <= 0.6,
      );
      expect(near / pixels.length, frame).toBeGreaterThan(0.99);
    }
  });
});

function countWhere(
  pixels: Float32Array,
  holds: (value: number, pixel: number) => boolean,
): number {
  let count = 0;
  for (const [pixel, value] of pixels.entries()) if (holds(value, pixel)) count += 1;
  return count;
}
