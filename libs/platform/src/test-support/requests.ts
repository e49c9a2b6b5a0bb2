import {
  taskTypes,
  type ArtifactReference,
  type TaskRequest,
  type TaskResult,
} from '@nightskies/contracts';
import { digestOf } from '../store/digest.js';

/** A request for star removal, valid in every part; the name makes it one of many. */
export function removeStarsRequest(
  name: string,
  overrides: Partial<TaskRequest> = {},
): TaskRequest {
  return {
    taskId: name,
    runId: 'run-1',
    attempt: 1,
    type: 'mosaic.remove-stars',
    version: taskTypes['mosaic.remove-stars'].version,
    fingerprint: digestOf(Buffer.from(`fingerprint of ${name}`)),
    parameters: { compat: 'none', 'star-removal-radius': 0.3336 },
    arguments: {},
    inputs: [],
    missing: [],
    ...overrides,
  };
}

export function resultOf(request: TaskRequest): TaskResult {
  const { taskId, runId, attempt, type, fingerprint } = request;
  return {
    taskId,
    runId,
    attempt,
    type,
    fingerprint,
    outcome: 'done',
    outputs: [],
    problems: [],
    seconds: 0,
  };
}

/** A calibrated frame as an input that lies in the store. */
export function frameInput(name: string, bytes: Uint8Array): ArtifactReference {
  return {
    role: 'frame',
    name,
    kind: 'calibrated-frame',
    digest: digestOf(bytes),
    location: { type: 'store' },
  };
}
