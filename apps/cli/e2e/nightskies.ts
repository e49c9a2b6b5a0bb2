import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemSchema, productSchema, runMetricSchema } from '@nightskies/contracts';
import { z } from 'zod';

export const launcher = join(dirname(fileURLToPath(import.meta.url)), '..', 'bin', 'nightskies.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment of this process without settings a person made for their own installation. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('NIGHTSKIES_'));
  return { ...Object.fromEntries(own), ...extra };
}

/** Starts the command as a person would; it is told by `child` when it has to be killed. */
export function startNightskies(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { child, finished };
}

export function nightskies(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return startNightskies(args, env).finished;
}

const documentSchema = z.object({
  run: z.string(),
  outcome: z.enum(['done', 'done-with-problems', 'nothing-done']),
  tasks: z.object({ computed: z.int(), reused: z.int(), failed: z.int() }),
  problems: z.array(problemSchema),
  products: z.array(productSchema),
  metrics: z.array(runMetricSchema),
  seconds: z.number(),
  peakMemoryBytes: z.number(),
});
export type ProcessResult = z.infer<typeof documentSchema> & { readonly code: number | null };

/** `nightskies process ... --json`, its document parsed. */
export async function processNight(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessResult> {
  const finished = await nightskies(['process', ...args, '--json'], env);
  try {
    return { ...documentSchema.parse(JSON.parse(finished.stdout)), code: finished.code };
  } catch (error) {
    throw new Error(`no document; exit ${finished.code}\n${finished.stdout}\n${finished.stderr}`, {
      cause: error,
    });
  }
}

/** Products by name, with what identifies their bytes. */
export function digests(result: ProcessResult): Record<string, string> {
  return Object.fromEntries(
    result.products.map(({ kind, set, band, sha256 }) => [`${kind} ${set} ${band}`, sha256]),
  );
}

/** A folder for one test, with a space in its path, removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nightskies e2e '));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Arguments of `process` for a night in the old tree below a folder. */
export function nightArguments(root: string, night: string, bands = 'V'): string[] {
  return [
    join(root, 'Data', 'fielddata', night, '1st'),
    '--calibration',
    join(root, 'Images'),
    '--filelist',
    join(root, 'Data', 'filelist.csv'),
    '--bands',
    bands,
  ];
}
