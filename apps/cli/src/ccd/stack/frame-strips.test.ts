import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapPoint, PlaneRows, type PlaneMap } from '@nightskies/astrometry';
import { image, sampleImage } from '@nightskies/pixels';
import { afterAll, describe, expect, it } from 'vitest';
import type { FrameFile } from './frame-file.js';
import { FrameStrips } from './frame-strips.js';
import { FrameExtents, stripsOf } from './frame-windows.js';
import { interpolations, reachOf, resampler, type InterpolationName } from './resampler.js';
import { Scratch } from './scratch.js';
import { planStrips } from './strip-plan.js';
import { resampledToDisk } from './via-disk.js';

const [width, height] = [110, 90];
const output = { width: 120, height: 85 };

function values(): Float32Array {
  let state = 12345;
  return Float32Array.from({ length: width * height }, () => {
    state = (state * 48271) % 2147483647;
    return 100 + (900 * state) / 2147483647;
  });
}

/** A frame in memory that counts what is read of it. */
function frameOf(data: Float32Array, size = { width, height }): FrameFile {
  let rowsRead = 0;
  return {
    file: 'made-up.fits',
    ...size,
    header: undefined,
    step: 0,
    saturationLevel: undefined,
    get rowsRead() {
      return rowsRead;
    },
    readRows: (first, out) => {
      rowsRead += out.length / size.width;
      out.set(data.subarray(first * size.width, first * size.width + out.length));
    },
    release: () => undefined,
  };
}

/** From the output to the frame: turned about its middle. */
function turned(degrees: number, scale = 1): PlaneMap {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const [x, y] = [output.width / 2 + 3.3, output.height / 2 - 1.7];
  return [c, -s, width / 2 - c * x + s * y, s, c, height / 2 - s * x - c * y, 0, 0, 1];
}

function resampled(
  data: Float32Array,
  map: PlaneMap,
  interpolation: InterpolationName,
  rows: number,
): { out: Float32Array; frame: FrameFile; again: number } {
  const frame = frameOf(data);
  const positions = new PlaneRows(map);
  const strips = stripsOf(output.height, rows);
  const extents = new FrameExtents(positions, output.width, frame);
  const windows = strips.map((strip) => extents.ofStrip(strip, reachOf(interpolation)));
  const way = resampler(interpolation, output.width);
  const source = new FrameStrips(frame, positions, strips, windows, way);
  const out = new Float32Array(output.width * output.height);
  strips.forEach(({ from, to }, k) => {
    source.fill(k, out.subarray(from * output.width, to * output.width));
  });
  return { out, frame, again: source.rowsReadAgain };
}

const turns = [0, -7, 45, 90, 180, 183.5];

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

describe('a frame brought to strips of the output', () => {
  it.each(turns)(
    'has the same values in any strips, turned by %d degrees, and no row is read twice',
    (degrees) => {
      const data = values();
      for (const interpolation of interpolations) {
        const whole = resampled(data, turned(degrees), interpolation, output.height);
        expect(whole.out.some((value) => !Number.isNaN(value))).toBe(true);
        for (const rows of [7, 40]) {
          const strips = resampled(data, turned(degrees), interpolation, rows);
          expect(bytesOf(strips.out).equals(bytesOf(whole.out))).toBe(true);
          expect(strips.again).toBe(0);
          expect(strips.frame.rowsRead).toBeLessThanOrEqual(height);
        }
      }
    },
  );

  it.each(turns)('has what sampling the whole frame gives, turned by %d degrees', (degrees) => {
    const data = values();
    const map = turned(degrees, 0.9);
    const { out } = resampled(data, map, 'bilinear', 12);
    const count = output.width * output.height;
    const [x, y] = [new Float64Array(count), new Float64Array(count)];
    for (let k = 0; k < count; k += 1) {
      const at = mapPoint(map, k % output.width, Math.floor(k / output.width));
      x[k] = at.x;
      y[k] = at.y;
    }
    const wanted = new Float32Array(count);
    sampleImage(image(width, height, data), x, y, wanted, 'bilinear');
    let worst = 0;
    let different = 0;
    out.forEach((value, k) => {
      const other = wanted[k] ?? NaN;
      if (Number.isNaN(value) !== Number.isNaN(other)) different += 1;
      else if (!Number.isNaN(value)) worst = Math.max(worst, Math.abs(value - other));
    });
    expect(different).toBe(0);
    expect(worst).toBeLessThan(1e-3);
  });

  it('keeps the flux by area and the level of a constant sky by points, whatever the scale', () => {
    const star = new Float32Array(width * height);
    for (let k = 0; k < star.length; k += 1) {
      const squared = ((k % width) - 55.3) ** 2 + (Math.floor(k / width) - 44.6) ** 2;
      star[k] = 1000 * Math.exp(-squared / (2 * 1.5 ** 2));
    }
    const sum = (data: Float32Array): number =>
      data.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
    const flat = new Float32Array(width * height).fill(321.5);
    for (const scale of [0.7, 1, 1.6]) {
      const byArea = resampled(star, turned(20, scale), 'area', 30);
      expect(Math.abs(sum(byArea.out) / sum(star) - 1)).toBeLessThan(1e-6);
      for (const interpolation of ['nearest', 'bilinear', 'bicubic', 'lanczos3'] as const) {
        const { out } = resampled(flat, turned(20, scale), interpolation, 30);
        const worst = Math.max(
          ...out.map((value) => (Number.isNaN(value) ? 0 : Math.abs(value / 321.5 - 1))),
        );
        expect(worst).toBeLessThan(1e-6);
      }
    }
  });
});

describe('working within a memory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightskies scratch '));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const big = { width: 6000, height: 3000 };
  const many = (degrees: readonly number[]) =>
    degrees.map((turn) => ({
      frame: frameOf(new Float32Array(0), big),
      positions: new PlaneRows([
        Math.cos((turn * Math.PI) / 180),
        -Math.sin((turn * Math.PI) / 180),
        3000 * (1 - Math.cos((turn * Math.PI) / 180) + Math.sin((turn * Math.PI) / 180)),
        Math.sin((turn * Math.PI) / 180),
        Math.cos((turn * Math.PI) / 180),
        3000 * (1 - Math.cos((turn * Math.PI) / 180) - Math.sin((turn * Math.PI) / 180)),
        0,
        0,
        1,
      ]),
    }));

  it('takes strips as high as fit, and frames turned far to disk when their rows do not', () => {
    const straight = planStrips(many(Array<number>(50).fill(0)), big, 3, 512 * 2 ** 20);
    expect(straight.viaDisk.size).toBe(0);
    expect(straight.bytes).toBeLessThanOrEqual(512 * 2 ** 20);
    expect(straight.bytes).toBeGreaterThan(500 * 2 ** 20);
    const turnedFar = planStrips(
      many([...Array<number>(48).fill(0.05), 90, 60]),
      big,
      3,
      400 * 2 ** 20,
    );
    expect([...turnedFar.viaDisk].sort()).toEqual([48, 49]);
    expect(turnedFar.bytes).toBeLessThanOrEqual(400 * 2 ** 20);
  });

  it('says how much memory is needed when none of that helps', () => {
    expect(() => planStrips(many(Array<number>(200).fill(0)), big, 3, 230 * 2 ** 20)).toThrow(
      /does not hold/,
    );
  });

  it('gives the same values by way of the disk, and leaves nothing there', () => {
    const data = values();
    const direct = resampled(data, turned(77), 'lanczos3', 40);
    const scratch = new Scratch(folder);
    const frame = frameOf(data);
    const strips = stripsOf(output.height, 33);
    const source = resampledToDisk(
      { frame, positions: new PlaneRows(turned(77)) },
      output,
      strips,
      { resampler: resampler('lanczos3', output.width), reachPx: reachOf('lanczos3'), scratch },
    );
    const out = new Float32Array(output.width * output.height);
    strips.forEach(({ from, to }, k) => {
      source.fill(k, out.subarray(from * output.width, to * output.width));
    });
    expect(bytesOf(out).equals(bytesOf(direct.out))).toBe(true);
    expect(frame.rowsRead).toBeLessThanOrEqual(height);
    scratch.clear();
    expect(readdirSync(folder)).toEqual([]);
  });
});
