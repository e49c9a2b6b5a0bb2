import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The libraries whose code decides what is found in a file. */
const libraries = ['@nightskies/catalog', '@nightskies/fits', '@nightskies/nsnsd'];

let known: Promise<string | null> | undefined;

/**
 * Digest of the built code that checks files: what was found in a file is believed until the file
 * or this code changes. Null when the libraries are not built; then nothing is remembered.
 */
export function rulesDigest(): Promise<string | null> {
  known ??= computeDigest();
  return known;
}

async function computeDigest(): Promise<string | null> {
  const hash = createHash('sha256');
  const locate = createRequire(import.meta.url);
  try {
    for (const library of libraries) {
      const folder = dirname(locate.resolve(library));
      const names = (await readdir(folder)).filter((name) => name.endsWith('.js')).sort();
      const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
      for (const file of files) hash.update(file);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'MODULE_NOT_FOUND' || code === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}
