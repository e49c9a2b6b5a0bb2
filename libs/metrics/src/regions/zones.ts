import type { Measured, SkyZone } from '@nightskies/contracts';
import type { MeasureOptions } from '../measure-options.js';
import { coverageOf, lightIntegral } from './integral.js';
import type { LightSums } from './light-sums.js';
import { measured, unmeasured } from './measured.js';
import { gapOf } from './missing-sky.js';
import { extremeCell, integralOf } from './region.js';

/** The rings between the edges of the zones, with what each gives of the light of all. */
export function zonesOf(of: LightSums, options: MeasureOptions): SkyZone[] {
  const { zoneEdgesDeg, toleratedFraction } = options;
  const zones = zoneEdgesDeg.slice(1).map((toZenithDeg, i) => {
    const fromZenithDeg = zoneEdgesDeg[i];
    const ringsOf = (sums: LightSums['sums']): ReturnType<typeof sums.ringsWithin> =>
      sums.ringsWithin(fromZenithDeg, toZenithDeg);
    const rings = ringsOf(of.sums);
    const coverage = coverageOf(rings, toleratedFraction);
    const where = `of the sky from ${fromZenithDeg} to ${toZenithDeg} deg from the zenith`;
    const gap = gapOf(of.sums.grid, rings, coverage, where);
    const light = (unit: string, perSr: boolean): Measured =>
      integralOf(of, ringsOf, lightIntegral, { toleratedFraction, unit, gap, perSr });
    return {
      ...{ light: of.light, sky: of.sky, fromZenithDeg, toZenithDeg },
      coveredFraction: coverage.coveredFraction,
      mean: light('mcd/m2', true),
      maximum: extremeCell(of, rings, 'maximum', gap),
      illuminance: light('mlx', false),
    };
  });
  return zones.map((zone, i) => ({
    ...zone,
    sharePercent: shareOf(
      i,
      zones.map(({ illuminance }) => illuminance),
    ),
  }));
}

/**
 * Part of one zone in the sum of all, percent. A common factor changes no share; the errors of the
 * zones count as independent but for the model's and the gaps', whose ratio to light differs from zone
 * to zone: they are added as the worst case.
 */
function shareOf(zone: number, illuminances: readonly Measured[]): Measured {
  const values = illuminances.map(({ value }) => value).filter((value) => value !== null);
  const [own] = illuminances.slice(zone, zone + 1);
  const total = values.reduce((sum, value) => sum + value, 0);
  if (values.length < illuminances.length || own.value === null || !(total > 0)) {
    return unmeasured('%', own.reason ?? 'not every zone has light');
  }
  const share = own.value / total;
  const parts = illuminances.map((one) => one.parts).filter((one) => one !== null);
  if (parts.length < illuminances.length) {
    const reason = illuminances.map((one) => one.reason).find((why) => why !== null) ?? 'not known';
    return { value: share * 100, uncertainty: null, parts: null, unit: '%', reason };
  }
  const slope = (i: number): number => Math.abs((i === zone ? 1 : 0) - share) / total;
  const worst = (name: 'model' | 'gaps'): number =>
    parts.reduce((sum, one, i) => sum + one[name] * slope(i), 0) * 100;
  return measured('%', share * 100, {
    random: Math.hypot(...parts.map((one, i) => one.random * slope(i))) * 100,
    systematic: 0,
    model: worst('model'),
    gaps: worst('gaps'),
  });
}
