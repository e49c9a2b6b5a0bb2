import { image } from '@nightskies/pixels';
import { allSkyGrid, luminanceOfMag } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { fitResidualPicture } from './fit-residual-picture.js';
import { maskPicture } from './mask-picture.js';
import { isBlue, isInk, isRed, plotPageOf, type PlotPage } from './test-support/plot-page.js';

const grid = allSkyGrid(2);
const cells = (value: (azimuth: number, altitude: number) => number): Float32Array =>
  Float32Array.from({ length: grid.columns * grid.rows }, (_, i) =>
    value(
      ((i % grid.columns) + 0.5) * grid.stepDeg - 180,
      (Math.floor(i / grid.columns) + 0.5) * grid.stepDeg - 6,
    ),
  );

describe('the picture of what a fit leaves over', () => {
  const draw = async (
    residualNl: Float32Array,
    usable?: Float32Array,
    scaleNl?: number,
  ): Promise<PlotPage> =>
    plotPageOf(
      await fitResidualPicture({
        ...{ title: '', grid, residualNl, widthPx: 1000 },
        ...(usable === undefined ? {} : { usable }),
        ...(scaleNl === undefined ? {} : { scaleNl }),
      }),
    );
  const east = { left: 150, right: 380, top: 480, bottom: 660 };
  const west = { left: 560, right: 790, top: 480, bottom: 660 };

  it('is red where more was observed and blue where less, east left', async () => {
    const page = await draw(cells((azimuth) => (azimuth > 0 ? 8 : -8)));
    expect(page.area(isRed, east)).toBeGreaterThan(20_000);
    expect(page.area(isBlue, west)).toBeGreaterThan(20_000);
    expect(page.area(isBlue, east)).toBe(0);
  });

  it('leaves out what was not used', async () => {
    const residuals = cells((azimuth) => (azimuth > 0 ? 8 : -8));
    const page = await draw(
      residuals,
      cells((azimuth) => (azimuth > 0 ? 0.2 : 1)),
    );
    expect(page.area(isRed, east)).toBe(0);
    expect(page.area(isBlue, west)).toBeGreaterThan(20_000);
  });

  it('takes a scale that 95 % of the sky keeps within', async () => {
    const calm = await draw(cells((azimuth) => (azimuth > 170 ? 400 : azimuth > 0 ? 7 : -7)));
    expect(calm.area(isRed, east)).toBeGreaterThan(20_000);
    const rough = await draw(cells((azimuth) => (azimuth > 100 ? 400 : azimuth > 0 ? 7 : -7)));
    expect(rough.area(isRed, { left: 150, right: 420, top: 400, bottom: 560 })).toBe(0);
  });

  it('says so when no cell was used', async () => {
    const panel = { left: 1200, right: 1900, top: 280, bottom: 420 };
    const none = await draw(cells(() => Number.NaN));
    expect(none.area(isInk, panel)).toBeGreaterThan(100);
  });
});

describe('the picture of a mask', () => {
  const columns = 720;
  const map = {
    map: image(
      grid.columns,
      grid.rows,
      cells(() => luminanceOfMag(21.2)),
    ),
    grid,
  };
  const draw = async (skyline: number, confidence: number): Promise<PlotPage> =>
    plotPageOf(
      await maskPicture({
        ...{ ...map, title: '', widthPx: 2000, highestDeg: 20 },
        skylineDeg: new Float64Array(columns).fill(skyline),
        confidence: new Float64Array(columns).fill(confidence),
      }),
    );
  const white = (colour: readonly number[]): boolean => Math.min(...colour) > 180;
  const amber = ([red, green, blue]: readonly [number, number, number]): boolean =>
    red > 180 && green > 100 && blue < 110;
  /** Altitude 8 deg stands 12 of 26 deg below the top of the first strip. */
  const perDegree = (2200 / 180) * (2000 / 2400);
  const strip = (altitude: number) => ({
    ...{ left: 110, right: 1900 },
    top: 190 / 1.2 + (20 - altitude) * perDegree - 5,
    bottom: 190 / 1.2 + (20 - altitude) * perDegree + 5,
  });

  it('draws a sure skyline white at its height', async () => {
    const page = await draw(8, 1);
    expect(page.area(white, strip(8))).toBeGreaterThan(2500);
    expect(page.area(white, strip(14))).toBe(0);
    expect(page.area(amber, strip(8))).toBe(0);
  });

  it('draws a doubtful one amber and dashed, and none where there is none', async () => {
    const page = await draw(8, 0.2);
    expect(page.area(amber, strip(8))).toBeGreaterThan(800);
    expect(page.area(white, strip(8))).toBe(0);
    const none = await draw(Number.NaN, 0);
    expect(none.area(amber, strip(8)) + none.area(white, strip(8))).toBe(0);
  });
});
