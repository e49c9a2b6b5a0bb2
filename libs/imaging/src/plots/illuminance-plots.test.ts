import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { AzimuthProfile } from './azimuth-panel.js';
import { setIlluminancePlot, type SetIlluminance } from './set-illuminance-plot.js';
import { isBlue, isInk, isRed, plotPageOf } from './test-support/plot-page.js';
import { verticalIlluminancePlot } from './vertical-illuminance-plot.js';

const profile = (
  count: number,
  value: (azimuth: number) => number | null,
  error: number | null = null,
): AzimuthProfile => ({
  stepDeg: 360 / count,
  values: Array.from({ length: count }, (_, i) => value((i * 360) / count)),
  uncertainties: error === null ? null : new Array<number>(count).fill(error),
});
const wave =
  (mean: number, height: number) =>
  (azimuth: number): number =>
    mean + height * Math.cos((azimuth * Math.PI) / 180);

describe('the figure of vertical illuminance', () => {
  const all = profile(72, wave(0.5, 0.2));
  const artificial = profile(36, wave(0.2, 0.15));
  /** Within the panel; east and west of it. */
  const east = { left: 500, right: 700, top: 175, bottom: 1070 };
  const ends = (left: number) => ({ left, right: left + 6, top: 175, bottom: 1070 });

  it('has 10 by 6 inches at 300 dots', async () => {
    const file = await verticalIlluminancePlot({ title: '', allSources: all, artificial });
    expect(await sharp(file).metadata()).toMatchObject({
      ...{ format: 'png', width: 3000, height: 1800, density: 300 },
    });
  });

  it('shows all sources in blue above artificial light in red, and closes around the horizon', async () => {
    const page = await plotPageOf(
      await verticalIlluminancePlot({ title: '', allSources: all, artificial, widthPx: 1000 }),
    );
    const middle = (rule: typeof isBlue, box: typeof east): number => {
      let sum = 0;
      let count = 0;
      for (let y = Math.ceil(box.top / 2); y < box.bottom / 2; y++) {
        for (let x = Math.ceil(box.left / 2); x < box.right / 2; x++) {
          if (rule(page.at(x, y))) {
            sum += 2 * y;
            count += 1;
          }
        }
      }
      return sum / count;
    };
    expect(middle(isBlue, east)).toBeLessThan(middle(isRed, east) - 100);
    expect(Math.abs(middle(isBlue, ends(174)) - middle(isBlue, ends(1930)))).toBeLessThan(6);
  });

  it('draws the band of the errors, wider where they are larger', async () => {
    const area = async (error: number | null): Promise<number> => {
      const tinted = ([red, , blue]: readonly [number, number, number]): boolean => blue - red > 20;
      const allSources = profile(72, wave(0.5, 0.2), error);
      const page = await plotPageOf(
        await verticalIlluminancePlot({ title: '', allSources, artificial: null, widthPx: 1000 }),
      );
      return page.area(tinted, east);
    };
    const [none, narrow, wide] = [await area(null), await area(0.02), await area(0.06)];
    expect(narrow).toBeGreaterThan(none + 500);
    expect(wide).toBeGreaterThan(narrow + 1500);
  });

  it('invents no curve where azimuths are missing', async () => {
    const broken = profile(72, (azimuth) =>
      azimuth > 100 && azimuth < 200 ? null : wave(0.5, 0.2)(azimuth),
    );
    const page = await plotPageOf(
      await verticalIlluminancePlot({
        ...{ title: '', allSources: broken, artificial: null, widthPx: 1000 },
      }),
    );
    expect(page.area(isBlue, { ...east, left: 700, right: 1100 })).toBe(0);
    expect(page.area(isBlue, { ...east, left: 300, right: 600 })).toBeGreaterThan(100);
  });

  it('says why there is nothing', async () => {
    const box = { left: 300, right: 1800, top: 500, bottom: 800 };
    const inks = async (allSources: AzimuthProfile | null, reason: string): Promise<number> => {
      const options = { title: '', allSources, artificial: null, reason, widthPx: 1000 };
      return (await plotPageOf(await verticalIlluminancePlot(options))).area(isInk, box);
    };
    expect(await inks(all, 'The Moon was up')).toBe(0);
    expect(await inks(null, 'The Moon was up')).toBeGreaterThan(300);
  });
});

describe('the figure of artificial illuminance by set', () => {
  const set = (number: number, horizontal: number | null, mean: number): SetIlluminance => ({
    ...{ set: number, name: `Set ${number}`, horizontal },
    vertical: profile(36, wave(mean, 0.4 * mean)),
  });
  const panel = { left: 175, right: 1660, top: 175, bottom: 1070 };

  it('has 10 by 6 inches at 200 dots', async () => {
    const file = await setIlluminancePlot({ title: '', sets: [set(1, 0.3, 0.2)] });
    expect(await sharp(file).metadata()).toMatchObject({ width: 2000, height: 1200, density: 200 });
  });

  it('has a curve for each set and a dotted line where its level illuminance is known', async () => {
    const red = async (sets: SetIlluminance[]): Promise<number> =>
      (await plotPageOf(await setIlluminancePlot({ title: '', sets, widthPx: 1000 }))).area(
        isRed,
        panel,
      );
    const curve = await red([set(1, null, 0.2)]);
    expect(curve).toBeGreaterThan(3000);
    expect(await red([set(1, 0.3, 0.2)])).toBeGreaterThan(curve + 1000);
    expect(await red([set(5, 0.3, 0.2)])).toBe(0);
  });

  it('shows negative light below its line of zero', async () => {
    const page = await plotPageOf(
      await setIlluminancePlot({ title: '', sets: [set(1, -0.02, -0.05)], widthPx: 1000 }),
    );
    expect(page.area(isRed, { ...panel, top: 600 })).toBeGreaterThan(3000);
  });
});
