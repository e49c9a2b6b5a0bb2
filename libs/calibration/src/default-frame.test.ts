import { pixelFlags } from '@nightskies/contracts';
import { describe, expect, test } from 'vitest';
import { calibrateDefault, type FrameCircumstances } from './default-frame.js';
import { linearityCurve } from './linearity.js';
import { idealMasters, normalNumbers, picture, rawFrame } from './test-support/pictures.js';

const circumstances: FrameCircumstances = {
  driftDn: 0,
  exposureSeconds: 10,
  saturationDn: 65535,
  readNoiseDn: 3,
  rowNoiseDn: 0,
  gainElectronsPerDn: 2,
};

describe('a calibrated frame', () => {
  test('gives back the light of a uniform scene through bias, drift, curve, dark and flat', () => {
    const flatAt = (x: number, y: number): number => 1 - 0.02 * (x + y);
    const biasAt = (x: number, y: number): number => 1000 + x - y;
    // Linear DN = measured x factor with factor 1 + m / 100000: solved for m by hand.
    const linearity = linearityCurve([0, 60000], [1, 1.6], 'curve');
    const measured = (linear: number): number => (Math.sqrt(1 + (4 * linear) / 1e5) - 1) * 5e4;
    const light = 5000;
    const darkPerSecond = 7;
    const masters = idealMasters(8, 8, {
      bias: picture(8, 8, biasAt),
      dark: picture(8, 8, () => darkPerSecond * 20),
      darkSeconds: 20,
      flat: picture(8, 8, flatAt),
      linearity,
    });
    const raw = rawFrame(
      'ib001.fit',
      8,
      8,
      (x, y) => biasAt(x, y) - 4 + measured(light * flatAt(x, y) + darkPerSecond * 10),
    );
    const { value } = calibrateDefault(raw.image, masters, { ...circumstances, driftDn: -4 });
    // Raw counts are whole: half a DN, enlarged by the curve and the flat.
    for (const found of value.data) expect(Math.abs(found - light)).toBeLessThan(0.75);
  });

  test('stays negative where noise takes it below zero', () => {
    const raw = rawFrame('ib001.fit', 1, 1, () => 990).image;
    const masters = idealMasters(1, 1, { bias: picture(1, 1, () => 1000) });
    expect(calibrateDefault(raw, masters, circumstances).value.data[0]).toBe(-10);
  });

  test('states the scatter its pixels really have', () => {
    const normal = normalNumbers(11);
    const electrons = 800;
    const masters = idealMasters(100, 100, {
      bias: picture(100, 100, () => 1000),
      flat: picture(100, 100, () => 0.5),
    });
    const raw = rawFrame(
      'ib001.fit',
      100,
      100,
      () => 1000 + (electrons + Math.sqrt(electrons) * normal()) / 2 + 3 * normal(),
    );
    const { value, uncertainty } = calibrateDefault(raw.image, masters, circumstances);
    const squares = value.data.reduce(
      (sum, found, k) => sum + ((found - 800) / uncertainty.data[k]) ** 2,
      0,
    );
    // Ten thousand pixels know their rms to 0.7 %.
    expect(Math.sqrt(squares / value.data.length)).toBeCloseTo(1, 1);
    expect(Math.abs(Math.sqrt(squares / value.data.length) - 1)).toBeLessThan(0.03);
  });

  test('counts the biases of night masters once: they enter bias and dark with opposite signs', () => {
    const raw = rawFrame('ib001.fit', 1, 1, () => 0).image;
    const masters = (covariance: number) =>
      idealMasters(1, 1, {
        biasVarianceDn2: 2,
        darkVarianceDn2: 4,
        biasDarkCovarianceDn2: covariance,
      });
    const sigma = (covariance: number): number =>
      calibrateDefault(raw, masters(covariance), circumstances).uncertainty.data[0];
    expect(sigma(-2) ** 2).toBeCloseTo(9 + 1 / 12 + 2, 4);
    expect(sigma(0) ** 2).toBeCloseTo(9 + 1 / 12 + 6, 4);
  });

  test('flags each kind of pixel and counts them', () => {
    const values = [65535, 64000, 100, 2000, 2000, 985];
    const masters = idealMasters(6, 1, {
      bias: picture(6, 1, () => 1000),
      flat: picture(6, 1, (x) => (x === 4 ? 0 : 1)),
      linearity: linearityCurve([0, 60000], [1, 1], 'curve'),
      badPixels: { width: 6, height: 1, data: Uint8Array.of(0, 0, 0, 1, 0, 0) },
    });
    const raw = rawFrame('ib001.fit', 6, 1, (x) => values[x] ?? 0).image;
    const { flags, counts, value } = calibrateDefault(raw, masters, circumstances);
    const { saturated, nonlinear, bad, noData } = pixelFlags;
    // -15 DN is the noise about zero of a read noise of 3; -900 is no signal at all.
    expect([...flags.data]).toEqual([
      saturated.bit | nonlinear.bit,
      nonlinear.bit,
      nonlinear.bit,
      bad.bit,
      noData.bit,
      0,
    ]);
    expect(counts).toEqual({ saturated: 1, nonlinear: 3, bad: 1, noData: 1 });
    expect(value.data[4]).toBeNaN();
  });
});
