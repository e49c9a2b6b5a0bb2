import {
  NightSkiesError,
  problem,
  problemOf,
  taskTypes,
  type Digest,
  type Manifest,
  type OutputReference,
  type OutputRole,
  type Problem,
  type TaskRequest,
  type TaskResult,
} from '@nightskies/contracts';
import type { ArtifactStore } from '../store/artifact-store.js';
import type { ByteCache } from '../store/byte-cache.js';
import { taskContext } from './task-context.js';
import { FilesOfTask } from './task-files.js';
import type { AnyTaskHandler, AnyTaskOutcome } from './handlers-module.js';

/**
 * Does one task: verified inputs, handler, outputs, manifest. What the store already holds for its
 * fingerprint, whole and undamaged, is returned instead of being computed again, so that a message
 * delivered twice costs a read.
 *
 * A failure of the task is a result; a failure that may pass is thrown.
 *
 * @throws NightSkiesError with `retryable` set.
 */
export async function runTask(
  request: TaskRequest,
  handler: AnyTaskHandler,
  store: ArtifactStore,
  cache: ByteCache,
): Promise<TaskResult> {
  const started = performance.now();
  const finish = (
    outcome: TaskResult['outcome'],
    outputs: readonly OutputReference[],
    problems: readonly Problem[],
  ): TaskResult => ({
    taskId: request.taskId,
    runId: request.runId,
    attempt: request.attempt,
    type: request.type,
    fingerprint: request.fingerprint,
    outcome,
    outputs: [...outputs],
    problems: [...problems],
    seconds: (performance.now() - started) / 1000,
  });
  const files = new FilesOfTask(store, cache);
  try {
    const known = await finished(request, store);
    if (known !== undefined) return finish('done', known.outputs, known.problems);
    const outcome = await handler(taskContext(request, files));
    const outputs = await storeOutputs(request, outcome, store, files);
    const problems = outcome.problems ?? [];
    await store.putManifest(manifestOf(request, outputs, problems));
    return finish('done', outputs, problems);
  } catch (error) {
    if (error instanceof NightSkiesError && error.retryable) throw error;
    return finish('failed', [], [problemOf(error)]);
  } finally {
    await files.close();
  }
}

async function finished(request: TaskRequest, store: ArtifactStore): Promise<Manifest | undefined> {
  const manifest = await store.manifest(request.fingerprint);
  if (manifest?.type !== request.type || manifest.version !== request.version) return undefined;
  try {
    for (const output of manifest.outputs) await store.get(output.digest);
    return manifest;
  } catch (error) {
    // Missing or damaged outputs are made again; a store out of reach is another matter.
    if (error instanceof NightSkiesError && !error.retryable) return undefined;
    throw error;
  }
}

async function storeOutputs(
  request: TaskRequest,
  outcome: AnyTaskOutcome,
  store: ArtifactStore,
  files: FilesOfTask,
): Promise<OutputReference[]> {
  const declared = new Map(Object.entries<OutputRole>(taskTypes[request.type].outputs));
  const references: OutputReference[] = [];
  for (const { role, name, bytes, facts } of outcome.outputs) {
    const kind = declared.get(role)?.kind;
    if (kind === undefined) {
      throw new NightSkiesError(
        problem('internal-error', `${request.type} made an output it does not declare`, {
          found: role,
          expected: [...declared.keys()].join(', '),
          hint: 'This is a fault of the program, not of your data. Please report it.',
        }),
      );
    }
    const stored =
      typeof bytes === 'function' || bytes instanceof Uint8Array
        ? await put(store, bytes)
        : await files.partialOf(bytes).store();
    references.push({ role, name, kind, ...stored, facts: { ...facts } });
  }
  return references;
}

async function put(
  store: ArtifactStore,
  bytes: Uint8Array | (() => Uint8Array),
): Promise<{ readonly digest: Digest; readonly bytes: number }> {
  const made = typeof bytes === 'function' ? bytes() : bytes;
  return { digest: await store.put(made), bytes: made.length };
}

function manifestOf(
  request: TaskRequest,
  outputs: readonly OutputReference[],
  problems: readonly Problem[],
): Manifest {
  return {
    format: 'nightskies-manifest-1',
    type: request.type,
    version: request.version,
    fingerprint: request.fingerprint,
    parameters: request.parameters,
    arguments: request.arguments,
    inputs: request.inputs.map(({ role, name, kind, digest }) => ({ role, name, kind, digest })),
    missing: request.missing,
    outputs: [...outputs],
    problems: [...problems],
  };
}
