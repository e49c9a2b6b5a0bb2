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
import { caveatsOfAir, caveatsOfFrames, omissionsOf } from './beside-the-numbers.js';
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
  for (const { set, startJd, missingFrames } of about.sets) {
    const name = `set${set}.json`;
    const metrics = await input(context, 'metrics', name);
    if (metrics === undefined) continue;
    const fit = await input(context, 'fit', name);
    const photometry = await input(context, 'photometry', name);
    const astrometry = await input(context, 'astrometry', name);
    const overlaps = await input(context, 'overlaps', name);
    const drawn = await picturesOf(context, set);
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
        grade: typedGrade(typed, set),
        withoutArtificial:
          fitted?.outcome === 'not-fitted'
            ? `the natural sky could not be fitted (${[...told].join(', ')})`
            : 'the natural sky of the set was not modelled',
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
    position:
      about.site === null
        ? null
        : {
            latitudeDeg: about.site.latitudeDeg,
            longitudeDeg: about.site.longitudeDeg,
            elevationM: about.site.elevationMetres,
          },
    collectedBy: typedText(typed, 'OBS_1'),
    processedBy: null,
    instrument: first?.camera ?? null,
    program: 'Night Skies 0.1.0',
    requested: null,
    caveats: [],
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
  set: number,
): Promise<{ readonly file: string; readonly uri: string; readonly picture: ReportPicture }[]> {
  const drawn = [];
  for (const role of Object.keys(pictures) as PictureRole[]) {
    const given = await input(context, role, `set${set}.png`);
    if (given === undefined) continue;
    const file = `set${set}-${role}`;
    const bytes = await pagePicture(given.bytes, pageWidthPx);
    const { title, shape } = pictures[role];
    drawn.push({
      file,
      uri: `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`,
      picture: {
        ...{ file, title, shape },
        alternative: `${title}, data set ${set}: all of the sky in one picture`,
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
