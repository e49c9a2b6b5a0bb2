import type { Measured, SkyCap, SkyRegion } from '@nightskies/contracts';
import type { ErrorsAt, LuminanceDistribution } from '../sums/luminance-histogram.js';
import type { RingSums } from '../sums/ring-sums.js';
import {
  coverageOf,
  horizontalIntegral,
  lightIntegral,
  verticalColumns,
  type Coverage,
  type Integral,
} from './integral.js';
import type { LightSums } from './light-sums.js';
import { measured } from './measured.js';
import { gapOf } from './missing-sky.js';
import { verticalIlluminance } from './vertical.js';

/** How far from the zenith the caps go, deg. */
export const capZenithDeg: Readonly<Record<SkyCap, number>> = { horizon: 90, za80: 80, za70: 70 };

export const skyCaps: readonly SkyCap[] = ['horizon', 'za80', 'za70'];

/** Percentiles of the old tables: part of the sky that is darker, percent. */
export const percentilesTaken: readonly number[] = [0.05, 1, 60, 70, 80, 90, 95, 98, 99];

/** The brightest so much sky, deg2. */
export const brightestAreasDeg2: readonly number[] = [0.25, 1];

const milli = 1000;
const deg2PerSr = (180 / Math.PI) ** 2;
/** Of the difference of two independent normal errors: the integral of p (1 - p) over a cut, 1 / sqrt(pi). */
const crossings = 2 / Math.sqrt(Math.PI);

export interface RegionOptions {
  readonly toleratedFraction: number;
  readonly patchSr: number;
  readonly verticalStepDeg: number;
}

/** Errors of a sum over sky: random and gaps its own, systematic and model from the sums they follow. */
export function integralParts(
  of: LightSums,
  integral: Integral,
  calibrated: number,
  model: number,
): Parameters<typeof measured>[2] {
  return {
    random: Math.sqrt(integral.variance) * milli,
    systematic:
      of.systematicFraction === null ? null : of.systematicFraction * Math.abs(calibrated) * milli,
    model: model * milli,
    gaps: integral.gap * milli,
  };
}

/** A sum over the rings, a scalar one or horizontal, in mlx, or per sr in mcd/m2. */
export function integralOf(
  of: LightSums,
  rings: (sums: LightSums['sums']) => readonly RingSums[],
  integrate: (rings: readonly RingSums[], coverage: Coverage) => Integral,
  options: Pick<RegionOptions, 'toleratedFraction'> & {
    readonly unit: string;
    readonly gap: string | null;
    readonly perSr: boolean;
  },
): Measured {
  const total = (sums: LightSums['sums']): Integral => {
    const within = rings(sums);
    const coverage = coverageOf(within, options.toleratedFraction);
    const integral = integrate(within, coverage);
    const scale = options.perSr ? 1 / (coverage.completed ? coverage.areaSr : coverage.seenSr) : 1;
    return {
      value: coverage.seenSr > 0 ? integral.value * scale : Number.NaN,
      variance: integral.variance * scale * scale,
      gap: integral.gap * scale,
    };
  };
  const own = total(of.sums);
  const calibrated = of.calibrated === of.sums ? own.value : total(of.calibrated).value;
  const model = of.model === null ? 0 : total(of.model).value;
  return measured(
    options.unit,
    own.value * milli,
    integralParts(of, own, calibrated, model),
    options.gap,
  );
}

/** Everything of one kind of light over one cap. */
export function regionOf(of: LightSums, cap: SkyCap, options: RegionOptions): SkyRegion {
  const edge = capZenithDeg[cap];
  const ringsOf = (sums: LightSums['sums']): readonly RingSums[] => sums.ringsWithin(0, edge);
  const rings = ringsOf(of.sums);
  const coverage = coverageOf(rings, options.toleratedFraction);
  const where =
    cap === 'horizon'
      ? 'of the sky above the horizon'
      : `of the sky to ${edge} deg from the zenith`;
  const gap = gapOf(of.sums.grid, rings, coverage, where);
  const integral = (
    integrate: (of: readonly RingSums[], coverage: Coverage) => Integral,
    unit: string,
    perSr: boolean,
  ): Measured => integralOf(of, ringsOf, integrate, { ...options, unit, gap, perSr });
  const { median, ...byArea } = luminanceByArea(of, edge, gap, options);
  return {
    light: of.light,
    sky: of.sky,
    cap,
    solidAngleSr: coverage.areaSr,
    coveredFraction: coverage.coveredFraction,
    interpolatedFraction: coverage.interpolatedFraction,
    luminance: {
      mean: integral(lightIntegral, 'mcd/m2', true),
      median,
      minimum: extremeCell(of, rings, 'minimum', gap),
      maximum: extremeCell(of, rings, 'maximum', gap),
      ...byArea,
    },
    illuminance: {
      horizontal: integral(horizontalIntegral, 'mlx', false),
      scalar: integral(lightIntegral, 'mlx', false),
      vertical: verticalOf(of, ringsOf, coverage, gap, options),
    },
  };
}

function verticalOf(
  of: LightSums,
  ringsOf: (sums: LightSums['sums']) => readonly RingSums[],
  coverage: Coverage,
  gap: string | null,
  options: RegionOptions,
): SkyRegion['illuminance']['vertical'] {
  const columnsOf = (sums: LightSums['sums']): ReturnType<typeof verticalColumns> => {
    const rings = ringsOf(sums);
    return verticalColumns(rings, coverageOf(rings, options.toleratedFraction));
  };
  const columns = columnsOf(of.sums);
  if (coverage.seenSr === 0) columns.light.fill(Number.NaN);
  const fraction = of.systematicFraction;
  // Of the observed light the share of the whole cap serves for every azimuth.
  const share =
    of.calibrated === of.sums
      ? 1
      : sumOf(columnsOf(of.calibrated).light) / Math.max(sumOf(columns.light), Number.MIN_VALUE);
  return verticalIlluminance({
    grid: of.sums.grid,
    columns,
    model: of.model === null ? null : { grid: of.model.grid, light: columnsOf(of.model).light },
    systematic: (_, value) => (fraction === null ? null : fraction * Math.abs(value * share)),
    stepDeg: options.verticalStepDeg,
    gap,
  });
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The single darkest or brightest cell, with its own error. */
export function extremeCell(
  of: LightSums,
  rings: readonly RingSums[],
  which: 'minimum' | 'maximum',
  gap: string | null,
): Measured {
  const seen = rings.filter(({ seenSr }) => seenSr > 0);
  const [first] = seen.toSorted((a, b) =>
    which === 'minimum' ? a.minimum - b.minimum : b.maximum - a.maximum,
  );
  return first === undefined
    ? measured('mcd/m2', Number.NaN, noError, gap)
    : cellNumber(of, first[which], errorsOfCell(first, which), gap);
}

const noError = { random: 0, systematic: 0, model: 0, gaps: 0 };

function errorsOfCell(ring: RingSums, which: 'minimum' | 'maximum'): ErrorsAt {
  return which === 'minimum'
    ? { random: ring.minimumSigma, model: ring.minimumModelSigma }
    : { random: ring.maximumSigma, model: ring.maximumModelSigma };
}

function cellNumber(of: LightSums, value: number, errors: ErrorsAt, gap: string | null): Measured {
  const fraction = of.systematicFraction;
  return measured(
    'mcd/m2',
    value * milli,
    {
      random: errors.random * milli,
      systematic: fraction === null ? null : Math.abs(value) * fraction * milli,
      model: errors.model * milli,
      gaps: 0,
    },
    gap,
  );
}

/**
 * Luminance by the sky that is darker. The random error of such a quantile is that of a count: cells
 * within their error of it may lie on either side, patch by patch, which makes
 * sigma sqrt(2 / sqrt(pi) x patch / sky within one sigma).
 */
function luminanceByArea(
  of: LightSums,
  toZenithDeg: number,
  gap: string | null,
  { patchSr }: RegionOptions,
): Pick<SkyRegion['luminance'], 'median' | 'percentiles' | 'brightest'> {
  const distribution = of.sums.distributionTo(toZenithDeg);
  const total = distribution.totalSr;
  const at = (fraction: number): Measured => {
    const value = total > 0 ? distribution.luminanceBelow(fraction * total) : Number.NaN;
    return Number.isFinite(value)
      ? cellNumber(of, value, quantileErrors(distribution, value, patchSr), gap)
      : measured('mcd/m2', Number.NaN, noError, gap);
  };
  return {
    median: at(0.5),
    percentiles: percentilesTaken.map((percent) => ({ percent, value: at(percent / 100) })),
    brightest: brightestAreasDeg2.map((areaDeg2) => ({
      areaDeg2,
      value: at(Math.max(0, 1 - areaDeg2 / (total * deg2PerSr))),
    })),
  };
}

function quantileErrors(
  distribution: LuminanceDistribution,
  value: number,
  patchSr: number,
): ErrorsAt {
  const { random, model } = distribution.errorsAt(value);
  const near = Math.max(patchSr, distribution.between(value - random, value + random));
  return { random: random * Math.sqrt((crossings * patchSr) / near), model };
}
