import {
  bandSchema,
  skyRegionOf,
  type LightRatio,
  type Measured,
  type MetricsDocument,
  type NaturalSkyFitDocument,
  type RatioSubject,
  type ReportCaveat,
  type ReportFact,
  type SetReport,
  type SkyMetrics,
} from '@nightskies/contracts';
import { artificialShare } from './artificial-share.js';
import { measuredGroups } from './measured-groups.js';
import { naturalModelOf } from './natural-model.js';

/** What a set's part of a report is made of, besides its metrics and its fit. */
export interface SetReportInput extends Pick<
  SetReport,
  'taken' | 'caveats' | 'omissions' | 'pictures' | 'origins'
> {
  readonly metrics: MetricsDocument;
  readonly fit: NaturalSkyFitDocument | null;
  /** A person's grade; the proposed one stands where there is none. */
  readonly grade: number | null;
  /** Why there is no artificial light, when there is none: `the Moon was up`. */
  readonly withoutArtificial: string;
}

/** The part of a set in the report of its night, from its metrics and the fit of its natural sky. */
export function setReport(input: SetReportInput): SetReport {
  const { metrics, fit, taken, omissions, pictures, origins, withoutArtificial } = input;
  const { sky } = metrics;
  return {
    set: metrics.set,
    band: bandSchema.parse(metrics.band),
    ...{ taken, omissions, pictures, origins },
    answer: {
      zenithBrightness: factOf(
        ...(['zenith-brightness', 'Zenith'] as const),
        sky?.zenith.find(({ light }) => light === 'all')?.brightness,
        'the zenith was not measured',
      ),
      artificialShare: artificialShare(sky, withoutArtificial),
      lightRatio: factOf(
        ...(['mean-luminance-ratio', 'Artificial light ratio (ALR)'] as const),
        ratioOf(sky, 'mean-luminance', 'constants')?.ratio,
        withoutArtificial,
      ),
      skyQuality: factOf(
        ...(['sky-quality-index', 'Sky quality index (SQI)'] as const),
        sky?.skyQuality.find(({ cap }) => cap === 'horizon')?.table,
        withoutArtificial,
      ),
    },
    grade: gradeOf(input),
    caveats: [...caveatsOf(fit), ...input.caveats, ...missingOf(sky)],
    groups: measuredGroups(metrics.metrics),
    naturalModel: naturalModelOf(fit),
    comparisons: comparisonsOf(sky),
    methods: sky?.measuring.sentences ?? [],
  };
}

function factOf(
  name: string,
  title: string,
  measured: Measured | undefined,
  absent: string,
): ReportFact {
  const { value, uncertainty, unit, reason } = measured ?? {
    ...{ value: null, uncertainty: null, unit: '1', reason: absent },
  };
  return { ...{ name, title, value, uncertainty, unit, note: null }, reason: reason ?? null };
}

function gradeOf({ grade, fit }: SetReportInput): SetReport['grade'] {
  if (grade !== null) return { value: grade, by: 'person', reasons: [] };
  if (fit === null) return null;
  return { value: fit.goodness.grade, by: 'proposed', reasons: fit.goodness.reasons };
}

/** What keeps a sky from being fitted, where it was not. */
const preventing = new Set([
  ...['moon-up', 'twilight', 'daylight'],
  ...['too-few-patches', 'not-determined', 'little-sky'],
]);

/** Caveats of a fit; those that kept it from being made say that nothing artificial is to be used. */
function caveatsOf(fit: NaturalSkyFitDocument | null): ReportCaveat[] {
  const caveats = fit?.caveats ?? [];
  const named = caveats.some(({ code }) => preventing.has(code));
  const isUnfit = (code: string): boolean =>
    fit?.outcome === 'not-fitted' && (preventing.has(code) || !named);
  return caveats.map(({ code, sentence }) => ({
    ...{ code, sentence, weight: isUnfit(code) ? 'unfit' : 'caution' },
  }));
}

function missingOf(sky: SkyMetrics | undefined): ReportCaveat[] {
  return (sky?.missing ?? []).map((sentence) => ({
    ...{ code: 'not-measured', weight: 'note', sentence },
  }));
}

function ratioOf(
  sky: SkyMetrics | undefined,
  subject: RatioSubject,
  against: LightRatio['against'],
): LightRatio | undefined {
  return sky?.ratios.find(
    (ratio) => ratio.subject === subject && ratio.against === against && ratio.cap === 'horizon',
  );
}

const subjects: readonly (readonly [RatioSubject, string])[] = [
  ['mean-luminance', 'Mean luminance (ALR)'],
  ['zenith-luminance', 'Luminance at the zenith'],
  ['brightest-luminance', 'Brightest luminance'],
  ['horizontal-illuminance', 'Horizontal illuminance'],
  ['vertical-illuminance-maximum', 'Greatest vertical illuminance'],
  ['vertical-illuminance-minimum', 'Least vertical illuminance'],
  ['vertical-illuminance-mean', 'Mean vertical illuminance'],
];

/** The indicators beside the constants they used to be divided by, to the horizon. */
function comparisonsOf(sky: SkyMetrics | undefined): SetReport['comparisons'] {
  if (sky === undefined) return [];
  return subjects.flatMap(([subject, title]) => {
    const constant = ratioOf(sky, subject, 'constants');
    if (constant === undefined || constant.reference.value === null) return [];
    const night = ratioOf(sky, subject, 'night');
    const absent = 'it was not measured';
    return [
      {
        title,
        measured: factOf(`artificial-${subject}`, title, numeratorOf(sky, subject), absent),
        constant: { value: constant.reference.value, unit: constant.reference.unit },
        ratioToConstant: factOf(`${subject}-ratio`, 'Ratio', constant.ratio, absent),
        ratioToNight:
          night === undefined
            ? null
            : factOf(`${subject}-ratio-to-night`, 'Ratio to this night', night.ratio, absent),
      },
    ];
  });
}

/** The artificial light an indicator is about. */
function numeratorOf(sky: SkyMetrics, subject: RatioSubject): Measured | undefined {
  if (subject === 'zenith-luminance') {
    return sky.zenith.find(({ light }) => light === 'artificial')?.luminance;
  }
  const region = (['free', 'full'] as const)
    .map((part) => skyRegionOf(sky, { light: 'artificial', sky: part, cap: 'horizon' }))
    .find((one) => one !== undefined);
  if (region === undefined) return undefined;
  const { luminance, illuminance } = region;
  return {
    'mean-luminance': luminance.mean,
    'brightest-luminance': luminance.maximum,
    'horizontal-illuminance': illuminance.horizontal,
    'vertical-illuminance-maximum': illuminance.vertical.maximum,
    'vertical-illuminance-minimum': illuminance.vertical.minimum,
    'vertical-illuminance-mean': illuminance.vertical.mean,
  }[subject];
}
