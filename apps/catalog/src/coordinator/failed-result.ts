import {
  problem,
  problemOf,
  type Problem,
  type TaskRequest,
  type TaskResult,
} from '@nightskies/contracts';

/** The result of a task that no worker could give. */
export function failed(
  {
    taskId,
    runId,
    attempt,
    type,
    fingerprint,
  }: Pick<TaskRequest, 'taskId' | 'runId' | 'attempt' | 'type' | 'fingerprint'>,
  reason: Problem,
): TaskResult {
  return {
    ...{ taskId, runId, attempt, type, fingerprint, outcome: 'failed' },
    ...{ outputs: [], problems: [reason], seconds: 0 },
  };
}

/** Why a task failed whose result the database refuses. */
export function notRecorded(error: unknown): Problem {
  return problem('result-not-recorded', 'the catalog cannot record the result of the task', {
    found: problemOf(error).message,
    hint: 'This is a fault of the program, not of your data. Please report it with this message.',
  });
}
