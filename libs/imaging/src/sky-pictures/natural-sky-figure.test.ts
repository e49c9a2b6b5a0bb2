import sharp from 'sharp';
import type { ReportFact } from '@nightskies/contracts';
import { image } from '@nightskies/pixels';
import { luminanceOfMag, nanolambertCdM2 } from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import { artificialColour } from '../colour/artificial-palette.js';
import { magnitudeColour } from '../colour/magnitude-palette.js';
import { artificialHistogram } from '../plots/artificial-histogram.js';
import {
  isBlue,
  isInk,
  isRed,
  plotPageOf,
  type PlotPage,
} from '../plots/test-support/plot-page.js';
import type { LuminanceMap } from './luminance-map.js';
import { naturalSkyFigure } from './natural-sky-figure.js';

function skyOf(
  stepDeg: number,
  luminance: (azimuth: number, altitude: number) => number,
): LuminanceMap {
  const [columns, rows] = [360 / stepDeg, 96 / stepDeg];
  const data = Float32Array.from({ length: columns * rows }, (_, i) =>
    luminance(((i % columns) + 0.5) * stepDeg - 180, (Math.floor(i / columns) + 0.5) * stepDeg - 6),
  );
  return {
    map: image(columns, rows, data),
    grid: { azimuth0Deg: -180, altitude0Deg: -6, stepDeg },
  };
}

const observed = skyOf(1, () => luminanceOfMag(21));
const natural = skyOf(2, () => luminanceOfMag(21.8));
const artificial = skyOf(1, (azimuth) => (azimuth > 0 ? 40 : -15) * nanolambertCdM2);
const fact: ReportFact = {
  ...{ name: 'airglow', title: 'Airglow', value: 32.9, uncertainty: 2.4, unit: 'nL' },
  ...{ reason: null, note: null },
};
const near = (found: readonly number[], expected: readonly number[]): void => {
  expected.forEach((level, i) => {
    expect(Math.abs(found[i] - level), `${found.join()} for ${expected.join()}`).toBeLessThan(4);
  });
};

describe('the figure of a natural model', () => {
  const options = { name: 'ROMO241004/S_01', observed, natural, artificial, widthPx: 1200 };
  let page: PlotPage;

  beforeAll(async () => {
    page = await plotPageOf(await naturalSkyFigure({ ...options, facts: [fact] }));
  });

  it('is 4800 x 2800 unless another width is asked for', async () => {
    const file = await naturalSkyFigure({ ...options, widthPx: 4800, facts: [] });
    expect(await sharp(file).metadata()).toMatchObject({ width: 4800, height: 2800 });
    expect([page.width, page.height]).toEqual([1200, 700]);
  });

  it('shows data and model in magnitudes and what is left in its own colours, east left', () => {
    near(page.at(170, 150), magnitudeColour(21));
    near(page.at(570, 150), magnitudeColour(21.8));
    near(page.at(930, 150), artificialColour(40));
    near(page.at(1070, 150), artificialColour(-15));
  });

  it('stands on black above and on white below', () => {
    expect(page.at(4, 396)).toEqual([0, 0, 0]);
    expect(page.at(1196, 396)).toEqual([0, 0, 0]);
    expect(page.at(4, 404)).toEqual([255, 255, 255]);
  });

  it('has a histogram with lines at +-8.6 nL below', () => {
    const box = { left: 150, right: 1380, top: 780, bottom: 1060 };
    expect(page.area(isBlue, box)).toBeGreaterThan(500);
    expect(page.area(isRed, box)).toBeGreaterThan(200);
  });

  it('lists the parameters with their errors at the right', async () => {
    const more = await plotPageOf(
      await naturalSkyFigure({ ...options, facts: [fact, { ...fact, title: 'A.D.L.' }] }),
    );
    const box = { left: 1440, right: 1980, top: 670, bottom: 1160 };
    expect(more.area(isInk, box)).toBeGreaterThan(page.area(isInk, box) + 100);
  });

  it('has the same bytes each time', async () => {
    const small = { ...options, widthPx: 480, facts: [fact] };
    expect(await naturalSkyFigure(small)).toEqual(await naturalSkyFigure(small));
  });
});

describe('the histogram figure', () => {
  it('stands blue where the light is', async () => {
    const page = await plotPageOf(
      await artificialHistogram({ ...artificial, title: 'Basin', facts: [fact], widthPx: 1000 }),
    );
    // From -49.5 to 199.5 nL over 1175 units: 40 nL is left of the middle, 150 nL right of it.
    expect(page.area(isBlue, { left: 520, right: 640, top: 200, bottom: 890 })).toBeGreaterThan(
      500,
    );
    expect(page.area(isBlue, { left: 900, right: 1300, top: 200, bottom: 890 })).toBe(0);
  });

  it('says so when there is no sky', async () => {
    const none = skyOf(2, () => Number.NaN);
    const page = await plotPageOf(await artificialHistogram({ ...none, title: '', widthPx: 1000 }));
    expect(page.area(isInk, { left: 400, right: 1200, top: 300, bottom: 700 })).toBeGreaterThan(
      100,
    );
  });
});
