import {
  artifactKindSchema,
  bandSchema,
  digestSchema,
  extinctionRowSchema,
  type Band,
} from '@nightskies/contracts';
import {
  extinctionWorkbook,
  flatPath,
  framesPerSet,
  nsnsdBiasDriftPath,
  nsnsdExtinctionPath,
  nsnsdPath,
  writeBiasDrift,
} from '@nightskies/nsnsd';
import { z } from 'zod';
import { query, type Sql } from '../database/sql.js';

export const layoutSchema = z.enum(['flat', 'nsnsd']);
export type Layout = z.infer<typeof layoutSchema>;

/** What an exported artifact is. */
export const exportedArtifactSchema = z.object({
  kind: artifactKindSchema,
  night: z.string(),
  set: z.int(),
  band: bandSchema,
  /** Stem of the raw frame for artifacts of one frame. */
  frame: z.string().nullable(),
  /** Name of the place, null when nobody gave one. */
  location: z.string().nullable(),
  /** Azimuth in the middle of panoramas. */
  centralAzimuthDeg: z.number().nullable(),
  bytes: z.int(),
  /** What the old tables note of a photometric fit; null for everything else. */
  extinctionRow: extinctionRowSchema.nullable().default(null),
});

/** A file of an export: an artifact by its digest, or a small text or table made for the layout. */
export const exportEntrySchema = z.object({
  /** Relative, with slashes. */
  path: z.string().min(1),
  digest: digestSchema.nullable(),
  text: z.string().nullable(),
  base64: z.base64().nullable().default(null),
  /** Null for what was made for the layout. */
  artifact: exportedArtifactSchema.nullable().default(null),
});
export type ExportEntry = z.infer<typeof exportEntrySchema>;
export const exportListSchema = z.object({ entries: z.array(exportEntrySchema) });

const rowSchema = z.object({
  kind: artifactKindSchema,
  night: z.string(),
  set: z.int(),
  band: bandSchema,
  frame: z.string().nullable(),
  azimuth: z.number().nullable(),
  location: z.string().nullable(),
  bytes: z.coerce.number(),
  digest: digestSchema,
  facts: z.looseObject({
    biasDriftDn: z.number().nullish(),
    extinctionRow: extinctionRowSchema.nullish(),
  }),
});
type ExportRow = z.infer<typeof rowSchema>;

interface Part {
  readonly run: string;
  readonly night: string;
  readonly set: number;
  readonly band: string;
}

/**
 * Files of all products of a run; with the layout `nsnsd` also of its calibrated frames, and the
 * table of bias drifts.
 */
export async function exportRun(sql: Sql, run: string, layout: Layout): Promise<ExportEntry[]> {
  const parts = await query<Part>(
    sql,
    `SELECT DISTINCT run_id AS run, night, set, band FROM tasks WHERE run_id = $1`,
    run,
  );
  return exportParts(sql, parts, layout);
}

/** The same for a night: of every set and band what the latest run with products made. */
export async function exportNight(sql: Sql, night: string, layout: Layout): Promise<ExportEntry[]> {
  const parts = await query<Part>(
    sql,
    `SELECT DISTINCT ON (products.set, products.band) products.run_id AS run, products.night, products.set,
       products.band
     FROM products JOIN tasks ON tasks.id = task_id AND tasks.state IN ('done', 'reused')
     JOIN runs ON runs.id = products.run_id
     WHERE products.night = $1
     ORDER BY products.set, products.band, requested_at DESC, products.run_id DESC`,
    night,
  );
  return exportParts(sql, parts, layout);
}

async function exportParts(
  sql: Sql,
  parts: readonly Part[],
  layout: Layout,
): Promise<ExportEntry[]> {
  const rows = (
    await query<Record<string, unknown>>(
      sql,
      `WITH parts AS (SELECT * FROM jsonb_to_recordset($1::jsonb)
         AS part(run text, night text, set int, band text)),
       wanted AS (
         SELECT products.task_id, products.output, products.kind, parts.*, products.frame FROM products
         JOIN parts ON parts.run = products.run_id AND parts.night = products.night
           AND parts.set = products.set AND parts.band = products.band
         UNION
         SELECT tasks.id, 'frame', 'calibrated-frame', parts.*, tasks.frame FROM tasks
         JOIN parts ON parts.run = tasks.run_id AND parts.night = tasks.night
           AND parts.set = tasks.set AND parts.band = tasks.band
         WHERE type = 'calibration.frame' AND $2::text = 'nsnsd')
       SELECT wanted.kind, wanted.night, wanted.set, wanted.band, wanted.frame,
         nights.central_azimuth_deg AS azimuth, nights.location, artifacts.bytes,
         outputs.digest, outputs.facts
       FROM wanted JOIN tasks ON tasks.id = wanted.task_id AND tasks.state IN ('done', 'reused')
       JOIN computation_outputs AS outputs
         ON outputs.fingerprint = tasks.fingerprint AND outputs.role = wanted.output
       JOIN artifacts ON artifacts.digest = outputs.digest
       LEFT JOIN nights ON nights.name = wanted.night
       ORDER BY wanted.night, wanted.set, wanted.band DESC, tasks.position, wanted.output`,
      JSON.stringify(parts),
      layout,
    )
  ).map((row) => rowSchema.parse(row));
  return layout === 'flat' ? flatEntries(rows) : nsnsdEntries(rows);
}

function flatEntries(rows: readonly ExportRow[]): ExportEntry[] {
  return rows.map((row) =>
    artifactEntry(row, flatPath({ ...row, centralAzimuthDeg: row.azimuth })),
  );
}

function artifactEntry(row: ExportRow, path: string): ExportEntry {
  const { kind, night, set, band, frame, location, azimuth, bytes, digest } = row;
  const artifact = {
    ...{ kind, night, set, band, frame, location, centralAzimuthDeg: azimuth, bytes },
    extinctionRow: row.facts.extinctionRow ?? null,
  };
  return { path, digest, text: null, base64: null, artifact };
}

async function nsnsdEntries(rows: readonly ExportRow[]): Promise<ExportEntry[]> {
  const files = rows.flatMap((row): ExportEntry[] => {
    const path = nsnsdPath({ ...row, centralAzimuthDeg: row.azimuth });
    return path === null ? [] : [artifactEntry(row, path)];
  });
  return [...files, ...biasDriftTexts(rows), ...(await extinctionWorkbooks(rows))];
}

/** `extinction_fit_F.xlsx` of every night and band: a row per set. */
async function extinctionWorkbooks(rows: readonly ExportRow[]): Promise<ExportEntry[]> {
  const fits = rows.flatMap(({ kind, night, band, facts }) =>
    kind === 'photometric-fit' && facts.extinctionRow != null
      ? [{ path: nsnsdExtinctionPath(night, band), row: facts.extinctionRow }]
      : [],
  );
  return Promise.all(
    [...new Set(fits.map(({ path }) => path))].map(async (path) => {
      const workbook = await extinctionWorkbook(
        fits.filter((fit) => fit.path === path).map(({ row }) => row),
      );
      return {
        ...{ path, digest: null, text: null },
        base64: Buffer.from(workbook).toString('base64'),
        artifact: null,
      };
    }),
  );
}

/** `biasdrift_k.txt` of every set with V frames: a line per frame of the V sequence. */
function biasDriftTexts(rows: readonly ExportRow[]): ExportEntry[] {
  const band: Band = 'V';
  const frames = rows.filter((row) => row.kind === 'calibrated-frame' && row.band === band);
  const sets = new Map(frames.map((row) => [`${row.night}/${row.set}`, row]));
  return [...sets.values()].map(({ night, set }) => {
    const drifts = new Map(
      frames
        .filter((row) => row.night === night && row.set === set)
        .map((row) => [row.frame, row.facts.biasDriftDn ?? null]),
    );
    const text = writeBiasDrift(sequenceOfV.map((stem) => drifts.get(stem) ?? null));
    return {
      path: nsnsdBiasDriftPath(night, set),
      digest: null,
      text,
      base64: null,
      artifact: null,
    };
  });
}

const sequenceOfV = [
  'zenith1',
  ...Array.from({ length: framesPerSet }, (_, at) => `ib${String(at + 1).padStart(3, '0')}`),
  'zenith2',
];
