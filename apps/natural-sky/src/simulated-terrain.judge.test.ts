import { allSkyGrid } from '@nightskies/mosaic';
import { drawnSky, usualComponents, type ComponentSky } from '@nightskies/simulator';
import { describe, expect, test } from 'vitest';
import { proposeMaskOfSet } from './propose-mask-of-set.js';
import { simulatedSet } from './test-support/simulated-set.js';

const grid = allSkyGrid(0.1);
const firstRow = 60;
const rows = 100;

/** Part of the cells between 0 and 10 deg that are what they truly are. */
async function rightShare(
  sky: ComponentSky,
  options: Parameters<typeof simulatedSet>[1] = {},
): Promise<{ right: number; confidence: number; masked: number; problems: string[] }> {
  const set = simulatedSet(sky, options);
  const { mask, summary, problems } = await proposeMaskOfSet({
    ...{ astrometry: set.astrometry, frames: set.frames, photometry: [], stepDeg: 0.1 },
  });
  const hidden = set.hidden({ ...grid, rows, altitude0Deg: 0 });
  let right = 0;
  for (let at = 0; at < hidden.length; at++) {
    if (mask.sky[firstRow * grid.columns + at] >= 128 === (hidden[at] === 0)) right++;
  }
  return {
    ...{ right: right / hidden.length, confidence: summary.overallConfidence },
    ...{ masked: summary.maskedShare, problems: problems.map(({ code }) => code) },
  };
}

const spoken = ({ right, confidence, masked }: Awaited<ReturnType<typeof rightShare>>): string =>
  `${(100 * right).toFixed(2)} % right, confidence ${confidence.toFixed(3)}, ` +
  `${(100 * masked).toFixed(3)} % of the sky masked`;

/** All skies with NIGHTSKIES_SOAK=1, one of each kind otherwise. */
const soak = process.env.NIGHTSKIES_SOAK === '1';
const skies = (all: readonly number[]): readonly number[] => (soak ? all : all.slice(0, 1));

describe('terrain of simulated nights', () => {
  test.each(skies([1, 2, 3]))('of sky %i is found', async (seed) => {
    const found = await rightShare(drawnSky(seed), { seed });
    console.log(`sky ${seed}: ${spoken(found)}`);
    expect(found.right).toBeGreaterThan(0.985);
  });

  test.each(skies([3, 1]))('of sky %i under snow is found', async (seed) => {
    const found = await rightShare({ ...drawnSky(seed), snow: true }, { seed });
    console.log(`snow ${seed}: ${spoken(found)}`);
    expect(found.right).toBeGreaterThan(0.985);
  });

  test.each(skies([1, 2]))(
    'is none on a night of sky %i without terrain: no mask',
    async (seed) => {
      const found = await rightShare({ ...drawnSky(seed), terrain: null }, { seed });
      console.log(`level ${seed}: ${spoken(found)}`);
      expect(found.masked).toBe(0);
      expect(found.right).toBe(1);
    },
  );

  test('is none behind a bank of clouds on a level horizon', async () => {
    const patch = { azimuthDeg: 80, altitudeDeg: 4, radiusDeg: 9, driftDegPerMinute: 0.5 };
    const found = await rightShare(
      { ...drawnSky(4), terrain: null },
      { seed: 4, clouds: [{ mag: 1.5, patch }] },
    );
    console.log(`clouds: ${spoken(found)}`);
    expect(found.masked).toBe(0);
  });

  test.runIf(soak)('is none without terrain and without artificial light', async () => {
    const found = await rightShare({ ...usualComponents, domes: [], terrain: null });
    console.log(`level and dark: ${spoken(found)}`);
    expect(found.masked).toBe(0);
  });
});
