import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** `kept`: another file stood there and was not replaced. */
export type FileState = 'written' | 'unchanged' | 'kept';

/** SHA-256 of a file, read in pieces; null where there is none. */
export async function digestOfFile(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) {
      if (Buffer.isBuffer(piece)) hash.update(piece);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}

/** What to do about a file, before it is made. */
export function stateBefore(
  present: string | null,
  wanted: string,
  force: boolean,
): FileState | null {
  if (present === wanted) return 'unchanged';
  return present !== null && !force ? 'kept' : null;
}

/**
 * Makes a file beside its place and puts it there, so that nobody ever reads half of it; another one
 * that is there stays unless forced.
 *
 * @param make writes the file to the path it is given
 */
export async function placeFile(
  path: string,
  force: boolean,
  make: (partial: string) => Promise<void> | void,
): Promise<FileState> {
  const partial = `${path}.partial`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await make(partial);
    const present = await digestOfFile(path);
    const state =
      present === null ? null : stateBefore(present, (await digestOfFile(partial)) ?? '', force);
    if (state !== null) return state;
    await rename(partial, path);
    return 'written';
  } finally {
    await rm(partial, { force: true });
  }
}
