import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sharedData } from '../../../../../tools/testing/shared-data.js';
import { at } from '../offsets-numbers.js';
import { measureSources } from './measure-sources.js';
import { maskOf, readPhotometryPicture } from './photometry-picture.js';

const numbers = z.array(z.number());
const aperture = z.object({ radius: z.number(), sum: numbers, area: numbers });
const { frame, annulus, gain, readNoise, x, y, levels, std, kept, sums, fluxError } = z
  .object({
    frame: z.string(),
    annulus: z.tuple([z.number(), z.number()]),
    gain: z.number(),
    readNoise: z.number(),
    x: numbers,
    y: numbers,
    levels: z.object({ median: numbers, mean: numbers, mode: numbers }),
    std: numbers,
    kept: numbers,
    sums: z.object({
      exact: z.array(aperture),
      center: z.array(aperture),
      subpixel: z.array(aperture),
    }),
    fluxError: numbers,
  })
  .parse(
    JSON.parse(
      readFileSync(new URL('test-support/photutils-photometry.json', import.meta.url), 'utf8'),
    ),
  );
const folder = sharedData.path('real');

async function measure(
  method: 'exact' | 'center' | 'subpixel',
  background: 'median' | 'mean' | 'mode',
) {
  const { luminance } = await readPhotometryPicture(join(folder ?? '', frame), undefined);
  const { width, height } = luminance;
  const bad = Float32Array.from(luminance.data, (_, k) => {
    const [column, row] = [k % width, Math.floor(k / width)];
    const inPatch = row >= 100 && row < 130 && column >= 300 && column < 330;
    return column === 255 || inPatch || row < 3 ? 1 : 0;
  });
  return measureSources(
    luminance,
    maskOf(luminance, image(width, height, bad), frame),
    {
      count: x.length,
      x: Float64Array.from(x),
      y: Float64Array.from(y),
      sky: null,
      id: { kind: 'numbers', name: 'id', data: new Int32Array(x.length) },
      carried: [],
      fwhmPx: undefined,
      words: '',
    },
    { gain, readNoise, saturation: null, exposureSeconds: 60, notes: [] },
    {
      aperture: sums[method].map(({ radius }) => radius),
      annulus: { inner: annulus[0], outer: annulus[1] },
      method,
      background,
    },
  );
}

/** Largest relative difference; what is 0 there must be 0 here. */
function worst(ours: ArrayLike<number>, theirs: readonly number[]): number {
  const differences = theirs.map((value, i) => {
    const difference = Math.abs(at(ours, i) - value);
    return difference === 0 ? 0 : difference / Math.abs(value);
  });
  return Math.max(...differences);
}

describe.skipIf(folder === null)(
  'ccd photometry of a real frame (needs the shared data beside the checkout)',
  () => {
    it.each(['exact', 'center', 'subpixel'] as const)(
      'sums apertures as photutils does by %s overlap, to 1e-6, over borders and masks too',
      async (method) => {
        const { apertures } = await measure(method, 'median');
        for (const [k, { radius, sum, area }] of sums[method].entries()) {
          const ours = at(apertures, k);
          const difference = Math.max(worst(ours.sum, sum), worst(ours.area, area));
          console.log(`${method} ${radius} px: largest relative difference ${difference}`);
          expect(ours.radiusPx).toBe(radius);
          expect(difference).toBeLessThan(1e-6);
        }
      },
    );

    it.each(['median', 'mean', 'mode'] as const)(
      'has the %s of the clipped pixels of annuli as photutils has it, to 1e-6',
      async (background) => {
        const { background: ours } = await measure('exact', background);
        if (ours === null) throw new Error('no background');
        console.log(`${background}: ${worst(ours.level, levels[background])}`);
        expect(worst(ours.level, levels[background])).toBeLessThan(1e-6);
        expect(worst(ours.scatter, std)).toBeLessThan(1e-6);
        expect([...ours.pixels]).toEqual(kept);
      },
    );

    it('has errors by the CCD equation, to 1e-6', async () => {
      const { apertures } = await measure('exact', 'median');
      const { area, fluxError: ours } = at(apertures, 1);
      // Where all pixels are masked there is no flux, and no error of it.
      const measured = fluxError.map((_, i) => i).filter((i) => at(area, i) > 0);
      expect(measured.length).toBeGreaterThan(60);
      const difference = worst(
        measured.map((i) => at(ours, i)),
        measured.map((i) => at(fluxError, i)),
      );
      console.log(`errors: ${difference}`);
      expect(difference).toBeLessThan(1e-6);
      expect(ours.filter(Number.isNaN)).toHaveLength(fluxError.length - measured.length);
    });
  },
);
