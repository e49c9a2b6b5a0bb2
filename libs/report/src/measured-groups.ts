import { metricNames, type Metric, type ReportFact, type SetReport } from '@nightskies/contracts';

type Group = SetReport['groups'][number];

const titles: Readonly<Record<string, { readonly title: string }>> = metricNames;

/** A title with its degrees as they are printed. */
function titleOf(name: string): string {
  return (titles[name]?.title ?? name).replace(/ deg\b/g, '°').replace(/°2/g, ' deg²');
}

export function factOfMetric({ name, value, uncertainty, unit, reason }: Metric): ReportFact {
  return { name, title: titleOf(name), value, uncertainty, unit, reason, note: null };
}

const calibration =
  /^(?:zeropoint|extinction|pixel-scale|overlap-repeatability|zenith-repeatability)/;
const observer = /^(?:sky-quality|synthetic-sqm|limiting-magnitude|visible-stars)/;
const ground = /^(?:reflected-illuminance|albedo|modelled-light-ratio)/;
const ratio = /-ratio(?:-to-night)?(?:-za\d\d)?$/;

/** Which metrics stand together, the first that fits. */
const kinds: readonly {
  readonly title: string;
  readonly note: string | null;
  readonly fits: (name: string) => boolean;
}[] = [
  { title: 'Ground and towns', note: null, fits: (name) => ground.test(name) },
  {
    title: 'Artificial over natural light, to 80° and 70° from the zenith',
    note: null,
    fits: (name) => ratio.test(name) && /-za\d\d$/.test(name),
  },
  { title: 'Artificial over natural light', note: null, fits: (name) => ratio.test(name) },
  {
    title: 'Artificial light to 80° from the zenith',
    note: null,
    fits: (name) => /^artificial-.*-za80$/.test(name),
  },
  {
    title: 'Artificial light to 70° from the zenith',
    note: null,
    fits: (name) => /^artificial-.*-za70$/.test(name),
  },
  {
    title: 'Artificial light',
    note: 'observed less natural, to the horizon',
    fits: (name) => name.startsWith('artificial-'),
  },
  {
    title: 'Natural light',
    note: 'of the model of this set',
    fits: (name) => name.startsWith('natural-'),
  },
  { title: 'What an eye and a meter see', note: null, fits: (name) => observer.test(name) },
  { title: 'Calibration', note: null, fits: (name) => calibration.test(name) },
  { title: 'All light', note: null, fits: () => true },
];

/** Order in which the groups are read. */
const order = [
  'All light',
  'Artificial light',
  'What an eye and a meter see',
  'Natural light',
  'Artificial light to 80° from the zenith',
  'Artificial light to 70° from the zenith',
  'Artificial over natural light',
  'Artificial over natural light, to 80° and 70° from the zenith',
  'Ground and towns',
  'Calibration',
];

const skies = {
  full: 'of the whole hemisphere, terrain as it looks',
  free: 'of the sky that no terrain hides',
} as const;

/** All metrics of a set in groups; what is known of the whole hemisphere and of the free sky stands apart. */
export function measuredGroups(metrics: readonly Metric[]): Group[] {
  const groups = new Map<string, { group: Group; rank: number }>();
  for (const metric of metrics) {
    const kind = kinds.find(({ fits }) => fits(metric.name));
    if (kind === undefined) continue;
    const lit = kind.title === 'All light';
    const key = lit ? `${kind.title} ${metric.sky}` : kind.title;
    const known = groups.get(key);
    if (known !== undefined) {
      known.group.facts.push(factOfMetric(metric));
      continue;
    }
    groups.set(key, {
      group: {
        title: kind.title,
        note: lit ? skies[metric.sky] : kind.note,
        facts: [factOfMetric(metric)],
      },
      rank: order.indexOf(kind.title),
    });
  }
  return [...groups.values()].sort((a, b) => a.rank - b.rank).map(({ group }) => group);
}
