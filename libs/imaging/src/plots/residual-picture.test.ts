import { describe, expect, it } from 'vitest';
import type { ResidualFrame, ResidualPictureOptions } from './residual-input.js';
import { residualPicture } from './residual-picture.js';
import { isInk, isRed, plotPageOf, spread, type Rgb } from './test-support/plot-page.js';

const count = 2000;
const turn = spread(count, 0.618034);
const height = spread(count, 0.7548777);
const noise = spread(count, 0.5698403);
const azimuthDeg = turn.map((part) => 180 + 180 * part);
const altitudeDeg = height.map((part) => (Math.asin(0.55 + 0.4 * part) * 180) / Math.PI);
const frames: ResidualFrame[] = Array.from({ length: 45 }, (_, k) => ({
  name: `ib${String(k + 1).padStart(3, '0')}`,
  julianDate: 2461345.7 + k / 2000,
  azimuthDeg: 8 * k,
  altitudeDeg: 30,
  lossMag: 0.002 * noise[k],
  sigmaMag: 0.005,
  flagged: false,
}));
const x = spread(count, 0.3247).map((part) => 511.5 + 512 * part);
const y = spread(count, 0.8191725).map((part) => 511.5 + 512 * part);
const options: ResidualPictureOptions = {
  title: '',
  stars: {
    residualMag: noise.map((part) => 0.03 * part),
    azimuthDeg,
    altitudeDeg,
    x,
    y,
    airmass: altitudeDeg.map((altitude) => 1 / Math.sin((altitude * Math.PI) / 180)),
    magnitude: noise.map((part) => 5 + 2 * part),
    bv: turn.map((part) => 0.6 + 0.8 * part),
  },
  frames,
  fieldWidthPx: 1024,
  fieldHeightPx: 1024,
  widthPx: 800,
};
/** The sky low in the east and west, and the panel of the frames. */
const east = { left: 170, right: 300, top: 560, bottom: 680 };
const west = { left: 740, right: 870, top: 560, bottom: 680 };
const inTime = { left: 180, right: 1080, top: 1345, bottom: 1685 };
const isDeepRed = ([red, green]: Rgb): boolean => red > 90 && red - green > 100;

describe('residualPicture', () => {
  it('shows a cloud of 0.1 mag where one sees it looking up, and only there', async () => {
    const residualMag = noise.map((part, i) =>
      Math.abs(azimuthDeg[i] - 90) < 25 && altitudeDeg[i] < 45 ? 0.03 * part + 0.1 : 0.03 * part,
    );
    const clear = await plotPageOf(await residualPicture(options));
    const page = await plotPageOf(
      await residualPicture({ ...options, stars: { ...options.stars, residualMag } }),
    );
    const whole = (east.right - east.left) * (east.bottom - east.top);
    expect(clear.area(isDeepRed, east)).toBe(0);
    expect(page.area(isDeepRed, east)).toBeGreaterThan(0.6 * whole);
    expect(page.area(isDeepRed, west)).toBe(0);
  });

  it('shows an error of the field in its place, the first row lowest', async () => {
    const residualMag = x.map((column, i) => (column > 768 && y[i] < 256 ? 0.05 : 0));
    const page = await plotPageOf(
      await residualPicture({
        ...options,
        scaleMag: 0.05,
        stars: { ...options.stars, residualMag },
      }),
    );
    const isDark = ([red, green]: Rgb): boolean => red < 140 && green < 40;
    const columns = { left: 1730, right: 1830 };
    expect(page.area(isDark, { ...columns, top: 850, bottom: 950 })).toBeCloseTo(100 ** 2, 6);
    expect(page.area(isDark, { ...columns, top: 290, bottom: 390 })).toBe(0);
  });

  it('marks a flagged frame with its name in time, in another colour than the rest', async () => {
    const flagged = frames.map((frame, k) =>
      k === 16 ? { ...frame, lossMag: 0.04, flagged: true } : frame,
    );
    const calm = await plotPageOf(await residualPicture(options));
    const page = await plotPageOf(await residualPicture({ ...options, frames: flagged }));
    expect(calm.area(isRed, inTime)).toBe(0);
    expect(page.area(isRed, inTime)).toBeGreaterThan(80);
    expect(page.area(isInk, inTime)).toBeGreaterThan(calm.area(isInk, inTime) + 100);
  });

  it('points to a frame beyond the scale', async () => {
    const lost = frames.map((frame, k) =>
      k === 16 ? { ...frame, lossMag: -3, flagged: true } : frame,
    );
    const page = await plotPageOf(await residualPicture({ ...options, frames: lost }));
    expect(page.area(isRed, { ...inTime, top: 1670, bottom: 1690 })).toBeGreaterThan(60);
    expect(page.area(isRed, { ...inTime, bottom: 1660 })).toBe(0);
  });

  it('has one size for any set, and the same bytes for the same one', async () => {
    const [once, again] = await Promise.all([
      residualPicture(options),
      residualPicture({ ...options, frames: [...frames] }),
    ]);
    expect(Buffer.from(once).equals(again)).toBe(true);
    const { width, height: rows } = await plotPageOf(once);
    expect([width, rows]).toEqual([800, 728]);
  });

  it('says why when no star was measured, with or without frames', async () => {
    const none = {
      residualMag: [],
      azimuthDeg: [],
      altitudeDeg: [],
      x: [],
      y: [],
      airmass: [],
      magnitude: [],
      bv: [],
    };
    const unmeasured = frames.map((frame) => ({
      ...frame,
      julianDate: null,
      lossMag: null,
      sigmaMag: null,
    }));
    const reason = 'No usable star: every frame of the set is cloudy';
    const page = await plotPageOf(
      await residualPicture({ ...options, stars: none, frames: unmeasured, reason }),
    );
    const middle = { left: 1140, right: 1860, top: 570, bottom: 670 };
    expect(page.area(isInk, middle)).toBeGreaterThan(500);
    const empty = await plotPageOf(await residualPicture({ ...options, stars: none, frames: [] }));
    expect([empty.width, empty.height]).toEqual([page.width, page.height]);
    expect(empty.area(isInk, middle)).toBeLessThan(page.area(isInk, middle));
  });
});
