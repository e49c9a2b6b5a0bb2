import { computed, typed, type RowOf } from './columns.js';

/** Columns of sheet `Model_Parameters` of `natsky_model_params.xlsx` (sky-stages 3.7). */
export const modelParameters = [
  computed('Data Set', 12),
  computed('Emitting Layer Height (km)', 12, '#'),
  computed('Site Elevation (m)', 12, '#'),
  computed('Extinction Coefficient', 12, '0.000'),
  computed('Zenith Airglow (nL)', 12, '#'),
  computed('Airglow Extinction Constant', 12, '0.00'),
  computed('A.D.L. Multiplier', 12, '0.00'),
  computed('Zodiacal Extinction Constant', 12, '0.00'),
  computed('Galactic Extinction Constant', 12, '0.00'),
  typed('Quality Flag (0-5)', 12),
  typed('Notes', 90),
] as const;

/** Where typed columns of `Model_Parameters` are kept. */
export const keptAt: Readonly<Record<string, { readonly sheet: string; readonly column: string }>> =
  {
    'Quality Flag (0-5)': { sheet: 'NATSKY', column: 'FIT_QUALITY' },
    Notes: { sheet: 'NATSKY', column: 'NATSKY_FIT_NOTES' },
  };

const brightness = <const Third extends string>(third: Third) =>
  [
    computed('Data Set', 12),
    computed('Allsky Average Luminance', 12, '0.00'),
    computed(third, 12, '0.00'),
    computed('Maximum', 12, '0.00'),
    computed('0.5 Degree Percentile', 12, '0.00'),
    computed('1.0 Degree Percentile', 12, '0.00'),
    computed('99th Percentile', 12, '0.00'),
    computed('98th Percentile', 12, '0.00'),
    computed('95th Percentile', 12, '0.00'),
    computed('90th Percentile', 12, '0.00'),
    computed('80th Percentile', 12, '0.00'),
    computed('70th Percentile', 12, '0.00'),
    computed('60th Percentile', 12, '0.00'),
    computed('Median', 12, '0.00'),
    computed('1st Percentile', 12, '0.00'),
    computed('Zenith', 12, '0.00'),
  ] as const;

export const brightnessOfAll = brightness('Minimum (0.05 Percentile)');
export const brightnessOfArtificial = brightness('Clipped at 8.6 nL Sum (mlux)');

export type ModelParameters = Omit<RowOf<(typeof modelParameters)[number]>, 'Data Set'>;
export type BrightnessOfAll = Omit<RowOf<(typeof brightnessOfAll)[number]>, 'Data Set'>;
export type BrightnessOfArtificial = Omit<
  RowOf<(typeof brightnessOfArtificial)[number]>,
  'Data Set'
>;
