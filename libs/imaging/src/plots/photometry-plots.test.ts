import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { extinctionPlot, type ExtinctionPlotOptions } from './extinction-plot.js';
import type { ResidualFrame, ResidualPictureOptions } from './residual-input.js';
import { residualPicture } from './residual-picture.js';

type Rgb = readonly [number, number, number];

interface Page {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => Rgb;
  /** Pixels in a rectangle for which a rule of colour holds. */
  readonly count: (
    rule: (colour: Rgb) => boolean,
    box?: { left: number; top: number; right: number; bottom: number },
  ) => number;
}

async function pageOf(png: Uint8Array): Promise<Page> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): Rgb => {
    const offset = (Math.round(y) * info.width + Math.round(x)) * info.channels;
    return [data[offset], data[offset + 1], data[offset + 2]];
  };
  return {
    width: info.width,
    height: info.height,
    at,
    count: (rule, box = { left: 0, top: 0, right: info.width, bottom: info.height }) => {
      let found = 0;
      for (let y = Math.ceil(box.top); y < box.bottom; y++) {
        for (let x = Math.ceil(box.left); x < box.right; x++) if (rule(at(x, y))) found++;
      }
      return found;
    },
  };
}

const isBlue = ([red, , blue]: Rgb): boolean => blue - red > 40;
const isRed = ([red, , blue]: Rgb): boolean => red - blue > 60;
const isInk = (colour: Rgb): boolean => Math.max(...colour) < 110;

/** Numbers between -1 and 1, always the same. */
function spread(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, k) => 2 * ((k * step) % 1) - 1);
}

describe('extinctionPlot', () => {
  const noPoints = { airmass: [], magnitude: [] };
  const airmass = spread(400, 0.618).map((part) => 2.5 + 1.5 * part);
  const scatter = spread(400, 0.414);
  const options: ExtinctionPlotOptions = {
    title: '',
    used: { airmass, magnitude: airmass.map((x, k) => 14.7 - 0.16 * x + 0.05 * scatter[k]) },
    rejected: noPoints,
    free: {
      zeropoint: { value: 14.7, error: 0.004 },
      extinction: { value: 0.16, error: 0.002 },
    },
    fixed: null,
  };
  /** The panel of the stars on a page 1600 px wide. */
  const box = { left: 138, right: 1560, top: 128, bottom: 648 };

  it('is 8 by 5 inches at 200 dpi unless asked otherwise, on white', async () => {
    const page = await pageOf(await extinctionPlot(options));
    expect([page.width, page.height]).toEqual([1600, 1000]);
    expect(page.at(2, 2)).toEqual([255, 255, 255]);
    const small = await pageOf(await extinctionPlot({ ...options, widthPx: 800 }));
    expect([small.width, small.height]).toEqual([800, 500]);
  });

  it('gives the same bytes for the same stars, others for another fit', async () => {
    const [once, again, other] = await Promise.all([
      extinctionPlot(options),
      extinctionPlot({ ...options, used: { ...options.used } }),
      extinctionPlot({
        ...options,
        free: { zeropoint: { value: 14.6, error: 0.004 }, extinction: { value: 0.1, error: 0 } },
      }),
    ]);
    expect(Buffer.from(once).equals(again)).toBe(true);
    expect(Buffer.from(once).equals(other)).toBe(false);
  });

  it('keeps every star used inside the axes, beside the line of the fit', async () => {
    const page = await pageOf(await extinctionPlot({ ...options, title: '' }));
    expect(page.count(isBlue, box)).toBeGreaterThan(3000);
    expect(page.count(isBlue)).toBe(page.count(isBlue, { ...box, bottom: 906 }));
    // Half way along the page the fit is drawn over its stars.
    const middle = { ...box, left: 880, right: 884 };
    expect(page.count(isRed, middle)).toBeGreaterThan(4);
  });

  it('marks stars beyond the scale at its edge and counts them', async () => {
    const rejected = { airmass: [2, 3], magnitude: [-20, 60] };
    const plain = await pageOf(await extinctionPlot(options));
    const clipped = await pageOf(await extinctionPlot({ ...options, rejected }));
    const isGrey = ([red, green, blue]: Rgb): boolean =>
      Math.abs(red - green) < 14 && Math.abs(green - blue) < 20 && red < 190;
    const floor = { ...box, top: box.bottom - 9, bottom: box.bottom - 3 };
    expect(plain.count(isGrey, floor)).toBe(0);
    expect(clipped.count(isGrey, floor)).toBeGreaterThan(4);
    // One more line in the key.
    expect(clipped.count(isInk, box)).toBeGreaterThan(plain.count(isInk, box) + 300);
  });

  it('says why there is no star instead of drawing axes of nothing', async () => {
    const none = { ...options, used: noPoints, free: null };
    const middle = { left: 400, right: 1300, top: 350, bottom: 430 };
    const full = await pageOf(await extinctionPlot(none));
    const told = await pageOf(
      await extinctionPlot({ ...none, reason: 'No usable star: every frame of the set is cloudy' }),
    );
    const isLetter = (colour: Rgb): boolean => Math.max(...colour) < 130;
    expect(full.count(isLetter, middle)).toBeGreaterThan(200);
    expect(told.count(isLetter, middle)).toBeGreaterThan(2 * full.count(isLetter, middle));
  });

  it('lives with values that are no numbers', async () => {
    const used = { airmass: [1, NaN, 2, Infinity], magnitude: [14.5, 14, NaN, 13] };
    await expect(extinctionPlot({ ...options, used })).resolves.toBeInstanceOf(Uint8Array);
  });
});

describe('residualPicture', () => {
  const pixels = 1024;
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
  const options: ResidualPictureOptions = {
    title: '',
    stars: {
      residualMag: noise.map((part) => 0.03 * part),
      azimuthDeg,
      altitudeDeg,
      x: spread(count, 0.3247).map((part) => 511.5 + 512 * part),
      y: spread(count, 0.8191725).map((part) => 511.5 + 512 * part),
      airmass: altitudeDeg.map((altitude) => 1 / Math.sin((altitude * Math.PI) / 180)),
      magnitude: noise.map((part) => 5 + 2 * part),
      bv: turn.map((part) => 0.6 + 0.8 * part),
    },
    frames,
    fieldWidthPx: pixels,
    fieldHeightPx: pixels,
  };
  /** The sky east and west of the zenith, and the field, on a page 2000 px wide. */
  const east = { left: 170, right: 300, top: 540, bottom: 700 };
  const west = { left: 740, right: 870, top: 540, bottom: 700 };
  const isDeepRed = ([red, green]: Rgb): boolean => red > 90 && red - green > 100;

  it('shows a cloud of 0.1 mag where one sees it looking up, and only there', async () => {
    const residualMag = noise.map((part, i) =>
      Math.abs(azimuthDeg[i] - 90) < 25 && altitudeDeg[i] < 45 ? 0.03 * part + 0.1 : 0.03 * part,
    );
    const clear = await pageOf(await residualPicture(options));
    const page = await pageOf(
      await residualPicture({ ...options, stars: { ...options.stars, residualMag } }),
    );
    const area = (east.right - east.left) * (east.bottom - east.top);
    expect(clear.count(isDeepRed, east)).toBe(0);
    expect(page.count(isDeepRed, east)).toBeGreaterThan(0.6 * area);
    expect(page.count(isDeepRed, west)).toBe(0);
  });

  it('shows an error of the field in its place, the first row lowest', async () => {
    const { x, y } = options.stars;
    const residualMag = Array.from({ length: count }, (_, i) =>
      x[i] > 768 && y[i] < 256 ? 0.05 : 0,
    );
    const page = await pageOf(
      await residualPicture({
        ...options,
        scaleMag: 0.05,
        stars: { ...options.stars, residualMag },
      }),
    );
    const [left, top, side] = [1130, 250, 740];
    const corner = { left: left + 600, right: left + 700 };
    const isDark = ([red, green]: Rgb): boolean => red < 140 && green < 40;
    const low = { ...corner, top: top + side - 140, bottom: top + side - 40 };
    const high = { ...corner, top: top + 40, bottom: top + 140 };
    expect(page.count(isDark, low)).toBe(100 ** 2);
    expect(page.count(isDark, high)).toBe(0);
  });

  it('marks a flagged frame with its name in time, another colour than the rest', async () => {
    const box = { left: 180, right: 1080, top: 1345, bottom: 1685 };
    const flagged = frames.map((frame, k) =>
      k === 16 ? { ...frame, lossMag: 0.04, flagged: true } : frame,
    );
    const calm = await pageOf(await residualPicture(options));
    const page = await pageOf(await residualPicture({ ...options, frames: flagged }));
    expect(calm.count(isRed, box)).toBe(0);
    expect(page.count(isRed, box)).toBeGreaterThan(80);
    expect(page.count(isInk, box)).toBeGreaterThan(calm.count(isInk, box) + 100);
  });

  it('points to a frame beyond the scale', async () => {
    const edge = { left: 180, right: 1080, top: 1343, bottom: 1362 };
    const lost = frames.map((frame, k) =>
      k === 16 ? { ...frame, lossMag: 3, flagged: true } : frame,
    );
    const page = await pageOf(await residualPicture({ ...options, frames: lost }));
    expect(page.count(isRed, edge)).toBeGreaterThan(60);
  });

  it('has one size for any set, and the same bytes for the same one', async () => {
    const [once, again] = await Promise.all([
      residualPicture(options),
      residualPicture({ ...options, frames: [...frames] }),
    ]);
    expect(Buffer.from(once).equals(again)).toBe(true);
    const { width, height } = await pageOf(once);
    expect([width, height]).toEqual([2000, 1820]);
  });

  it('says why when no star was measured, by number where no frame has a time', async () => {
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
    const page = await pageOf(
      await residualPicture({ ...options, stars: none, frames: unmeasured, reason }),
    );
    expect(page.count(isInk, { left: 1140, right: 1860, top: 580, bottom: 660 })).toBeGreaterThan(
      500,
    );
    const empty = await pageOf(await residualPicture({ ...options, stars: none, frames: [] }));
    expect([empty.width, empty.height]).toEqual([page.width, page.height]);
  });
});
