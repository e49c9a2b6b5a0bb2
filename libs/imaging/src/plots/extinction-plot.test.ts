import { describe, expect, it } from 'vitest';
import type { ExtinctionPlotOptions } from './extinction-input.js';
import { extinctionPlot } from './extinction-plot.js';
import { isBlue, isInk, isRed, plotPageOf, spread, type Rgb } from './test-support/plot-page.js';

const noPoints = { airmass: [], magnitude: [] };
const airmass = spread(400, 0.618034).map((part) => 2.5 + 1.5 * part);
const scatter = spread(400, 0.414214);
const options: ExtinctionPlotOptions = {
  title: '',
  used: { airmass, magnitude: airmass.map((x, k) => 14.7 - 0.16 * x + 0.05 * scatter[k]) },
  rejected: noPoints,
  free: { zeropoint: { value: 14.7, error: 0.004 }, extinction: { value: 0.16, error: 0.002 } },
  fixed: null,
  widthPx: 800,
};
/** The panel of the stars, and that of what they leave. */
const stars = { left: 172, right: 1950, top: 160, bottom: 810 };
const rest = { left: 172, right: 1950, top: 850, bottom: 1130 };

describe('extinctionPlot', () => {
  it('is 8 by 5 inches at 200 dpi unless asked otherwise, on white', async () => {
    const { widthPx, ...usual } = options;
    const page = await plotPageOf(await extinctionPlot(usual));
    expect([page.width, page.height]).toEqual([1600, 1000]);
    expect(page.at(2, 2)).toEqual([255, 255, 255]);
    const small = await plotPageOf(await extinctionPlot(options));
    expect([small.width, small.height]).toEqual([widthPx, 500]);
  });

  it('gives the same bytes for the same stars, others for another fit', async () => {
    const other = {
      zeropoint: { value: 14.6, error: 0.004 },
      extinction: { value: 0.1, error: 0 },
    };
    const [once, again, changed] = await Promise.all([
      extinctionPlot(options),
      extinctionPlot({ ...options, used: { ...options.used } }),
      extinctionPlot({ ...options, free: other }),
    ]);
    expect(Buffer.from(once).equals(again)).toBe(true);
    expect(Buffer.from(once).equals(changed)).toBe(false);
  });

  it('keeps every star inside the axes, the line of the fit among them', async () => {
    const page = await plotPageOf(await extinctionPlot(options));
    const inside = page.area(isBlue, stars) + page.area(isBlue, rest);
    expect(inside).toBeGreaterThan(15_000);
    expect(page.area(isBlue)).toBe(inside);
    // Airmass runs from -3 % to 103 % of the largest; the free zeropoint stands at 0.
    const zero = { left: 190, right: 250, top: 160, bottom: 810 };
    expect(page.area(isBlue, zero)).toBe(0);
    expect(page.area(isRed, zero)).toBeGreaterThan(150);
    expect(page.area(isRed, { ...stars, left: 1000, right: 1010, top: 380 })).toBeGreaterThan(20);
  });

  it('shows both zeropoints with their errors', async () => {
    const isGreen = ([red, green]: Rgb): boolean => green - red > 60;
    const fixed = {
      zeropoint: { value: 14.68, error: 0.05 },
      extinction: { value: 0.153, error: 0.001 },
    };
    const box = { left: 190, right: 250, top: 160, bottom: 810 };
    const green = async (one: ExtinctionPlotOptions): Promise<number> =>
      (await plotPageOf(await extinctionPlot(one))).area(isGreen, box);
    const exact = { ...fixed, zeropoint: { value: 14.68, error: null } };
    expect(await green(options)).toBe(0);
    const plain = await green({ ...options, fixed: exact });
    expect(plain).toBeGreaterThan(100);
    expect(await green({ ...options, fixed })).toBeGreaterThan(plain + 100);
  });

  it('marks stars beyond the scale at its edge', async () => {
    const isGrey = ([red, green, blue]: Rgb): boolean =>
      Math.abs(red - green) < 14 && Math.abs(green - blue) < 20 && red < 215;
    const floor = { left: 400, right: 1900, top: 798, bottom: 806 };
    const rejected = { airmass: [2, 3], magnitude: [-20, -60] };
    const plain = await plotPageOf(await extinctionPlot(options));
    const clipped = await plotPageOf(await extinctionPlot({ ...options, rejected }));
    expect(plain.area(isGrey, floor)).toBe(0);
    expect(clipped.area(isGrey, floor)).toBeGreaterThan(10);
  });

  it('counts the stars beyond the scale', async () => {
    const counted = async (magnitude: number[]): Promise<number> => {
      const rejected = { airmass: [2, 3], magnitude };
      const page = await plotPageOf(await extinctionPlot({ ...options, rejected }));
      return page.area(isInk, { ...stars, left: 900, bottom: 400 });
    };
    // `, 2 beyond the scale` is added to the key.
    expect(await counted([-20, -60])).toBeGreaterThan((await counted([14.2, 14.1])) + 400);
  });

  it('says why there is no star instead of drawing axes of nothing', async () => {
    const none = { ...options, used: noPoints, free: null };
    const middle = { left: 400, right: 1700, top: 440, bottom: 540 };
    const short = await plotPageOf(await extinctionPlot(none));
    const long = await plotPageOf(
      await extinctionPlot({ ...none, reason: 'No usable star: every frame of the set is cloudy' }),
    );
    expect(short.area(isInk, middle)).toBeGreaterThan(200);
    expect(long.area(isInk, middle)).toBeGreaterThan(2 * short.area(isInk, middle));
    expect(short.area(isBlue)).toBe(0);
  });

  it('lives with values that are no numbers', async () => {
    const used = { airmass: [1, NaN, 2, Infinity], magnitude: [14.5, 14, NaN, 13] };
    await expect(extinctionPlot({ ...options, used })).resolves.toBeInstanceOf(Uint8Array);
  });
});
