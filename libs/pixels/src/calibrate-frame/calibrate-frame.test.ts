import { pixelFlags } from '@nightskies/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Image, image } from '../image.js';
import { calibrateFrame, withCalibratedFrame } from './calibrate-frame.js';
import type { CalibratedPlanes, CalibrationPlanes, FrameTerms } from './frame-calibration.js';
import { linearityTable } from './linearity-table.js';
import { calibrateFrameReference } from './reference.js';

/** The curve (0, 1.1), (1000, 1.0), (60000, 1.2) of image-stages 13.4, constant beyond its ends. */
function curve(dn: number): number {
  if (dn <= 0) return 1.1;
  if (dn <= 1000) return 1.1 - dn / 10000;
  return dn >= 60000 ? 1.2 : 1 + ((dn - 1000) * 0.2) / 59000;
}

const linearity = linearityTable(curve, 0, 60000);

const quietTerms: FrameTerms = {
  linearity,
  driftDn: -0.37,
  darkScale: 1,
  saturationDn: 65535,
  lowestDn: -50,
  highestDn: 60000,
  quietVarianceDn2: 90,
  gainElectronsPerDn: 1.6,
  flatRelativeVariance: 1e-6,
};

function frame(width: number, height: number, value: (k: number) => number): Image<Uint16Array> {
  return image(
    width,
    height,
    Uint16Array.from({ length: width * height }, (_, k) => value(k)),
  );
}

function plane(width: number, height: number, value: (k: number) => number): Image {
  return image(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, k) => value(k)),
  );
}

function uniform(
  width: number,
  height: number,
  numbers: { bias?: number; dark?: number; flat?: number; bad?: number } = {},
): CalibrationPlanes {
  return {
    bias: plane(width, height, () => numbers.bias ?? 1000.5),
    dark: plane(width, height, () => numbers.dark ?? 35.2),
    flat: plane(width, height, () => numbers.flat ?? 0.98),
    badPixels: image(width, height, new Uint8Array(width * height).fill(numbers.bad ?? 0)),
  };
}

/** Bits of all planes and the counts, so that NaN and signs of zero are compared too. */
function bits({ value, sigma, flags, counts }: CalibratedPlanes) {
  return {
    value: new Uint32Array(value.data.buffer),
    sigma: new Uint32Array(sigma.data.buffer),
    flags: flags.data,
    counts,
  };
}

describe('the linearity factor', () => {
  it('is interpolated at the fractional signal and constant beyond the curve', () => {
    const factorAt = (signal: number): number => {
      const planes = uniform(1, 1, { bias: 20000 - signal, dark: 0, flat: 1 });
      const raw = frame(1, 1, () => 20000);
      const terms = { ...quietTerms, driftDn: 0 };
      return calibrateFrame(raw, planes, terms).value.data[0] / signal;
    };
    expect(factorAt(-5)).toBeCloseTo(1.1, 6);
    expect(factorAt(1e6)).toBeCloseTo(1.2, 6);
    expect(factorAt(500.5)).toBeCloseTo(1.04995, 6);
    expect(factorAt(10999.875)).toBeCloseTo(1.0338979, 6);
  });

  it('of the table is that of the curve within 2.5e-7, at every tenth of a DN', () => {
    const { originDn, factors } = linearity;
    let worst = 0;
    for (let dn = 0; dn < 59999; dn += 0.1) {
      const whole = Math.floor(dn - originDn);
      const interpolated = factors[whole] + (dn - whole) * (factors[whole + 1] - factors[whole]);
      worst = Math.max(worst, Math.abs(interpolated / curve(dn) - 1));
    }
    expect(worst).toBeLessThan(2.5e-7);
    expect(worst).toBeGreaterThan(0);
  });

  it('is refused where it is not a number', () => {
    expect(() => linearityTable(() => Number.NaN, 0, 10)).toThrow(RangeError);
    expect(() => linearityTable(curve, 10, 0)).toThrow(RangeError);
  });
});

describe('a calibrated frame', () => {
  it('has the published value of a pixel', () => {
    const raw = frame(5, 3, () => 12000);
    const { value } = calibrateFrame(raw, uniform(5, 3), quietTerms);
    for (const pixel of value.data) expect(Math.abs(pixel - 11568.92)).toBeLessThan(0.005);
  });

  it('stays negative where the frame is darker than bias and dark', () => {
    const { value } = calibrateFrame(
      frame(4, 4, () => 990),
      uniform(4, 4),
      quietTerms,
    );
    expect(value.data[0]).toBeCloseTo(((990 - 1000.5 + 0.37) * 1.1 - 35.2) / 0.98, 3);
  });

  it('has the uncertainty of quiet noise, photons and flat', () => {
    const raw = frame(2, 2, () => 12000);
    const { value, sigma } = calibrateFrame(raw, uniform(2, 2), {
      ...quietTerms,
      flatRelativeVariance: 1e-4,
    });
    const linear = 10999.87 * 1.0338979;
    const variance = (90 * 1.0338979 ** 2 + linear / 1.6) / 0.98 ** 2 + (0.01 * value.data[0]) ** 2;
    expect(sigma.data[0] / Math.sqrt(variance)).toBeCloseTo(1, 6);
  });

  it('says which pixels are saturated, off the curve, bad or without data, and counts them', () => {
    const raw = frame(20, 1, (k) => [12000, 65535, 900, 62000, 12000][k % 5]);
    const planes = uniform(20, 1);
    planes.badPixels.data[0] = 1;
    planes.flat.data[4] = 0;
    planes.bias.data[9] = Number.NaN;
    planes.dark.data[14] = Number.POSITIVE_INFINITY;
    planes.flat.data[19] = -1;
    const { value, sigma, flags, counts } = calibrateFrame(raw, planes, quietTerms);
    const { saturated, nonlinear, bad, noData } = pixelFlags;
    expect(Array.from(flags.data.subarray(0, 5))).toEqual([
      bad.bit,
      saturated.bit | nonlinear.bit,
      nonlinear.bit,
      nonlinear.bit,
      noData.bit,
    ]);
    expect(counts).toEqual({ saturated: 4, nonlinear: 12, bad: 1, noData: 4 });
    for (const k of [4, 9, 14, 19]) {
      expect([value.data[k], sigma.data[k]]).toEqual([Number.NaN, Number.NaN]);
      expect(flags.data[k]).toBe(noData.bit);
    }
  });

  it('is, bit for bit, what plain arithmetic gives', () => {
    const float = fc.float({ min: -1e4, max: 1e5, noDefaultInfinity: true });
    const pixel = fc.record({
      raw: fc.integer({ min: 0, max: 65535 }),
      bias: fc.oneof(fc.float({ min: 0, max: 3000 }), fc.constant(Number.NaN)),
      dark: float,
      flat: fc.oneof(fc.float({ min: 0.5, max: 2 }), fc.constantFrom(0, -1, 1e-30)),
      bad: fc.constantFrom(0, 0, 1),
    });
    fc.assert(
      fc.property(
        fc.array(pixel, { minLength: 1, maxLength: 50 }),
        fc.double({ min: -300, max: 300, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (pixels, driftDn, darkScale, gainElectronsPerDn) => {
          const width = pixels.length;
          const raw = frame(width, 1, (k) => pixels[k].raw);
          const planes = {
            bias: plane(width, 1, (k) => pixels[k].bias),
            dark: plane(width, 1, (k) => pixels[k].dark),
            flat: plane(width, 1, (k) => pixels[k].flat),
            badPixels: image(
              width,
              1,
              Uint8Array.from(pixels, ({ bad }) => bad),
            ),
          };
          const terms = { ...quietTerms, driftDn, darkScale, gainElectronsPerDn };
          expect(bits(calibrateFrame(raw, planes, terms))).toEqual(
            bits(calibrateFrameReference(raw, planes, terms)),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([0, 3, 255, 256, 511, 512, 700, 701, 702])(
    'is that of plain arithmetic when only pixel %i of a larger frame is out of the ordinary',
    (odd) => {
      const ordinary = (): CalibrationPlanes => uniform(703, 1);
      const strange: [number, (planes: CalibrationPlanes) => void][] = [
        [65535, () => undefined],
        [800, () => undefined],
        [62000, () => undefined],
        [5000, ({ flat }) => flat.data.fill(0, odd, odd + 1)],
        [5000, ({ bias }) => bias.data.fill(Number.NaN, odd, odd + 1)],
        [5000, ({ dark }) => dark.data.fill(Number.NEGATIVE_INFINITY, odd, odd + 1)],
        [5000, ({ flat }) => flat.data.fill(Number.NaN, odd, odd + 1)],
      ];
      for (const [value, change] of strange) {
        const raw = frame(703, 1, (k) => (k === odd ? value : 4000 + k));
        const planes = ordinary();
        change(planes);
        const result = calibrateFrame(raw, planes, quietTerms);
        expect(bits(result)).toEqual(bits(calibrateFrameReference(raw, planes, quietTerms)));
        expect(result.flags.data.filter((flag) => flag !== 0)).toHaveLength(1);
      }
    },
  );

  it('is within 1e-6 of the signal of float64 arithmetic', () => {
    const raw = frame(400, 160, (k) => 900 + k);
    const { value } = calibrateFrame(raw, uniform(400, 160), quietTerms);
    let worst = 0;
    for (let k = 0; k < raw.data.length; k++) {
      const signal = raw.data[k] - 1000.5 + 0.37;
      const exact = (signal * curve(signal) - 35.2) / 0.98;
      worst = Math.max(worst, Math.abs(value.data[k] - exact) / (raw.data[k] + 1000));
    }
    expect(worst).toBeLessThan(1e-6);
  });

  it('does not depend on the frames calibrated before it', () => {
    const small = { raw: frame(7, 3, (k) => 2000 + k), planes: uniform(7, 3, { bias: 990 }) };
    const large = { raw: frame(40, 30, (k) => 3000 + k), planes: uniform(40, 30, { bad: 1 }) };
    const other = { raw: small.raw, planes: uniform(7, 3, { bias: 1010, flat: 1.1 }) };
    for (const { raw, planes } of [small, large, small, other, small, large]) {
      expect(bits(calibrateFrame(raw, planes, quietTerms))).toEqual(
        bits(calibrateFrameReference(raw, planes, quietTerms)),
      );
    }
  });

  it('can be lent for as long as it takes to use it', () => {
    const raw = frame(3, 2, (k) => 5000 + k);
    const own = calibrateFrame(raw, uniform(3, 2), quietTerms);
    const lent = withCalibratedFrame(raw, uniform(3, 2), quietTerms, (result) => ({
      value: Float32Array.from(result.value.data),
      sigma: Float32Array.from(result.sigma.data),
      flags: Uint8Array.from(result.flags.data),
      counts: result.counts,
    }));
    calibrateFrame(raw, uniform(3, 2, { bias: 7 }), quietTerms);
    expect(lent).toEqual({
      value: own.value.data,
      sigma: own.sigma.data,
      flags: own.flags.data,
      counts: own.counts,
    });
  });

  it('takes float64 masters, rounded', () => {
    const planes = uniform(4, 1);
    const wide = { ...planes, bias: image(4, 1, new Float64Array(4).fill(1000.123456789)) };
    const narrow = { ...planes, bias: plane(4, 1, () => 1000.123456789) };
    const raw = frame(4, 1, () => 4321);
    expect(bits(calibrateFrame(raw, wide, quietTerms))).toEqual(
      bits(calibrateFrame(raw, narrow, quietTerms)),
    );
    expect(bits(calibrateFrameReference(raw, wide, quietTerms))).toEqual(
      bits(calibrateFrameReference(raw, narrow, quietTerms)),
    );
  });

  it('is refused with planes of another size or numbers that are none', () => {
    const raw = frame(4, 2, () => 1);
    expect(() => calibrateFrame(raw, uniform(2, 4), quietTerms)).toThrow(/bias of 2 x 4/);
    for (const wrong of [
      { driftDn: Number.NaN },
      { gainElectronsPerDn: 0 },
      { quietVarianceDn2: -1 },
    ]) {
      expect(() => calibrateFrame(raw, uniform(4, 2), { ...quietTerms, ...wrong })).toThrow(
        Object.keys(wrong)[0],
      );
    }
  });
});
