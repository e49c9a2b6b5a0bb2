import type { Measured, SkyMetrics } from '@nightskies/contracts';
import type { MeasureOptions } from '../measure-options.js';
import { brightnessOf } from './brightness.js';
import { coverageOf, lightIntegral } from './integral.js';
import type { LightSums } from './light-sums.js';
import { unmeasured } from './measured.js';
import { gapOf } from './missing-sky.js';
import { integralOf } from './region.js';

/** The zenith of each kind of light, from the most of the sky that it is known of. */
export function zenithsOf(
  lights: readonly LightSums[],
  options: MeasureOptions,
): SkyMetrics['zenith'] {
  const radiusDeg = options.zenithRadiusDeg;
  return (['all', 'artificial', 'natural'] as const).flatMap((light) => {
    const of = lights.find((one) => one.light === light);
    if (of === undefined) return [];
    const rings = of.sums.ringsWithin(0, radiusDeg);
    const coverage = coverageOf(rings, options.toleratedFraction);
    const where = `of the sky within ${radiusDeg} deg of the zenith`;
    const luminance = integralOf(of, (sums) => sums.ringsWithin(0, radiusDeg), lightIntegral, {
      toleratedFraction: options.toleratedFraction,
      unit: 'mcd/m2',
      gap: gapOf(of.sums.grid, rings, coverage, where),
      perSr: true,
    });
    return [{ light, radiusDeg, luminance, brightness: brightnessOf(luminance) }];
  });
}

/** Brightness of all light at the zenith. */
export function zenithBrightnessIn(zenith: SkyMetrics['zenith']): Measured {
  const of = zenith.find(({ light }) => light === 'all');
  return of?.brightness ?? unmeasured('mag/arcsec2', 'the zenith was not measured');
}
