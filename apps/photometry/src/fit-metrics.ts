import {
  metricNames,
  type Metric,
  type MetricName,
  type PhotometricFit,
} from '@nightskies/contracts';

/** The numbers of a fit, as products and history list them. */
export function metricsOf(fit: PhotometricFit): readonly Metric[] {
  const { free, fixed, applied, defaultZeropoint } = fit;
  const noFit = fit.reason ?? 'no fit';
  const of = (
    name: MetricName,
    value: number | null,
    uncertainty: number | null,
    reason: string,
  ): Metric => ({
    ...{ name, sky: 'full', value, uncertainty, unit: metricNames[name].unit },
    reason: value === null || uncertainty === null ? reason : null,
  });
  return [
    of('zeropoint-free', free?.zeropoint.value ?? null, free?.zeropoint.total ?? null, noFit),
    of('extinction-free', free?.extinction.value ?? null, free?.extinction.total ?? null, noFit),
    of(
      'extinction-fixed',
      fixed?.extinction.value ?? null,
      fixed?.extinction.total ?? null,
      free === null ? noFit : `no zeropoint of the camera in ${fit.band} is known`,
    ),
    of(
      'zeropoint-default',
      defaultZeropoint.value,
      defaultZeropoint.uncertainty,
      `${defaultZeropoint.origin} states no error`,
    ),
    of(
      'zeropoint-applied',
      applied.zeropointMag,
      applied.uncertaintyMag,
      `${applied.origin} states no error`,
    ),
  ];
}
