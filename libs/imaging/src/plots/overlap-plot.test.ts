import { describe, expect, it } from 'vitest';
import { overlapPlot, type OverlapPlotOptions, type PlottedPair } from './overlap-plot.js';
import { isBlue, isInk, plotPageOf } from './test-support/plot-page.js';

const pair = (azimuthDeg: number, ratio: number): PlottedPair => ({
  ...{ azimuthDeg, altitudeDeg: 20, areaDeg2: 60, ratio },
  ...{ secondsBetween: 600, unexplained: 0 },
});
const options: OverlapPlotOptions = {
  title: '',
  pairs: Array.from({ length: 15 }, (_, k) => pair(24 * k, 1)),
  oddFrames: [],
  widthPx: 1000,
};
/** The sky low in the east and west, all of it, and the panel of the times above its zero. */
const east = { left: 110, right: 280, top: 500, bottom: 680 };
const west = { left: 620, right: 790, top: 500, bottom: 680 };
const sky = { left: 104, right: 796, top: 244, bottom: 936 };
const inTime = { left: 1140, right: 1940, top: 340, bottom: 430 };

describe('overlapPlot', () => {
  it('shows a later frame that is brighter in blue, where one sees it looking up', async () => {
    const calm = await plotPageOf(await overlapPlot(options));
    const page = await plotPageOf(
      await overlapPlot({ ...options, pairs: [...options.pairs, pair(90, 1.01)] }),
    );
    expect(calm.area(isBlue, sky)).toBe(0);
    expect(page.area(isBlue, east)).toBeGreaterThan(100);
    expect(page.area(isBlue, west)).toBe(0);
  });

  it('names a frame its neighbours contradict', async () => {
    const calm = await plotPageOf(await overlapPlot(options));
    const odd = { frame: 'ib023', azimuthDeg: 90, altitudeDeg: 32 };
    const page = await plotPageOf(await overlapPlot({ ...options, oddFrames: [odd] }));
    expect(page.area(isInk, sky)).toBeGreaterThan(calm.area(isInk, sky) + 50);
  });

  it('says so when no two frames overlap', async () => {
    const page = await plotPageOf(await overlapPlot({ ...options, pairs: [] }));
    const full = await plotPageOf(await overlapPlot(options));
    expect(page.area(isInk, inTime)).toBeGreaterThan(full.area(isInk, inTime) + 200);
  });

  it('has the same bytes for the same pairs', async () => {
    expect(await overlapPlot(options)).toEqual(await overlapPlot(options));
  });
});
