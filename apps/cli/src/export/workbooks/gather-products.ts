import { readFile } from 'node:fs/promises';
import {
  givenListSchema,
  latestRunSchema,
  metricsDocumentSchema,
  naturalSkyFitSchema,
  photometricFitSchema,
  provenanceSchema,
  readDocument,
  runStatusSchema,
  typedFieldsSchema,
  type ArtifactKind,
  type Digest,
  type PhotometricFit,
  type ProvenanceNode,
  type TypedFields,
} from '@nightskies/contracts';
import { readFits } from '@nightskies/fits';
import { squarePicture } from '@nightskies/imaging';
import {
  baseName,
  noCards,
  nsnsdBiasDriftPath,
  readBiasDrift,
  readCoordinatesTable,
  readFilelist,
  readPointingTable,
  tableCards,
  type ModelSettings,
  type TableCards,
} from '@nightskies/nsnsd';
import { z } from 'zod';
import type { CatalogClient } from '../../catalog-client.js';
import type { ExportEntry } from '../export-list.js';
import type { NightProducts, SetProducts } from './night-products.js';

const framesSchema = z.object({
  items: z.array(
    z.object({
      set: z.int(),
      role: z.string(),
      number: z.int(),
      band: z.string().nullable(),
      digest: z.string(),
      julianDate: z.number().nullable(),
    }),
  ),
  next: z.string().nullable(),
});
type Frame = z.infer<typeof framesSchema>['items'][number];

const picturePx = 560;

/**
 * What the workbooks of a night are made of, fetched from the catalog: small documents of V, and one
 * raw frame for its header. The old tables know no B.
 *
 * @param subject the night, or the run that is exported
 * @param entries of the layout `nsnsd`, whichever is exported
 */
export async function gatherProducts(
  client: CatalogClient,
  subject: string,
  night: string,
  entries: readonly ExportEntry[],
): Promise<NightProducts | null> {
  const source = new Source(client, night, entries);
  const numbers = [...new Set(source.mine.map(({ artifact }) => artifact?.set ?? 0))];
  const sets = numbers.toSorted((a, b) => a - b);
  const [firstSet] = sets;
  if (firstSet === undefined) return null;
  const of = `/nights/${encodeURIComponent(night)}`;
  const run =
    subject.toLowerCase() === night.toLowerCase()
      ? (await client.get(`${of}/sets/${firstSet}/latest-run`, latestRunSchema)).run
      : subject;
  const { request, requestedAt } = await client.get(
    `/runs/${encodeURIComponent(run)}`,
    runStatusSchema,
  );
  const frames = await framesOf(client, night);
  const gathered = [];
  for (const set of sets) gathered.push(await gatherSet(source, set, frames));
  const compats = new Set(gathered.map(({ compat }) => compat ?? request.parameters.compat));
  const location = source.mine[0]?.artifact?.location ?? null;
  return {
    ...{ night, location, requested: requestedAt },
    centralAzimuthDeg: source.mine[0]?.artifact?.centralAzimuthDeg ?? null,
    processor: await processorOf(request.filelist, night),
    compat: compats.size === 1 && compats.has('nsnsd') ? 'nsnsd' : 'none',
    cards: await cardsOf(client, frames, firstSet),
    picture: await pictureOf(source, firstSet),
    sets: gathered.map(({ products }) => products),
    recorded: await recordedOf(client, night),
  };
}

/** Products of a night in V. */
class Source {
  readonly mine: readonly ExportEntry[];

  constructor(
    readonly client: CatalogClient,
    readonly night: string,
    readonly entries: readonly ExportEntry[],
  ) {
    this.mine = entries.filter(
      ({ artifact }) => artifact?.night === night && artifact.band === 'V',
    );
  }

  find(set: number, kind: ArtifactKind): ExportEntry | undefined {
    return this.mine.find(({ artifact }) => artifact?.set === set && artifact.kind === kind);
  }

  /** Null where the set has none. */
  async bytes(set: number, kind: ArtifactKind): Promise<Buffer | null> {
    const digest = this.find(set, kind)?.digest;
    return digest == null ? null : contentOf(this.client, digest);
  }

  async text(set: number, kind: ArtifactKind): Promise<string> {
    return (await this.bytes(set, kind))?.toString('utf8') ?? '';
  }

  async document<S extends z.ZodType>(
    set: number,
    kind: ArtifactKind,
    schema: S,
  ): Promise<z.output<S> | null> {
    const bytes = await this.bytes(set, kind);
    const name = this.find(set, kind)?.path ?? kind;
    return bytes === null ? null : readDocument(schema, { name, bytes }, kind.replaceAll('-', ' '));
  }

  async ancestors(set: number, kind: ArtifactKind): Promise<readonly ProvenanceNode[]> {
    const digest = this.find(set, kind)?.digest;
    if (digest == null) return [];
    return (await this.client.get(`/provenance/${digest}`, provenanceSchema)).nodes;
  }
}

async function gatherSet(
  source: Source,
  set: number,
  frames: readonly Frame[],
): Promise<{ readonly products: SetProducts; readonly compat: string | null }> {
  const document = await source.document(set, 'metrics', metricsDocumentSchema);
  const fit = await source.document(set, 'natural-sky-fit', naturalSkyFitSchema);
  const photometry = await source.document(set, 'photometric-fit', photometricFitSchema);
  const driftPath = nsnsdBiasDriftPath(source.night, set);
  const drifts = source.entries.find(({ path }) => path === driftPath)?.text ?? '';
  const calibrated = await source.ancestors(set, 'calibrated-frame');
  const named = (kind: ArtifactKind): string | null =>
    calibrated.find((node) => node.kind === kind)?.name ?? null;
  const own = frames.filter((frame) => frame.set === set && frame.band === 'V');
  const times = own.flatMap(({ julianDate }) => julianDate ?? []).toSorted((a, b) => a - b);
  const [startJd = null] = times;
  const endJd = times.at(-1) ?? null;
  return {
    compat: photometry?.compat ?? null,
    products: {
      set,
      metrics: document?.sky ?? null,
      fit,
      settings: fit === null ? null : await settingsOf(source, set, photometry),
      extinction: source.find(set, 'photometric-fit')?.artifact?.extinctionRow ?? null,
      pointing: readPointingTable(await source.text(set, 'pointing-table'), 'pointerr.txt'),
      coordinates: readCoordinatesTable(
        await source.text(set, 'coordinates-table'),
        'coordinates.txt',
      ),
      biasDriftsDn: readBiasDrift(drifts, driftPath),
      images: own.filter(({ role }) => role === 'science').length,
      ...{ startJd, endJd },
      middleJd: startJd === null || endJd === null ? null : (startJd + endJd) / 2,
      masters: {
        flat: named('master-flat'),
        curve: named('linearity-curve'),
        bias: named('master-bias'),
        thermal: named('master-thermal'),
      },
    },
  };
}

const madeWithSchema = z.object({
  parameters: z.object({
    compat: z.string(),
    'airglow-height': z.number(),
    'extinction-law': z.string(),
    'airglow-extinction': z.number(),
    'zodiacal-extinction': z.number(),
    'galactic-extinction': z.number(),
    'extinction-coefficient': z.union([z.literal('measured'), z.number()]),
    'site-elevation': z.union([z.literal('header'), z.number()]),
  }),
  arguments: z.object({ site: z.object({ elevationMetres: z.number().nullable() }).nullable() }),
});

/** What the natural sky was modelled with, as its provenance has it. */
async function settingsOf(
  source: Source,
  set: number,
  photometry: PhotometricFit | null,
): Promise<ModelSettings | null> {
  const nodes = await source.ancestors(set, 'natural-sky-fit');
  const made = nodes.find(({ kind }) => kind === 'natural-sky-components')?.producedBy;
  const parsed = madeWithSchema.safeParse(made);
  if (!parsed.success) return null;
  const { parameters, arguments: about } = parsed.data;
  const coefficient = parameters['extinction-coefficient'];
  const elevation = parameters['site-elevation'];
  const measured = photometry?.free?.extinction ?? photometry?.fixed?.extinction;
  const isConstant = parameters.compat === 'nsnsd' || parameters['extinction-law'] === 'constant';
  return {
    airglowHeightKm: parameters['airglow-height'],
    siteElevationM: elevation === 'header' ? (about.site?.elevationMetres ?? null) : elevation,
    extinctionCoefficient: coefficient === 'measured' ? (measured?.value ?? null) : coefficient,
    extinctionConstants: isConstant
      ? {
          airglow: parameters['airglow-extinction'],
          zodiacal: parameters['zodiacal-extinction'],
          galactic: parameters['galactic-extinction'],
        }
      : null,
  };
}

async function contentOf(client: CatalogClient, digest: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await client.download(`/artifacts/${digest}/content`, (piece) => {
    pieces.push(piece);
  });
  return Buffer.concat(pieces);
}

async function framesOf(client: CatalogClient, night: string): Promise<Frame[]> {
  const frames: Frame[] = [];
  let after = '';
  for (;;) {
    const page = await client.get(
      `/frames?night=${encodeURIComponent(night)}&limit=1000${after}`,
      framesSchema,
    );
    frames.push(...page.items);
    if (page.next === null) return frames;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

/** Header of zenith1, or of the first frame there is; empty where the raw files are gone. */
async function cardsOf(
  client: CatalogClient,
  frames: readonly Frame[],
  set: number,
): Promise<TableCards> {
  const [first] = frames
    .filter((frame) => frame.set === set && ['zenith', 'science'].includes(frame.role))
    .toSorted(
      (a, b) => Number(b.role === 'zenith') - Number(a.role === 'zenith') || a.number - b.number,
    );
  if (first === undefined) return noCards;
  const bytes = await contentOf(client, first.digest).catch(() => null);
  const header = bytes === null ? undefined : readFits(bytes, 'first frame').hdus[0]?.header;
  return header === undefined ? noCards : tableCards(header);
}

/** Who processed the night, by the list of nights where this machine has it. */
async function processorOf(filelist: string | null, night: string): Promise<string | null> {
  const bytes = filelist === null ? null : await readFile(filelist).catch(() => null);
  if (bytes === null || filelist === null) return null;
  const { rows } = await readFilelist(bytes, baseName(filelist));
  const row = rows.find(({ dataset }) => dataset.toLowerCase() === night.toLowerCase());
  return row === undefined || row.processor === '' ? null : row.processor;
}

async function pictureOf(source: Source, set: number): Promise<NightProducts['picture']> {
  const bytes = await source.bytes(set, 'fisheye');
  return bytes === null ? null : { data: await squarePicture(bytes, picturePx), type: 'jpeg' };
}

/** What people typed about the night, as the catalog has it. */
async function recordedOf(client: CatalogClient, night: string): Promise<TypedFields | null> {
  const { items } = await client.get(`/nights/${encodeURIComponent(night)}/given`, givenListSchema);
  const item = items.find(({ kind, set }) => kind === 'typed-fields' && set === 0);
  if (item === undefined) return null;
  const digest: Digest = item.digest;
  return readDocument(
    typedFieldsSchema,
    { name: item.name, bytes: await contentOf(client, digest) },
    'typed fields',
  );
}
