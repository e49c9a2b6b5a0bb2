import { julianDate } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { calendarDate, dateTicks } from './date-ticks.js';
import { isBlue, isInk, isRed, plotPageOf, spread } from './test-support/plot-page.js';
import {
  zeropointHistoryPlot,
  type ZeropointHistoryPlotOptions,
} from './zeropoint-history-plot.js';

describe('dateTicks', () => {
  it('stands on the first days of years, of months, or on days, as the range asks', () => {
    const words = (from: string, to: string): string[] =>
      dateTicks(julianDate(from), julianDate(to)).map((tick) => tick.words);
    expect(words('2012-03-05', '2026-11-01')).toEqual([
      '2014',
      '2016',
      '2018',
      '2020',
      '2022',
      '2024',
      '2026',
    ]);
    expect(words('2026-01-15', '2026-06-20')).toEqual([
      '2026-02',
      '2026-03',
      '2026-04',
      '2026-05',
      '2026-06',
    ]);
    expect(words('2026-10-30', '2026-11-02')).toEqual([
      '2026-10-30',
      '2026-10-31',
      '2026-11-01',
      '2026-11-02',
    ]);
  });

  it('has few ticks within the range, each on its date, for any range', () => {
    for (const days of [4, 9, 30, 61, 100, 365, 1000, 3653, 9000]) {
      const from = julianDate('2001-02-27');
      const ticks = dateTicks(from, from + days);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(9);
      for (const tick of ticks) {
        expect(tick.julianDate).toBeGreaterThanOrEqual(from);
        expect(tick.julianDate).toBeLessThanOrEqual(from + days);
        expect(calendarDate(tick.julianDate).startsWith(tick.words)).toBe(true);
      }
    }
  });
});

describe('zeropointHistoryPlot', () => {
  const sets = spread(30, 0.618034).map((part, k) => ({
    julianDate: 2456000.7 + 150 * k,
    zeropointMag: 14.69 + 0.01 * part,
    uncertaintyMag: 0.005,
  }));
  const options: ZeropointHistoryPlotOptions = {
    title: '',
    sets,
    current: {
      name: 'SIMA261101, set 1',
      julianDate: 2461345.7,
      zeropointMag: 14.7,
      uncertaintyMag: 0.004,
    },
    defaultZeropoint: { value: 14.68, uncertainty: null },
    history: { zeropointMag: 14.69, uncertaintyMag: 0.001, scatterMag: 0.006 },
    widthPx: 800,
  };
  const panel = { left: 172, right: 1950, top: 160, bottom: 880 };

  it('draws the sets in one colour and this one in another, inside its axes', async () => {
    const [png, again] = await Promise.all([
      zeropointHistoryPlot(options),
      zeropointHistoryPlot({ ...options, sets: [...sets] }),
    ]);
    expect(Buffer.from(png).equals(again)).toBe(true);
    const page = await plotPageOf(png);
    expect([page.width, page.height]).toEqual([800, 400]);
    expect(page.area(isBlue, panel)).toBeGreaterThan(2000);
    expect(page.area(isBlue)).toBe(page.area(isBlue, panel));
    // This set is the last in time, below the key.
    expect(page.area(isRed, { ...panel, left: 1800, top: 400 })).toBeGreaterThan(200);
    expect(page.area(isRed, { ...panel, right: 1800, top: 400 })).toBe(0);
  });

  it('points to a zeropoint beyond the scale', async () => {
    const far = sets.map((set, k) => (k === 3 ? { ...set, zeropointMag: 12 } : set));
    const floor = { ...panel, top: 862, bottom: 878 };
    const plain = await plotPageOf(await zeropointHistoryPlot(options));
    const page = await plotPageOf(await zeropointHistoryPlot({ ...options, sets: far }));
    expect(plain.area(isBlue, floor)).toBe(0);
    expect(page.area(isBlue, floor)).toBeGreaterThan(60);
  });

  it('says that nothing is known yet, and shows the default', async () => {
    const page = await plotPageOf(
      await zeropointHistoryPlot({ ...options, sets: [], current: null, history: null }),
    );
    expect(page.area(isInk, { left: 600, right: 1500, top: 480, bottom: 560 })).toBeGreaterThan(
      500,
    );
    expect(page.area(([red, green]) => green - red > 60, panel)).toBeGreaterThan(1000);
    expect(page.area(isRed)).toBe(0);
  });

  it('lives with sets without a date', async () => {
    const undated = sets.map((set) => ({ ...set, julianDate: null }));
    await expect(zeropointHistoryPlot({ ...options, sets: undated })).resolves.toBeInstanceOf(
      Uint8Array,
    );
  });
});
