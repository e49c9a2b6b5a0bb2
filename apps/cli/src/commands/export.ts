import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { createHash } from 'node:crypto';
import { digestSchema, NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';
import type { CatalogClient } from '../catalog-client.js';
import { connect } from '../connection.js';
import { exitCodes } from '../exit-codes.js';
import { connectionOptions, jsonOption, parseOptions, printJson } from '../options.js';

const optionsSchema = z.object({
  ...connectionOptions,
  ...jsonOption,
  to: z.string().min(1),
  layout: z.enum(['flat', 'nsnsd']),
  force: z.boolean().optional(),
});

const exportListSchema = z.object({
  /** Either an artifact by digest, or a small text made for the layout. */
  entries: z.array(
    z.object({
      path: z.string().min(1),
      digest: digestSchema.nullable(),
      text: z.string().nullable(),
    }),
  ),
});

type Written = 'written' | 'unchanged' | 'kept';

/** `nightskies export`: products laid out as files. Files that differ are kept unless forced. */
export async function exportProducts(
  given: Record<string, unknown>,
  [subject]: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const folder = resolve(options.to);
  const connection = await connect(options);
  try {
    const { client } = connection;
    const list = await client.get(
      `/exports/${encodeURIComponent(subject ?? '')}?layout=${options.layout}`,
      exportListSchema,
    );
    const files: { path: string; state: Written }[] = [];
    for (const entry of list.entries) {
      const path = inside(folder, entry.path);
      const state = await writeEntry(client, path, entry, options.force === true);
      files.push({ path, state });
    }
    const kept = files.filter((file) => file.state === 'kept');
    if (options.json === true) printJson({ files });
    else for (const file of files) process.stdout.write(`${file.path}\n`);
    for (const file of kept) {
      process.stderr.write(`kept ${file.path}: it differs from the product; --force replaces it\n`);
    }
    process.stderr.write(
      `${files.length - kept.length} of ${files.length} files are in ${folder}\n`,
    );
    if (files.length === 0) return exitCodes.nothingDone;
    return kept.length === 0 ? exitCodes.done : exitCodes.doneWithProblems;
  } finally {
    await connection.close();
  }
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
  entry: { digest: string | null; text: string | null },
  force: boolean,
): Promise<Written> {
  const wanted = entry.digest ?? sha256(Buffer.from(entry.text ?? '', 'utf8'));
  const present = await digestOfFile(path);
  if (present === wanted) return 'unchanged';
  if (present !== null && !force) return 'kept';
  const bytes =
    entry.digest === null
      ? Buffer.from(entry.text ?? '', 'utf8')
      : await client.bytes(`/artifacts/${entry.digest}/content`);
  await mkdir(dirname(path), { recursive: true });
  // Written beside and renamed, so that nobody ever reads half a file.
  const partial = `${path}.partial`;
  await writeFile(partial, bytes);
  await rename(partial, path);
  return 'written';
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
