import {
  metricNames,
  type Metric,
  type ReportFact,
  type ReportFactGroup,
} from '@nightskies/contracts';

const titles: Readonly<Record<string, { readonly title: string }>> = metricNames;

/** A title with its degrees as they are printed. */
function titleOf(name: string): string {
  return (titles[name]?.title ?? name).replace(/ deg(2?)\b/g, (_, square: string) =>
    square === '' ? '°' : ' deg²',
  );
}

function factOf({ name, value, uncertainty, unit, reason }: Metric): ReportFact {
  return { name, title: titleOf(name), value, uncertainty, unit, reason, note: null };
}

/** Where a metric stands: in a row named for the number, in a column named for its sky or limit. */
interface Place {
  /** Name of the metric that the row is named for. */
  readonly row: string;
  readonly column: string;
}

interface Kind {
  readonly title: string;
  readonly note: string | null;
  readonly columns: readonly string[];
  /** How a row is named; by default as the metric of its first column. */
  readonly rowTitle?: (name: string) => string;
  /** Null for a metric of another kind. */
  readonly place: (metric: Metric) => Place | null;
}

const alone = 'Value ± 1 σ';
const skies = {
  full: 'Whole hemisphere, terrain as it looks',
  free: 'Sky free of terrain',
} as const;
const caps: Readonly<Record<string, string>> = {
  '': 'To the horizon',
  '-za80': 'To 80° from the zenith',
  '-za70': 'To 70° from the zenith',
};

function listOf(title: string, fits: RegExp, note: string | null = null): Kind {
  return {
    ...{ title, note, columns: [alone] },
    place: ({ name }) => (fits.test(name) ? { row: name, column: alone } : null),
  };
}

/** The name without the limit of its zenith angle, and that limit. */
function cappedName(name: string): { readonly base: string; readonly cap: string } {
  const cap = /-za\d\d$/.exec(name)?.[0] ?? '';
  return { base: name.slice(0, name.length - cap.length), cap };
}

/** `Artificial over natural mean luminance, reference constants` as `Mean luminance`. */
function shortTitle(name: string): string {
  const words = titleOf(name).replace(/^Artificial over natural |, reference constants$/g, '');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const ratios: Kind = {
  title: 'Artificial over natural light',
  note: 'against the constants of the National Park Service, and against the model of this set',
  columns: Object.values(caps).flatMap((cap) => [`${cap}: constants`, `${cap}: this set`]),
  rowTitle: shortTitle,
  place({ name }) {
    const { base, cap } = cappedName(name);
    const found = /^(.*-ratio)(-to-night)?$/.exec(base);
    const head = caps[cap];
    if (found?.[1] === undefined || head === undefined || name.startsWith('modelled')) return null;
    return {
      row: found[1],
      column: `${head}: ${found[2] === undefined ? 'constants' : 'this set'}`,
    };
  },
};

const artificial: Kind = {
  title: 'Artificial light',
  note: 'observed less natural; errors of directions are those of a natural sky of the shape modelled',
  columns: Object.values(caps),
  place({ name }) {
    const { base, cap } = cappedName(name);
    const column = caps[cap];
    return base.startsWith('artificial-') && column !== undefined ? { row: base, column } : null;
  },
};

const all: Kind = {
  title: 'All light',
  note: 'as observed',
  columns: [skies.full, skies.free],
  place: ({ name, sky }) => ({ row: name, column: skies[sky] }),
};

const observer = listOf(
  'What an eye and a meter see',
  /^(?:sky-quality|synthetic-sqm|limiting-magnitude|visible-stars)/,
  'errors of sky and air alone: eyes and meters differ among themselves',
);
const ground = listOf('Ground and towns', /^(?:reflected-illuminance|albedo|modelled-light-ratio)/);
const calibration = listOf(
  'Calibration',
  /^(?:zeropoint|extinction|pixel-scale|overlap-repeatability|zenith-repeatability)/,
);
const natural = listOf('Natural light', /^natural-/, 'of the model of this set');

/** Tried one after the other: the last takes all that is left. */
const kinds: readonly Kind[] = [ratios, artificial, natural, observer, ground, calibration, all];
/** Order in which they are read. */
const order: readonly Kind[] = [all, artificial, ratios, observer, natural, ground, calibration];

/** All metrics of a set in groups; columns without a number are left out. */
export function measuredGroups(metrics: readonly Metric[]): ReportFactGroup[] {
  const found = new Map<Kind, Map<string, Map<string, ReportFact>>>();
  for (const metric of metrics) {
    for (const kind of kinds) {
      const place = kind.place(metric);
      if (place === null) continue;
      const rows = found.get(kind) ?? new Map<string, Map<string, ReportFact>>();
      const row = rows.get(place.row) ?? new Map<string, ReportFact>();
      found.set(kind, rows.set(place.row, row.set(place.column, factOf(metric))));
      break;
    }
  }
  return order.flatMap((kind) => {
    const rows = found.get(kind);
    return rows === undefined ? [] : [groupOf(kind, rows)];
  });
}

function groupOf(
  { title, note, columns, rowTitle = titleOf }: Kind,
  rows: ReadonlyMap<string, ReadonlyMap<string, ReportFact>>,
): ReportFactGroup {
  const used = columns.filter((column) => [...rows.values()].some((row) => row.has(column)));
  return {
    ...{ title, note, columns: used },
    rows: [...rows].map(([name, row]) => ({
      title: rowTitle(name),
      facts: used.map((column) => row.get(column) ?? null),
    })),
  };
}
