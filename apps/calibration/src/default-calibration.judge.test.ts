import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMasters } from '@nightskies/calibration';
import { pixelFlags } from '@nightskies/contracts';
import { firstImage, imageNamed, readFits } from '@nightskies/fits';
import { beforeAll, describe, expect, test } from 'vitest';
import { bytesOf as outputBytes } from '../../../tools/testing/in-memory-context.js';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { bFrames, type Choice, independentSet, vFrames } from './test-support/independent-set.js';

// Truth of the independent night: params.json, detector.
const trueGain = 3.12;
const trueReadNoise = 13.4;

const standard: Choice = { band: 'V', compat: 'none', masters: 'standard' };
const own: Choice = { band: 'V', compat: 'none', masters: 'night' };
const standardB: Choice = { band: 'B', compat: 'none', masters: 'standard' };
const ownB: Choice = { band: 'B', compat: 'none', masters: 'night' };

interface Planes {
  readonly value: Float32Array;
  readonly sigma: Float32Array;
  readonly flags: Float32Array;
}

function planesOf(bytes: Uint8Array): Planes {
  const file = readFits(bytes, 'frame');
  return {
    value: firstImage(file).float32(),
    sigma: imageNamed(file, 'UNCERT')?.float32() ?? new Float32Array(0),
    flags: imageNamed(file, 'FLAGS')?.float32() ?? new Float32Array(0),
  };
}

function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

const rmsOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** Rows of a CSV file of the truth by their first column. */
function tableOf(path: string): Map<string, Record<string, string>> {
  const [heading = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = heading.split(',');
  return new Map(
    lines.map((line) => {
      const fields = line.split(',');
      return [fields[0] ?? '', Object.fromEntries(names.map((name, k) => [name, fields[k] ?? '']))];
    }),
  );
}

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('the default calibration of the independent night', () => {
  const { night } = hasIndependentNight ? unpackNight() : { night: '' };
  const truth = join(night, 'truth');
  const set = independentSet(night);
  const masters = new Map<Choice, Uint8Array>();
  const truePicture = (name: string): Float32Array =>
    firstImage(readFits(readFileSync(join(truth, name)), name)).float32();
  const bytesOf = (choice: Choice): Uint8Array => masters.get(choice) ?? new Uint8Array(0);

  beforeAll(async () => {
    for (const choice of [standard, own, standardB, ownB]) {
      const outcome = await set.masters(choice);
      masters.set(choice, outputBytes(outcome, 'masters'));
    }
  });

  test.each([
    ['V, standard masters', standard, 0.01],
    ['V, night masters', own, 0.01],
    ['B, standard masters', standardB, 0.01],
    ['B, night masters', ownB, 0.01],
  ])('the gain measured in the frames is the true one (%s)', (name, choice, within) => {
    const { gain, readNoise } = readMasters(bytesOf(choice), 'masters');
    console.log(
      `${name}: gain ${gain?.value.toFixed(4)} +- ${gain?.uncertainty?.toFixed(4)} e-/DN (true ${trueGain}),`,
      `read noise ${readNoise?.value.toFixed(3)} +- ${readNoise?.uncertainty?.toFixed(3)} e- (true ${trueReadNoise})`,
    );
    expect(gain?.origin).toBe('measured: noise against level');
    expect(readNoise?.origin).toBe('measured: bias pairs');
    expect(Math.abs((gain?.value ?? 0) / trueGain - 1)).toBeLessThan(within);
    expect(Math.abs((readNoise?.value ?? 0) / trueReadNoise - 1)).toBeLessThan(within);
  });

  test('every drift is within 0.5 DN of the true one, rms below 0.2', async () => {
    const rows = tableOf(join(truth, 'frames.csv'));
    const errors: number[] = [];
    const pulls: number[] = [];
    for (const [choice, stems] of [
      [standard, vFrames],
      [standardB, bFrames],
    ] as const) {
      for (const stem of stems) {
        const { outputs } = await set.frame(choice, bytesOf(choice), stem);
        const drift = Number(outputs[0]?.facts?.biasDriftDn);
        const error = drift - Number(rows.get(`${stem}.fit`)?.bias_drift_frame_dn);
        errors.push(error);
        pulls.push(error / Number(outputs[0]?.facts?.biasDriftUncertaintyDn));
        expect(outputs[0]?.facts?.saturatedPixels, stem).toBe(
          Number(rows.get(`${stem}.fit`)?.saturated_px),
        );
        expect(Math.abs(error), stem).toBeLessThan(0.5);
      }
    }
    console.log(
      `${errors.length} drifts: rms error ${rmsOf(errors).toFixed(3)} DN, rms error / stated ${rmsOf(pulls).toFixed(2)}`,
    );
    expect(errors.length).toBe(57);
    expect(rmsOf(errors)).toBeLessThan(0.2);
    expect(rmsOf(pulls)).toBeGreaterThan(0.7);
    expect(rmsOf(pulls)).toBeLessThan(1.5);
  });

  test('a missing crop costs less than 0.5 DN and is said', async () => {
    const rows = tableOf(join(truth, 'frames.csv'));
    for (const [stem, neighbours] of [
      ['ib012', [17, 19]],
      ['zenith1', [7]],
    ] as const) {
      const { outputs, problems } = await set.frame(standard, bytesOf(standard), stem, neighbours);
      const drift = Number(outputs[0]?.facts?.biasDriftDn);
      const wanted = Number(rows.get(`${stem}.fit`)?.bias_drift_frame_dn);
      console.log(`${stem} without its crop: ${drift.toFixed(3)}, true ${wanted}`);
      expect(Math.abs(drift - wanted)).toBeLessThan(0.5);
      expect(problems).toMatchObject([{ code: 'bias-crop-interpolated', file: `${stem}.fit` }]);
    }
  });

  test.each(['ib001', 'ib005', 'ib025', 'ib041'])(
    '%s is the truncated frame of the old arithmetic within 0.6 DN, plus a half',
    async (stem) => {
      const old: Choice = { ...standard, compat: 'nsnsd' };
      const oldMasters = outputBytes(await set.masters(old), 'masters');
      const oldFrame = outputBytes(await set.frame(old, oldMasters, stem), 'frame');
      const frame = outputBytes(await set.frame(standard, bytesOf(standard), stem), 'frame');
      const { value, flags } = planesOf(frame);
      const truncated = firstImage(readFits(oldFrame, stem)).float32();
      let compared = 0;
      let near = 0;
      for (const [k, found] of value.entries()) {
        const bits = flags[k];
        const wanted = truncated[k];
        if ((bits & (pixelFlags.saturated.bit | pixelFlags.bad.bit)) !== 0) continue;
        compared++;
        if (Math.abs(found - wanted - 0.5) <= 0.6) near++;
      }
      console.log(`${stem}: ${((100 * near) / compared).toFixed(3)} % within 0.6 DN`);
      expect(compared / value.length).toBeGreaterThan(0.99);
      expect(near / compared).toBeGreaterThanOrEqual(0.99);
    },
  );

  test('the night dark is the true one, and the old one is higher by its clipping', async () => {
    const rate = truePicture('camera/dark_true.fit');
    const dark = readMasters(bytesOf(own), 'masters').dark.data;
    const old = outputBytes(await set.masters({ ...own, compat: 'nsnsd' }), 'masters');
    const oldDark = readMasters(old, 'masters').dark.data;
    const expected = (k: number): number => (rate[k] * 12) / trueGain;
    const error = medianOf(Float64Array.from(dark, (value, k) => value - expected(k)));
    const oldError = medianOf(Float64Array.from(oldDark, (value, k) => value - expected(k)));
    // Mean of max(0, x) for normal x of mean m and deviation s is m + D8; its excess over m for each
    // pixel, with the noise of a difference of two read-outs (read noise, row noise, rounding).
    const sigma = Math.sqrt(2 * ((trueReadNoise / trueGain) ** 2 + 0.45 ** 2 + 1 / 12));
    const lift = medianOf(
      Float64Array.from(rate.subarray(0, 100_000), (_, k) => liftOfClipping(expected(k), sigma)),
    );
    let difference = 0;
    for (const [k, value] of dark.entries()) difference += oldDark[k] - value;
    console.log(
      `night dark: median error ${error.toFixed(3)} DN; old ${oldError.toFixed(3)} DN;`,
      `mean difference ${(difference / dark.length).toFixed(3)} DN, clipping explains ${lift.toFixed(3)} DN`,
    );
    expect(Math.abs(error)).toBeLessThan(0.1);
    expect(Math.abs(difference / dark.length - lift)).toBeLessThan(0.1);
    expect(oldError).toBeGreaterThan(1);
  });
});

/** E[max(0, x)] - m for x normal with mean m and standard deviation s. */
function liftOfClipping(mean: number, sigma: number): number {
  const t = mean / sigma;
  const density = Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  return sigma * density - mean * upperTail(t);
}

/** Upper tail of the normal distribution: Abramowitz and Stegun 26.2.17, error below 1e-7. */
function upperTail(t: number): number {
  const u = 1 / (1 + 0.2316419 * t);
  const sum =
    u *
    (0.31938153 + u * (-0.356563782 + u * (1.781477937 + u * (-1.821255978 + u * 1.330274429))));
  return (Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
