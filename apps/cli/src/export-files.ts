import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { digestSchema, NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';
import type { CatalogClient } from './catalog-client.js';

const exportListSchema = z.object({
  /** An artifact by digest, or a small text or table made for the layout. */
  entries: z.array(
    z.object({
      path: z.string().min(1),
      digest: digestSchema.nullable(),
      text: z.string().nullable(),
      base64: z.base64().nullable(),
    }),
  ),
});

type ExportEntry = z.infer<typeof exportListSchema>['entries'][number];

export interface ExportedFile {
  readonly path: string;
  /** `kept`: another file stood there and was not replaced. */
  readonly state: 'written' | 'unchanged' | 'kept';
}

/** Lays the products of a night or run out below a folder; nothing is replaced unless forced. */
export async function exportTo(
  client: CatalogClient,
  wanted: {
    readonly subject: string;
    readonly folder: string;
    readonly layout: 'flat' | 'nsnsd';
    readonly force: boolean;
  },
): Promise<ExportedFile[]> {
  const list = await client.get(
    `/exports/${encodeURIComponent(wanted.subject)}?layout=${wanted.layout}`,
    exportListSchema,
  );
  const files: ExportedFile[] = [];
  for (const entry of list.entries) {
    const path = inside(wanted.folder, entry.path);
    files.push({ path, state: await writeEntry(client, path, entry, wanted.force) });
  }
  return files;
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
  force: boolean,
): Promise<ExportedFile['state']> {
  const wanted = entry.digest ?? sha256(madeBytes(entry));
  const present = await digestOfFile(path);
  if (present === wanted) return 'unchanged';
  if (present !== null && !force) return 'kept';
  const bytes =
    entry.digest === null
      ? madeBytes(entry)
      : await client.bytes(`/artifacts/${entry.digest}/content`);
  await mkdir(dirname(path), { recursive: true });
  // Written beside and renamed, so that nobody ever reads half a file.
  const partial = `${path}.partial`;
  await writeFile(partial, bytes);
  await rename(partial, path);
  return 'written';
}

/** What an entry holds itself. */
function madeBytes({ text, base64 }: ExportEntry): Buffer {
  return base64 === null ? Buffer.from(text ?? '', 'utf8') : Buffer.from(base64, 'base64');
}

async function digestOfFile(path: string): Promise<string | null> {
  try {
    return sha256(await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
