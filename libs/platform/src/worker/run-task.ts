import {
  NightSkiesError,
  problem,
  problemOf,
  taskTypes,
  type Manifest,
  type OutputReference,
  type OutputRole,
  type Problem,
  type TaskRequest,
  type TaskResult,
} from '@nightskies/contracts';
import type { ArtifactStore, StagedArtifact } from '../store/artifact-store.js';
import type { ByteCache } from '../store/byte-cache.js';
import { taskContext } from './task-context.js';
import { FilesOfTask } from './task-files.js';
import type { AnyTaskHandler, AnyTaskOutcome } from './handlers-module.js';

/** What a thread made of a task. */
export interface ComputedTask {
  readonly result: TaskResult;
  /** Outputs the result stands on once they are settled; null when there is nothing to do. */
  readonly staged: readonly StagedArtifact[] | null;
}

/**
 * Does one task: verified inputs, handler, outputs. What the store already holds for its fingerprint,
 * whole and undamaged, is returned instead of being computed again, so that a message delivered twice
 * costs a read. `settleTask` does the rest, which is waiting for the disk.
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
): Promise<ComputedTask> {
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
    if (known !== undefined) {
      return { result: finish('done', known.outputs, known.problems), staged: null };
    }
    const outcome = await handler(taskContext(request, files));
    const outputs = await stageOutputs(request, outcome, files);
    const result = finish('done', outputs, outcome.problems ?? []);
    return { result, staged: files.handOver() };
  } catch (error) {
    if (error instanceof NightSkiesError && error.retryable) throw error;
    return { result: finish('failed', [], [problemOf(error)]), staged: null };
  } finally {
    await files.close();
  }
}

/**
 * Makes the outputs of a task safe, and then its manifest: only now the result stands.
 *
 * @throws NightSkiesError with `retryable` set.
 */
export async function settleTask(
  request: TaskRequest,
  { result, staged }: ComputedTask,
  store: ArtifactStore,
): Promise<TaskResult> {
  if (staged === null) return result;
  try {
    await store.settle(staged);
    await store.putManifest(manifestOf(request, result));
    return result;
  } catch (error) {
    if (error instanceof NightSkiesError && error.retryable) throw error;
    return { ...result, outcome: 'failed', outputs: [], problems: [problemOf(error)] };
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

async function stageOutputs(
  request: TaskRequest,
  outcome: AnyTaskOutcome,
  files: FilesOfTask,
): Promise<OutputReference[]> {
  const declared = new Map(Object.entries<OutputRole>(taskTypes[request.type].outputs));
  const references: OutputReference[] = [];
  for (const { role, name, bytes: made, facts } of outcome.outputs) {
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
    const { digest, bytes } = await files.stage(typeof made === 'function' ? made() : made);
    references.push({ role, name, kind, digest, bytes, facts: { ...facts } });
  }
  return references;
}

function manifestOf(request: TaskRequest, { outputs, problems }: TaskResult): Manifest {
  return {
    format: 'nightskies-manifest-1',
    type: request.type,
    version: request.version,
    fingerprint: request.fingerprint,
    parameters: request.parameters,
    arguments: request.arguments,
    inputs: request.inputs.map(({ role, name, kind, digest }) => ({ role, name, kind, digest })),
    missing: request.missing,
    outputs,
    problems,
  };
}
