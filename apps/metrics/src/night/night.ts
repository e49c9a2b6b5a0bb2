import {
  metricsDocumentSchema,
  naturalSkyFitSchema,
  overlapReportSchema,
  photometricFitSchema,
  readDocument,
  setAstrometrySchema,
  typedFieldsSchema,
  type NightReport,
  type ReportPicture,
  type SetReport,
  type TypedFields,
} from '@nightskies/contracts';
import { pagePicture } from '@nightskies/imaging';
import type { TaskContext, TaskHandler, TaskInput } from '@nightskies/platform';
import { nightReportJson, nightReportPage, setReport } from '@nightskies/report';
import {
  caveatsOfAir,
  caveatsOfFrames,
  caveatsOfPlace,
  omissionsOf,
  withoutArtificial,
} from './beside-the-numbers.js';
import { clockInWords, dateInWords } from './when.js';

type Context = TaskContext<'metrics.night'>;

/** Pictures of a set in the order they are shown, wide enough for print on paper. */
const pictures = {
  panorama: { title: 'The sky without its stars', shape: 'wide' },
  natural: { title: 'Natural sky, as modelled', shape: 'wide' },
  artificial: { title: 'Artificial light', shape: 'wide' },
  figure: { title: 'Observed, modelled, and what is left', shape: 'wide' },
  vertical: { title: 'Light on upright surfaces', shape: 'half' },
} as const;
type PictureRole = keyof typeof pictures;

const pageWidthPx = 1600;

/** `metrics.night`: the report of a night, as a page and as the facts on it. */
export const night: TaskHandler<'metrics.night'> = async (context) => {
  const { arguments: about } = context;
  const typed = await typedOf(context);
  const shown: Record<string, string> = {};
  const sets: SetReport[] = [];
  for (const { set, band, startJd, missingFrames } of about.sets) {
    const name = `set${set}-${band}`;
    const metrics = await input(context, 'metrics', `${name}.json`);
    if (metrics === undefined) continue;
    const fit = await input(context, 'fit', `${name}.json`);
    const photometry = await input(context, 'photometry', `${name}.json`);
    const astrometry = await input(context, 'astrometry', `${name}.json`);
    const overlaps = await input(context, 'overlaps', `${name}.json`);
    const drawn = await picturesOf(context, { set, band });
    for (const { file, uri } of drawn) shown[file] = uri;
    const fitted = fit === undefined ? null : readDocument(naturalSkyFitSchema, fit, 'natural sky');
    const stars =
      photometry === undefined
        ? null
        : readDocument(photometricFitSchema, photometry, 'photometry of a set');
    const told = new Set((fitted?.caveats ?? []).map(({ code }) => code));
    sets.push(
      setReport({
        metrics: readDocument(metricsDocumentSchema, metrics, 'metrics'),
        fit: fitted,
        taken: takenAt(startJd, about.site),
        caveats: [
          ...caveatsOfAir(stars, told),
          ...(overlaps === undefined
            ? []
            : caveatsOfFrames(readDocument(overlapReportSchema, overlaps, 'overlaps of a set'))),
        ],
        omissions: omissionsOf(
          missingFrames,
          astrometry === undefined
            ? null
            : readDocument(setAstrometrySchema, astrometry, 'astrometry of a set'),
        ),
        pictures: drawn.map(({ picture }) => picture),
        origins: [metrics, fit, photometry, astrometry, overlaps].flatMap(originOf),
        // What is graded is the natural model, and that is one of V.
        grade: band === 'V' ? typedGrade(typed, set) : null,
        withoutArtificial: withoutArtificial(band, fitted),
      }),
    );
  }
  const [first] = about.sets;
  const report: NightReport = {
    format: 1,
    night: about.night,
    location: about.location ?? '',
    site: typedText(typed, 'SITE_NAME') ?? '',
    date:
      first?.startJd == null || about.site === null
        ? 'date not known'
        : dateInWords(first.startJd, about.site.longitudeDeg),
    position: positionOf(about.site, context.parameters['site-elevation']),
    collectedBy: typedText(typed, 'OBS_1'),
    processedBy: null,
    instrument: first?.camera ?? null,
    program: 'Night Skies 0.1.0',
    requested: null,
    caveats: caveatsOfPlace(about.site, context.parameters['site-elevation']),
    omissions: context.missing.map(({ name, reason }) => ({ what: name, why: reason })),
    sets,
    origins: [],
  };
  return {
    outputs: [
      {
        role: 'page',
        name: 'report.html',
        bytes: new TextEncoder().encode(nightReportPage(report, shown)),
      },
      {
        role: 'facts',
        name: 'report.json',
        bytes: new TextEncoder().encode(nightReportJson(report)),
      },
    ],
  };
};

/** A height a person gave counts more than that of the headers. */
function positionOf(
  site: Context['arguments']['site'],
  asked: Context['parameters']['site-elevation'],
): NightReport['position'] {
  if (site === null) return null;
  const { latitudeDeg, longitudeDeg, elevationMetres } = site;
  return {
    latitudeDeg,
    longitudeDeg,
    elevationM: asked === 'header' ? elevationMetres : asked,
  };
}

function takenAt(startJd: number | null, site: Context['arguments']['site']): string {
  if (startJd === null || site === null) return 'at a time the headers do not say';
  const { longitudeDeg } = site;
  return `${dateInWords(startJd, longitudeDeg)}, ${clockInWords(startJd, longitudeDeg)} local mean time`;
}

async function input(
  { each }: Pick<Context, 'each'>,
  role: Parameters<Context['each']>[0],
  wanted: string,
): Promise<TaskInput | undefined> {
  for await (const file of each(role, (name) => name === wanted)) return file;
  return undefined;
}

async function picturesOf(
  context: Context,
  { set, band }: Pick<Context['arguments']['sets'][number], 'set' | 'band'>,
): Promise<{ readonly file: string; readonly uri: string; readonly picture: ReportPicture }[]> {
  const name = `set${set}-${band}`;
  const drawn = [];
  for (const role of Object.keys(pictures) as PictureRole[]) {
    const given = await input(context, role, `${name}.png`);
    if (given === undefined) continue;
    const file = `${name}-${role}`;
    const bytes = await pagePicture(given.bytes, pageWidthPx);
    const { title, shape } = pictures[role];
    drawn.push({
      file,
      uri: `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`,
      picture: {
        ...{ file, title, shape },
        alternative: `${title}, data set ${set}, band ${band}: all of the sky in one picture`,
        caption: null,
      },
    });
  }
  return drawn;
}

function originOf(file: TaskInput | undefined): SetReport['origins'] {
  if (file === undefined) return [];
  const { kind, digest } = file;
  return [
    {
      ...{ title: kind.replaceAll('-', ' '), kind, sha256: digest },
      command: `nightskies show ${digest.slice(0, 12)} --provenance`,
    },
  ];
}

async function typedOf({ maybe }: Pick<Context, 'maybe'>): Promise<TypedFields | null> {
  const file = await maybe('typed');
  return file === undefined ? null : readDocument(typedFieldsSchema, file, 'typed fields');
}

function typedText(typed: TypedFields | null, column: string): string | null {
  const value = typed?.fields.find((field) => field.column === column)?.value;
  return typeof value === 'string' ? value : null;
}

/** The grade a person gave the natural model of a set. */
function typedGrade(typed: TypedFields | null, set: number): number | null {
  const value = typed?.fields.find(
    (field) => field.set === set && ['FIT_QUALITY', 'Quality Flag (0-5)'].includes(field.column),
  )?.value;
  return typeof value === 'number' && value >= 0 && value <= 5 ? value : null;
}
