import { describe, expect, it } from 'vitest';
import {
  flatError,
  plateScaleError,
  systematicCards,
  systematicErrors,
  totalSigma,
  usualFlatError,
} from './systematic-errors.js';

const camera = {
  width: 1024,
  height: 1024,
  focalLengthPx: 2150,
  principalPoint: { x: 511.5, y: 511.5 },
  radial: [0, 0, 0],
  decentering: [0, 0],
  affinity: [0, 0],
} as const;
const focal = { name: 'focal-length', value: 2150, sigma: 0.43, unit: 'px' };
const known = {
  zeropointUncertaintyMag: 0.01,
  flat: { value: 0.005, origin: 'test' },
  plateScaleArcsec: 95.9,
  plateScaleErrorArcsec: 0.0959,
};

/** Brightness of a rate, by the law of the maps. */
const brightness = (zeropoint: number, scale: number): number =>
  10 ** (-0.4 * zeropoint) / scale ** 2;

describe('systematic errors', () => {
  it('are what an error of zeropoint and scale makes of the brightness', () => {
    const errors = systematicErrors(known);
    const usual = brightness(14.74, 95.9);
    expect(errors.zeropoint).toBeCloseTo(1 - brightness(14.75, 95.9) / usual, 4);
    expect(errors.scale).toBeCloseTo(1 - brightness(14.74, 95.9959) / usual, 4);
    expect(errors.total).toBeCloseTo(Math.sqrt(0.00921 ** 2 + 0.005 ** 2 + 0.002 ** 2), 6);
  });

  it('have no total where one of them is unknown', () => {
    expect(systematicErrors({ ...known, zeropointUncertaintyMag: null }).total).toBeNull();
    expect(systematicErrors({ ...known, plateScaleErrorArcsec: null }).total).toBeNull();
  });

  it('of the flat are those the overlaps show, or the usual', () => {
    expect(flatError(null).value).toBe(usualFlatError);
    expect(flatError({ response: null }).value).toBe(usualFlatError);
    expect(flatError({ response: { rms: 0.008, rmsSigma: 0.001 } }).value).toBe(0.008);
    expect(flatError({ response: { rms: 0.0005, rmsSigma: 0.002 } }).value).toBe(0.002);
  });

  it('of the scale follow the focal length', () => {
    expect(plateScaleError({ camera, cameraTerms: [focal] }, 95.9)).toBeCloseTo(0.01918, 5);
    expect(plateScaleError({ camera, cameraTerms: [] }, 95.9)).toBeNull();
    expect(plateScaleError({ camera: null, cameraTerms: [focal] }, 95.9)).toBeNull();
  });

  it('stand in the header, those that are known', () => {
    const keywords = (of: typeof known | { plateScaleErrorArcsec: null }): string[] => {
      const all = { ...known, ...of };
      return systematicCards(systematicErrors(all), all).map(([keyword]) => keyword);
    };
    expect(keywords(known)).toEqual(['PLTSCERR', 'FLATERR', 'FLATORIG', 'SYSERR']);
    expect(keywords({ plateScaleErrorArcsec: null })).toEqual(['FLATERR', 'FLATORIG']);
  });

  it('add to the random error and the confusion in quadrature', () => {
    expect(totalSigma(100, 0.3, 0.4, 0.012)).toBeCloseTo(1.3, 10);
    expect(totalSigma(100, 0.3, 0.4, null)).toBeCloseTo(0.5, 10);
    expect(totalSigma(100, Number.NaN, 0.4, 0.01)).toBeNaN();
  });
});
