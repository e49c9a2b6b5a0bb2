import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, readFits } from '@nightskies/fits';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bytesOf } from '../../../tools/testing/in-memory-context.js';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { bFrames, type Choice, independentSet, vFrames } from './test-support/independent-set.js';

const frameSchema = z.object({
  sha256: z.string(),
  mean: z.number(),
  median: z.number().optional(),
});
const modeSchema = z.object({
  drift: z.array(z.number()),
  V: z.record(z.string(), frameSchema),
  B: z.object({ 'by-number': z.record(z.string(), frameSchema) }),
});
const judgeSchema = z.object({ standard: modeSchema, night: modeSchema });

/** Pixels as the judge digested them: big-endian, first row first. */
function digestOf(pixels: Uint16Array): string {
  const bytes = Buffer.from(pixels.slice().buffer).swap16();
  return createHash('sha256').update(bytes).digest('hex');
}

function pixelsOf(bytes: Uint8Array): Uint16Array {
  const stored = firstImage(readFits(bytes, 'frame')).float32();
  return Uint16Array.from(stored);
}

function medianOf(pixels: Uint16Array): number {
  const sorted = pixels.slice().sort();
  return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
}

const choices = (['standard', 'night'] as const).flatMap((masters) =>
  (['V', 'B'] as const).map((band): Choice => ({ band, compat: 'nsnsd', masters })),
);

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('an independent NumPy run of the old arithmetic', () => {
  const { night, compatFrames, compatCalibration } = hasIndependentNight
    ? unpackNight()
    : { night: '', compatFrames: '', compatCalibration: '' };
  const set = independentSet(night);
  const results = new Map<string, Uint16Array>();
  const drifts = new Map<string, unknown>();

  beforeAll(async () => {
    for (const choice of choices) {
      const made = await set.masters(choice);
      for (const stem of choice.band === 'V' ? vFrames : bFrames) {
        const outcome = await set.frame(choice, bytesOf(made, 'masters'), stem);
        const key = `${choice.band} ${choice.masters} ${stem}`;
        results.set(key, pixelsOf(bytesOf(outcome, 'frame')));
        drifts.set(key, outcome.outputs[0].facts?.biasDriftDn);
      }
    }
  });

  const judge = (): z.infer<typeof judgeSchema> =>
    judgeSchema.parse(JSON.parse(readFileSync(compatCalibration, 'utf8')));

  test.each(choices)('every $band frame with $masters masters has the same digest', (choice) => {
    const mode = judge()[choice.masters];
    let equal = 0;
    const expected = choice.band === 'V' ? mode.V : mode.B['by-number'];
    for (const [name, wanted] of Object.entries(expected)) {
      const stem = choice.band === 'V' ? name : `${name}b`;
      const pixels = results.get(`${choice.band} ${choice.masters} ${stem}`) ?? new Uint16Array(2);
      if (digestOf(pixels) === wanted.sha256) equal++;
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      expect(Math.abs(mean - wanted.mean), `${stem} mean`).toBeLessThan(0.001);
      if (wanted.median !== undefined) expect(medianOf(pixels), stem).toBe(wanted.median);
    }
    console.log(
      `${choice.band} ${choice.masters}: ${equal} of ${Object.keys(expected).length} digests equal`,
    );
    expect(equal).toBe(Object.keys(expected).length);
  });

  test.each(['standard', 'night'] as const)('the V drifts with %s masters agree', (masters) => {
    const wanted = judge()[masters].drift;
    for (const [index, stem] of vFrames.entries()) {
      expect(drifts.get(`V ${masters} ${stem}`)).toBeCloseTo(wanted[index], 5);
    }
  });

  test.each([
    ['V-standard-ib001', 'V standard ib001'],
    ['V-standard-ib025', 'V standard ib025'],
    ['V-standard-ib041', 'V standard ib041'],
    ['V-night-ib025', 'V night ib025'],
    ['B-standard-by-number-ib018', 'B standard ib018b'],
  ])('%s is equal in every pixel', (file, key) => {
    const wanted = pixelsOf(readFileSync(join(compatFrames, `${file}.fit`)));
    const pixels = results.get(key) ?? new Uint16Array(0);
    let different = 0;
    let furthest = 0;
    for (let k = 0; k < wanted.length; k++) {
      const apart = Math.abs(wanted[k] - pixels[k]);
      if (apart > 0) different++;
      furthest = Math.max(furthest, apart);
    }
    console.log(`${file}: ${different} pixels differ, at most ${furthest} DN`);
    expect(pixels.length).toBe(wanted.length);
    expect(furthest).toBe(0);
  });
});
