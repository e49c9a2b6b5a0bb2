import type { OverlapPairReport } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { overlapPlot, type OverlapPlotOptions } from './overlap-plot.js';
import { isBlue, isInk, plotPageOf } from './test-support/plot-page.js';

const pair = (azimuthDeg: number, ratio: number, frame = 'ib001'): OverlapPairReport => ({
  frames: [frame, 'ib040'],
  ...{ azimuthDeg, altitudeDeg: 20, areaDeg2: 60, ratio, ratioError: 0.001, scatter: 0.01 },
  ...{ difference: 0, differenceError: 0.1, secondsBetween: 600, unexplained: 0, matched: null },
  places: [
    { x: 900, y: 500 },
    { x: 100, y: 500 },
  ],
});
const pairs = Array.from({ length: 15 }, (_, k) => pair(24 * k, 1));
const calmReport: OverlapPlotOptions['report'] = { pairs, leastAreaDeg2: 6, disagreeing: [] };
const draw = (report: Partial<OverlapPlotOptions['report']> = {}): Promise<Uint8Array> =>
  overlapPlot({ title: '', report: { ...calmReport, ...report }, widthPx: 1000 });

/** The sky low in the east and west, all of it, and the panel of the times above its zero. */
const east = { left: 110, right: 280, top: 500, bottom: 680 };
const west = { left: 620, right: 790, top: 500, bottom: 680 };
const sky = { left: 104, right: 796, top: 244, bottom: 936 };
const inTime = { left: 1140, right: 1940, top: 340, bottom: 430 };

describe('overlapPlot', () => {
  it('shows a later frame that is brighter in blue, where one sees it looking up', async () => {
    const calm = await plotPageOf(await draw());
    const page = await plotPageOf(await draw({ pairs: [...pairs, pair(90, 1.01)] }));
    expect(calm.area(isBlue, sky)).toBe(0);
    expect(page.area(isBlue, east)).toBeGreaterThan(100);
    expect(page.area(isBlue, west)).toBe(0);
  });

  it('names a frame its neighbours contradict', async () => {
    const calm = await plotPageOf(await draw());
    const odd = {
      frame: 'ib006',
      kind: 'whole',
      excess: 0.02,
      sigma: 0.001,
      neighbours: 2,
    } as const;
    const page = await plotPageOf(
      await draw({
        pairs: [...pairs, pair(80, 1, 'ib006'), pair(100, 1, 'ib006')],
        disagreeing: [{ ...odd, falseAlarm: 0, sentence: '' }],
      }),
    );
    expect(page.area(isInk, east)).toBeGreaterThan(calm.area(isInk, east) + 50);
    expect(page.area(isInk, west)).toBe(calm.area(isInk, west));
  });

  it('says so when no two frames overlap', async () => {
    const page = await plotPageOf(await draw({ pairs: [] }));
    const full = await plotPageOf(await draw());
    expect(page.area(isInk, inTime)).toBeGreaterThan(full.area(isInk, inTime) + 200);
  });

  it('has the same bytes for the same pairs', async () => {
    expect(await draw()).toEqual(await draw());
  });
});
