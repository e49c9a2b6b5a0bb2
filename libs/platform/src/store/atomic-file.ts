import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NightSkiesError, problem } from '@nightskies/contracts';

/** Node has no errno type; this asks instead of assuming. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Names of files being written start with this; they are no artifacts. */
export const partialPrefix = '.partial-';

/**
 * Writes a file so that a reader never sees half of it and a power cut leaves the old state or the
 * new one: temporary name in the same folder, sync, rename, sync of the folder.
 *
 * @throws NightSkiesError `store-write-failed` (retryable), `disk-full`, `store-sync-failed` (fatal: a second
 *   sync may report success for pages the kernel already dropped).
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const partial = join(folder, `${partialPrefix}${randomUUID()}`);
  await orRemoved(path, partial, async () => {
    const created = await mkdir(folder, { recursive: true });
    await writeFile(partial, bytes, { flag: 'wx' });
    await place(path, partial, created);
  });
}

/**
 * The second half of `writeAtomically`, for a file that somebody wrote and closed under a temporary name
 * on the same file system.
 *
 * @throws NightSkiesError as `writeAtomically`; the file is gone then
 */
export async function settleAt(path: string, partial: string): Promise<void> {
  await orRemoved(path, partial, async () => {
    const created = await mkdir(dirname(path), { recursive: true });
    await place(path, partial, created);
  });
}

async function orRemoved(path: string, partial: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // The first failure is the one to tell; what cannot be removed is never read as an artifact.
    await rm(partial, { force: true }).catch(() => undefined);
    if (error instanceof NightSkiesError) throw error;
    throw writeFailed(path, error);
  }
}

/** @param created the topmost folder that was made for the file, if any */
async function place(path: string, partial: string, created: string | undefined): Promise<void> {
  // Windows syncs only what may be written to. A write that failed in the background since the file was
  // closed is told here, to who opens it next.
  await syncOf(path, partial, 'r+');
  await rename(partial, path);
  await syncFolder(dirname(path));
  if (created !== undefined) await syncFolder(dirname(created));
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder for syncing; NTFS journals the rename itself.
  if (process.platform !== 'win32') await syncOf(folder, folder, 'r');
}

/** @throws NightSkiesError `store-sync-failed` */
async function syncOf(named: string, path: string, flags: 'r' | 'r+'): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } catch (error) {
    throw new NightSkiesError(
      problem('store-sync-failed', 'the disk did not confirm a write', {
        file: named,
        ...found(error),
        hint: 'Check the disk before you go on; then run again.',
      }),
      { cause: error },
    );
  } finally {
    await file.close();
  }
}

/** The error for a write the system refused. */
export function writeFailed(path: string, error: unknown): NightSkiesError {
  if (errnoOf(error) === 'ENOSPC') {
    // Not retryable: waiting makes no room, and whoever can make some has to be told.
    return new NightSkiesError(
      problem('disk-full', 'the disk of the store is full', {
        file: path,
        ...found(error),
        hint: 'Make room. Nothing is lost: the same command resumes.',
      }),
      { cause: error },
    );
  }
  return new NightSkiesError(
    problem('store-write-failed', 'cannot write', {
      file: path,
      ...found(error),
      hint: 'Check that the folder exists and may be written by this user.',
    }),
    { retryable: true, cause: error },
  );
}

function found(error: unknown): { found?: string } {
  return error instanceof Error ? { found: error.message } : {};
}
