import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip, type ZlibOptions } from 'node:zlib';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';
import { unpackTar } from './unpack.js';

/** Beside `src` and `dist`, so that both find it. */
export const templateArchive = fileURLToPath(
  new URL('../../template/pglite.tar.gz', import.meta.url),
);
export const templateStampFile = fileURLToPath(
  new URL('../../template/pglite.json', import.meta.url),
);

/** What the template was made with: data folders fit one major version of Postgres only. */
export const templateStampSchema = z.object({
  pglite: z.string(),
  postgres: z.string(),
  migrations: z.array(z.string()),
  sha256: z.string(),
});
export type TemplateStamp = z.infer<typeof templateStampSchema>;

export async function readTemplateStamp(): Promise<TemplateStamp> {
  return templateStampSchema.parse(JSON.parse(await readFile(templateStampFile, 'utf8')));
}

/** SHA-256 of the archive as it lies here. */
export async function templateDigest(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(templateArchive))
    .digest('hex');
}

/**
 * Makes `folder` a migrated, empty database unless it is one already. It is unpacked beside and
 * renamed, so that an interrupted start leaves nothing half made.
 *
 * @throws NightSkiesError `catalog-folder-unknown` when the folder holds something else
 */
export async function ensureDataFolder(folder: string): Promise<void> {
  if (await exists(`${folder}/PG_VERSION`)) return;
  if (await exists(folder)) {
    throw new NightSkiesError(
      problem('catalog-folder-unknown', 'the catalog folder of the workspace is not a database', {
        file: folder,
        expected: 'a folder with PG_VERSION, or no folder at all',
        hint: 'Delete the folder: the catalog is rebuilt from artifacts and raw files.',
      }),
    );
  }
  await mkdir(dirname(folder), { recursive: true });
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  unpackTar(await unzipped(await readFile(templateArchive)), partial);
  await rename(partial, folder);
}

function unzipped(archive: Buffer): Promise<Buffer> {
  // By megabytes: each piece of the usual 16 kB costs a way to another thread and back.
  return promisify<Buffer, ZlibOptions, Buffer>(gunzip)(archive, { chunkSize: 1 << 20 });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
