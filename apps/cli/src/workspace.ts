import { createHash } from 'node:crypto';
import { link, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';

/** A folder with `nightskies.json`, `catalog/` and `artifacts/`; safe to copy and to delete. */
export interface Workspace {
  readonly folder: string;
  readonly catalog: string;
  readonly artifacts: string;
}

const markerSchema = z.object({ format: z.literal('nightskies-workspace-1') });
const holderSchema = z.object({ pid: z.int().positive(), socket: z.string().min(1) });
export type Holder = z.infer<typeof holderSchema>;

const lockName = 'lock.json';
/** Longer than it takes to write a lock. */
const writingMs = 5_000;
const markerName = 'nightskies.json';
/** What may lie in a folder whose marker is not written yet, or was lost. */
const ownNames =
  /^(?:nightskies\.json|lock\.json(?:\..+)?|catalog(?:\..+)?|artifacts|\..*|desktop\.ini)$/i;

/**
 * Opens a workspace. Refuses folders that are something else: a workspace is safe to delete, a
 * folder with other people's files is not.
 *
 * @param whenMissing `make` a new one, or `refuse` (for commands that only look)
 * @throws NightSkiesError `bad-workspace`, `workspace-missing`
 */
export async function openWorkspace(
  path: string,
  whenMissing: 'make' | 'refuse' = 'make',
): Promise<Workspace> {
  const folder = resolve(path);
  const marker = join(folder, markerName);
  try {
    markerSchema.parse(JSON.parse(await readFile(marker, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new NightSkiesError(
        problem('bad-workspace', 'this is not a workspace of this version', {
          file: marker,
          expected: '{ "format": "nightskies-workspace-1" }',
          hint: 'Give another folder with --workspace.',
        }),
        { cause: error },
      );
    }
    if (!isMissing(error)) throw error;
    if (whenMissing === 'refuse') {
      throw new NightSkiesError(
        problem('workspace-missing', 'there is no workspace here', {
          file: folder,
          expected: `a folder with ${markerName}`,
          hint: 'Name it with --workspace; `nightskies process` makes one.',
        }),
      );
    }
    await mkdir(folder, { recursive: true });
    await refuseStrangeFiles(folder);
    await writeFile(marker, `${JSON.stringify({ format: 'nightskies-workspace-1' })}\n`);
  }
  return { folder, catalog: join(folder, 'catalog'), artifacts: join(folder, 'artifacts') };
}

async function refuseStrangeFiles(folder: string): Promise<void> {
  const strange = (await readdir(folder)).filter((name) => !ownNames.test(name)).sort();
  if (strange.length === 0) return;
  throw new NightSkiesError(
    problem('bad-workspace', 'this folder holds other files, it cannot become a workspace', {
      file: folder,
      found: strange.slice(0, 3).join(', ') + (strange.length > 3 ? ', ...' : ''),
      expected: 'an empty or a new folder',
      hint: 'Give another folder with --workspace.',
    }),
  );
}

/**
 * The local socket of the process that holds a workspace. It lies in the folder for temporary
 * files because the path of a Unix socket is limited to about 100 characters.
 */
export function socketPath(workspace: Workspace): string {
  const name = createHash('sha256').update(workspace.folder).digest('hex').slice(0, 24);
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\nightskies-${name}`
    : join(tmpdir(), `nightskies-${name}.sock`);
}

/** The process that holds the workspace, or null. A lock whose process is gone does not count. */
export async function findHolder(workspace: Workspace): Promise<Holder | null> {
  try {
    const text = await readFile(join(workspace.folder, lockName), 'utf8');
    const holder = holderSchema.parse(JSON.parse(text));
    return isAlive(holder.pid) ? holder : null;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError)
      return null;
    throw error;
  }
}

/**
 * Takes the workspace for this process; two processes on one embedded database would destroy it.
 *
 * @returns a function that releases it
 * @throws NightSkiesError `workspace-busy` when another process holds it
 */
export async function lockWorkspace(workspace: Workspace): Promise<() => Promise<void>> {
  const path = join(workspace.folder, lockName);
  const holder: Holder = { pid: process.pid, socket: socketPath(workspace) };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await writeLock(path, `${JSON.stringify(holder)}\n`);
      if (process.platform !== 'win32') await rm(holder.socket, { force: true });
      return async () => {
        await rm(path, { force: true });
      };
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      const other = await findHolder(workspace);
      if (other !== null) {
        throw new NightSkiesError(
          problem('workspace-busy', 'another process works on this workspace', {
            file: workspace.folder,
            found: `process ${other.pid}`,
            hint: 'Wait for it, watch it with `nightskies status --watch`, or use another --workspace.',
          }),
        );
      }
      if (await isBeingWritten(path)) break;
      await rm(path, { force: true });
    }
  }
  throw new NightSkiesError(
    problem('workspace-busy', 'the lock of this workspace cannot be taken', {
      file: path,
      hint: 'Look whether another nightskies is starting; if none is, delete this file.',
    }),
  );
}

/** Makes the lock whole at once: another process that reads it sees who holds it. */
async function writeLock(path: string, text: string): Promise<void> {
  const whole = `${path}.${process.pid}.partial`;
  await writeFile(whole, text);
  try {
    await link(whole, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw error;
    // A file system without hard links: who reads it too early waits (`isBeingWritten`).
    await writeFile(path, text, { flag: 'wx' });
  } finally {
    await rm(whole, { force: true });
  }
}

/** Whether a lock that names nobody is so young that its process may be about to write it. */
async function isBeingWritten(path: string): Promise<boolean> {
  try {
    holderSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return false;
  } catch (error) {
    if (isMissing(error)) return false;
  }
  const lock = await stat(path).catch(() => null);
  return lock !== null && Date.now() - lock.mtimeMs < writingMs;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
