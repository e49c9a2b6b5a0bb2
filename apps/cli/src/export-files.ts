import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { NightSkiesError, problem, type Digest } from '@nightskies/contracts';
import type { CatalogClient } from './catalog-client.js';
import { downloadArtifact } from './export/download.js';
import {
  exportListSchema,
  type CopyName,
  type ExportEntry,
  type Layout,
} from './export/export-list.js';
import { ExportWork } from './export/export-work.js';
import { digestOfFile, placeFile, stateBefore, type FileState } from './export/file-state.js';
import { MapFile } from './export/map-file.js';
import { isCompressed, planCopies, type PlannedCopy } from './export/plan-copies.js';
import type { NightProducts } from './export/workbooks/night-products.js';
import { placePyramid } from './export/pyramid-copy.js';
import { SolvedFrames } from './export/solved-frames.js';

export interface ExportedFile {
  readonly path: string;
  readonly state: FileState;
  /** Null for a product itself, else what it is a copy for. */
  readonly copy: PlannedCopy['copy'] | null;
}

export interface WantedExport {
  readonly subject: string;
  readonly folder: string;
  readonly layout: Layout;
  readonly force: boolean;
  readonly copies: ReadonlySet<CopyName>;
}

/** Folder of files that copies alone are made of. */
const temporaryName = '.nightskies-export';

/** Copies still to be made of a file that has been fetched. */
interface Source {
  readonly digest: Digest;
  /** Where its bytes are: the exported file, or a temporary one. */
  readonly path: string;
  readonly copies: readonly PlannedCopy[];
}

/** Files that have been fetched, and what is still to be made of them. */
export interface FetchedExport {
  readonly entries: readonly ExportEntry[];
  readonly files: readonly ExportedFile[];
  readonly sources: readonly Source[];
  readonly temporary: string;
  readonly work: ExportWork;
}

/**
 * Lays the products of a night or run out below a folder; nothing is replaced unless forced. Copies
 * are made of the files afterwards, without the catalog (`makeCopies`). Repeated after a failure it
 * fetches only what is not there yet.
 */
export async function fetchFiles(
  client: CatalogClient,
  wanted: WantedExport,
  nights: readonly NightProducts[] = [],
): Promise<FetchedExport> {
  const { subject, folder, layout, force, copies } = wanted;
  const { entries } = await client.get(
    `/exports/${encodeURIComponent(subject)}?layout=${layout}`,
    exportListSchema,
  );
  const plans = entries.map((entry) => planCopies(entry, entries, layout, copies, nights));
  const work = new ExportWork(
    entries.reduce((sum, { artifact }) => sum + (artifact?.bytes ?? 0), 0) +
      plans.flat().reduce((sum, copy) => sum + copy.work, 0),
  );
  const temporary = join(folder, temporaryName);
  // What an export that was ended left behind may be half a file.
  await rm(temporary, { recursive: true, force: true });
  const files: ExportedFile[] = [];
  const sources: Source[] = [];
  const solved = new SolvedFrames(client, entries, layout, temporary);
  const fetch = async (entry: ExportEntry, planned: readonly PlannedCopy[]): Promise<void> => {
    const path = inside(folder, entry.path);
    const bytes = entry.artifact?.bytes ?? 0;
    const replaced = isCompressed(entry, copies);
    const write = async (): Promise<FileState> =>
      solved.has(entry)
        ? writeMade(path, await solved.bytes(entry), force)
        : writeEntry(client, path, entry, { force, work });
    const state = replaced ? null : await write();
    if (state !== null) files.push({ path, state, copy: null });
    if (entry.digest !== null && planned.length > 0) {
      const isThere = state === 'written' || state === 'unchanged';
      const source = isThere ? path : join(temporary, entry.digest);
      if (!isThere && !existsSync(source)) {
        await downloadArtifact(client, entry.digest, source, () => {});
      }
      sources.push({ digest: entry.digest, path: source, copies: planned });
    }
    work.add(bytes);
  };
  try {
    for (const [index, entry] of entries.entries()) await fetch(entry, plans[index] ?? []);
  } catch (error) {
    work.end();
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  return { entries, files, sources, temporary, work };
}

/**
 * Makes the copies of files that were fetched, one map after another: of most copies a band of rows
 * is in memory, of panoramas the map and the picture.
 */
export async function makeCopies(
  { sources, temporary, work }: FetchedExport,
  { folder, force }: WantedExport,
): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  try {
    for (const [index, { path: source, digest, copies }] of sources.entries()) {
      const map = new MapFile(source);
      try {
        for (const copy of copies) {
          const path = inside(folder, copy.path);
          const state = await placeCopy(map, path, copy, { digest, force, work });
          files.push({ path, state, copy: copy.copy });
          work.add(copy.work);
        }
      } finally {
        map.close();
      }
      // Room on the disk for the next one.
      const isDone = !sources.slice(index + 1).some(({ path }) => path === source);
      if (isDone && dirname(source) === temporary) await rm(source, { force: true });
    }
  } finally {
    work.end();
    await rm(temporary, { recursive: true, force: true });
  }
  return files;
}

async function placeCopy(
  map: MapFile,
  path: string,
  copy: PlannedCopy,
  { digest, force, work }: { digest: Digest; force: boolean; work: ExportWork },
): Promise<FileState> {
  const { make, isPersons } = copy;
  if (isPersons && existsSync(path)) return 'unchanged';
  const told = (part: number): void => {
    work.during(copy.work, part);
  };
  if (make === 'pyramid') return placePyramid(map, path, { digest, force }, told);
  return placeFile(path, force, (partial) => make(map, partial, told));
}

/** A path below the folder; a layout never leads out of it. */
function inside(folder: string, path: string): string {
  const full = join(folder, path);
  const way = relative(folder, full);
  if (way.startsWith(`..${sep}`) || way === '..') {
    throw new NightSkiesError(
      problem('bad-export-path', 'a product would lie outside the export folder', { file: full }),
    );
  }
  return full;
}

async function writeEntry(
  client: CatalogClient,
  path: string,
  entry: ExportEntry,
  { force, work }: { readonly force: boolean; readonly work: ExportWork },
): Promise<FileState> {
  if (entry.digest === null) return writeMade(path, madeBytes(entry), force);
  const state = stateBefore(await digestOfFile(path), entry.digest, force);
  if (state !== null) return state;
  await mkdir(dirname(path), { recursive: true });
  // Written beside and renamed, so that nobody ever reads half a file.
  const partial = `${path}.partial`;
  const total = entry.artifact?.bytes ?? 0;
  let done = 0;
  await downloadArtifact(client, entry.digest, partial, (bytes) => {
    done += bytes;
    if (total > 0) work.during(total, done / total);
  });
  await rename(partial, path);
  return 'written';
}

async function writeMade(path: string, bytes: Uint8Array, force: boolean): Promise<FileState> {
  const state = stateBefore(await digestOfFile(path), sha256(bytes), force);
  if (state !== null) return state;
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  await writeFile(partial, bytes);
  await rename(partial, path);
  return 'written';
}

/** What an entry holds itself. */
function madeBytes({ text, base64 }: ExportEntry): Buffer {
  return base64 === null ? Buffer.from(text ?? '', 'utf8') : Buffer.from(base64, 'base64');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
