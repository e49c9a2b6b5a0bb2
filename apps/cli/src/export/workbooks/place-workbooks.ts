import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  givenListSchema,
  NightSkiesError,
  problem,
  problemOf,
  type Problem,
  type TypedFields,
} from '@nightskies/contracts';
import {
  mergeTypedFields,
  nsnsdWorkbookPaths,
  readTypedFields,
  type TypedReading,
  type WorkbookPaths,
} from '@nightskies/nsnsd';
import type { CatalogClient } from '../../catalog-client.js';
import { exportListSchema, type Layout } from '../export-list.js';
import { placeFile, type FileState } from '../file-state.js';
import { buildWorkbooks } from './build-workbooks.js';
import { gatherProducts } from './gather-products.js';
import type { NightProducts } from './night-products.js';

export interface PlacedWorkbooks {
  readonly files: readonly { readonly path: string; readonly state: FileState }[];
  /** Workbooks that were kept, cells that will not stay. */
  readonly problems: readonly Problem[];
}

/** Workbooks people type into. */
const typedInto = ['tables', 'calibrationReport', 'modelParameters'] as const;

/** Products that cannot be read: there are no workbooks of them. */
const unread = new Set(['bad-document', 'table-malformed']);

/** Where the workbooks of a night go below the folder of an export. */
export function workbookPaths(night: string, layout: Layout): WorkbookPaths {
  if (layout === 'nsnsd') return nsnsdWorkbookPaths(night);
  const named = (what: string): string => `tables/${night}_${what}.xlsx`;
  return {
    tables: `tables/${night}.xlsx`,
    calibrationReport: named('calibreport'),
    modelParameters: named('natsky_model_params'),
    vertical: named('vert'),
    cities: named('cities'),
  };
}

/**
 * Writes the workbooks of every night of an export anew, with what people typed into those that are
 * there, or into others before; the catalog is told of what is new. One that cannot be read stays.
 */
export async function exportWorkbooks(
  client: CatalogClient,
  { subject, folder, layout }: { subject: string; folder: string; layout: Layout },
): Promise<PlacedWorkbooks & { readonly nights: readonly NightProducts[] }> {
  const { entries } = await client.get(
    `/exports/${encodeURIComponent(subject)}?layout=nsnsd`,
    exportListSchema,
  );
  const files: PlacedWorkbooks['files'][number][] = [];
  const problems: Problem[] = [];
  const gathered: NightProducts[] = [];
  const nights = new Set(entries.flatMap(({ artifact }) => artifact?.night ?? []));
  for (const night of nights) {
    const products = await gatherProducts(client, subject, night, entries).catch(
      (error: unknown) => {
        // What another version of the program made is exported all the same.
        if (!(error instanceof NightSkiesError && unread.has(error.code))) throw error;
        problems.push(error.problem);
        return null;
      },
    );
    if (products === null) continue;
    gathered.push(products);
    const record = async (typed: TypedFields): Promise<void> => {
      await recordTyped(client, typed);
    };
    const placed = await placeWorkbooks(products, { folder, layout, record });
    files.push(...placed.files);
    problems.push(...placed.problems);
  }
  return { files, problems, nights: gathered };
}

async function recordTyped(client: CatalogClient, typed: TypedFields): Promise<void> {
  const base64 = Buffer.from(JSON.stringify(typed, null, 2)).toString('base64');
  await client.post(
    `/nights/${encodeURIComponent(typed.night)}/given`,
    { kind: 'typed-fields', set: 0, name: 'typed-fields.json', base64 },
    givenListSchema,
  );
}

/**
 * The workbooks of one night.
 *
 * @param record is told what people typed when it is not what the catalog has
 */
export async function placeWorkbooks(
  products: NightProducts,
  {
    folder,
    layout,
    record,
  }: {
    readonly folder: string;
    readonly layout: Layout;
    readonly record: (typed: TypedFields) => Promise<void>;
  },
): Promise<PlacedWorkbooks> {
  const { night, recorded } = products;
  const paths = workbookPaths(night, layout);
  const readings: TypedReading[] = [];
  const problems: Problem[] = [];
  const kept = new Set<keyof WorkbookPaths>();
  for (const which of typedInto) {
    const path = join(folder, paths[which]);
    const bytes = await bytesThere(path);
    if (bytes === null) continue;
    try {
      readings.push(await readTypedFields(bytes, path, night));
    } catch (error) {
      if (!(error instanceof NightSkiesError)) throw error;
      kept.add(which);
      problems.push(keptBecause(path, problemOf(error)));
    }
  }
  const merged = mergeTypedFields(night, recorded, readings);
  problems.push(...merged.problems);
  const { typed } = merged;
  // Before anything is replaced: what was typed is then in two places.
  if (JSON.stringify(typed.fields) !== JSON.stringify(recorded?.fields ?? [])) await record(typed);
  const workbooks = await buildWorkbooks(products, typed);
  const files: PlacedWorkbooks['files'][number][] = [];
  for (const which of Object.keys(paths) as (keyof WorkbookPaths)[]) {
    const bytes = workbooks[which];
    if (bytes === undefined) continue;
    const path = join(folder, paths[which]);
    const state = kept.has(which)
      ? 'kept'
      : await placeFile(path, true, (partial) => writeFile(partial, bytes));
    files.push({ path, state });
  }
  return { files, problems };
}

async function bytesThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function keptBecause(path: string, cause: Problem): Problem {
  return problem('workbook-kept', `not replaced: ${cause.message}`, {
    file: path,
    ...(cause.found !== null && { found: cause.found }),
    ...(cause.expected !== null && { expected: cause.expected }),
    hint: cause.hint ?? 'Move the file out of the folder, and export again.',
  });
}
