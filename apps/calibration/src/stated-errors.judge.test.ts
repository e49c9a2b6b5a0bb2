import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, imageNamed, readFits } from '@nightskies/fits';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../tools/testing/in-memory-context.js';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { type Choice, independentSet } from './test-support/independent-set.js';

// Truth of the independent night: params.json, photometry and camera.
const zeropoint = { V: 14.738, B: 14.061 };
const omegaArcsec2 = 9193.820259841674;
const side = 1024;
const cells = 128;

/** DN of a pixel behind a flat of 1 for 1 nL: the formulas of the night's README. */
const dnPerNanolambert = (band: 'V' | 'B', seconds: number): number =>
  (seconds * omegaArcsec2 * 10 ** (0.4 * zeropoint[band])) / (34.08 * Math.exp(20.7233));

/** True diffuse light at a pixel from means of 8 x 8 pixels; NaN at the edge and at terrain. */
function diffuseAt(sky: Float32Array, x: number, y: number): number {
  const column = Math.floor((x - 3.5) / 8);
  const row = Math.floor((y - 3.5) / 8);
  if (column < 0 || row < 0 || column >= cells - 1 || row >= cells - 1) return Number.NaN;
  const at = (dx: number, dy: number): number =>
    sky[(row + dy) * cells + column + dx] ?? Number.NaN;
  const corners = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
  if (Math.max(...corners) > 1.05 * Math.min(...corners)) return Number.NaN;
  const fx = (x - 3.5) / 8 - column;
  const fy = (y - 3.5) / 8 - row;
  return (
    (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy
  );
}

/**
 * (calibrated - true sky) / stated error of pixels whose 24 neighbours show no star. The neighbours'
 * noise is independent of the pixel's own, so this choice does not bend its distribution.
 */
function starFreePulls(
  frame: { value: Float32Array; sigma: Float32Array; flags: Float32Array },
  sky: Float32Array,
  dnPerUnit: number,
): number[] {
  const pull = new Float32Array(side * side);
  for (let k = 0; k < pull.length; k++) {
    const truth = diffuseAt(sky, k % side, Math.floor(k / side)) * dnPerUnit;
    pull[k] =
      frame.flags[k] === 0 ? ((frame.value[k] ?? 0) - truth) / (frame.sigma[k] ?? 1) : Number.NaN;
  }
  const chosen: number[] = [];
  for (let y = 2; y < side - 2; y++) {
    for (let x = 2; x < side - 2; x++) {
      let sum = 0;
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) sum += pull[(y + dy) * side + x + dx] ?? 0;
      }
      const centre = pull[y * side + x] ?? 0;
      const around = (sum - centre) / 24;
      if (around > -0.2 && around < 0.1) chosen.push(centre);
    }
  }
  return chosen;
}

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('the stated error of a calibrated pixel', () => {
  const { night } = hasIndependentNight ? unpackNight() : { night: '' };
  const set = independentSet(night);

  test.each([
    [{ band: 'V', compat: 'none', masters: 'standard' }, ['ib005', 'ib025', 'ib041']],
    [{ band: 'V', compat: 'none', masters: 'night' }, ['ib025', 'ib041']],
    [{ band: 'B', compat: 'none', masters: 'standard' }, ['ib018b']],
    [{ band: 'B', compat: 'none', masters: 'night' }, ['ib018b']],
  ] as const satisfies readonly (readonly [Choice, readonly string[]])[])(
    'is its true scatter about the true sky: %j',
    async (choice, stems) => {
      const masters = bytesOf(await set.masters(choice), 'masters');
      for (const stem of stems) {
        const outcome = await set.frame(choice, masters, stem);
        const file = readFits(bytesOf(outcome, 'frame'), stem);
        const plane = (name: string): Float32Array =>
          imageNamed(file, name)?.float32() ?? new Float32Array(0);
        const path = join(night, 'truth', 'frames', `${stem}_sky.fit`);
        const sky = firstImage(readFits(readFileSync(path), path)).float32();
        const pulls = starFreePulls(
          { value: firstImage(file).float32(), sigma: plane('UNCERT'), flags: plane('FLAGS') },
          sky.subarray(0, cells * cells),
          dnPerNanolambert(choice.band, choice.band === 'V' ? 12 : 18),
        );
        const mean = pulls.reduce((sum, value) => sum + value, 0) / pulls.length;
        // A cosmic ray is no noise.
        const usual = pulls.filter((value) => Math.abs(value) < 5);
        const rms = Math.sqrt(usual.reduce((sum, value) => sum + value ** 2, 0) / usual.length);
        console.log(
          `${stem} ${choice.masters}: ${pulls.length} pixels, mean ${mean.toFixed(3)}, rms ${rms.toFixed(4)} stated errors`,
        );
        expect(pulls.length).toBeGreaterThan(20_000);
        expect(usual.length / pulls.length).toBeGreaterThan(0.998);
        expect(Math.abs(rms - 1)).toBeLessThan(0.05);
      }
    },
  );
});
