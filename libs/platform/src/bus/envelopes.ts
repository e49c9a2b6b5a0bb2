import {
  subjects,
  taskFinishedEventSchema,
  taskFinishedType,
  taskRequestedEventSchema,
  type TaskFinishedEvent,
  type TaskRequest,
  type TaskRequestedEvent,
  type TaskResult,
} from '@nightskies/contracts';
import type { z } from 'zod';

interface EnvelopeDetails {
  /** Who sends it, for example `nightskies/catalog`. */
  readonly source: string;
  readonly traceparent?: string;
}

/** The message that asks for a task. Its id is the task and the attempt: a repeat has the same id. */
export function taskRequested(request: TaskRequest, details: EnvelopeDetails): TaskRequestedEvent {
  return {
    specversion: '1.0',
    id: `${request.taskId}/${request.attempt}`,
    source: details.source,
    type: `${subjects.task(request.type)}.v1`,
    datacontenttype: 'application/json',
    ...(details.traceparent === undefined ? {} : { traceparent: details.traceparent }),
    data: request,
  };
}

/** The message that tells a task is finished. */
export function taskFinished(result: TaskResult, details: EnvelopeDetails): TaskFinishedEvent {
  return {
    specversion: '1.0',
    id: `${result.taskId}/${result.attempt}/finished`,
    source: details.source,
    type: taskFinishedType,
    datacontenttype: 'application/json',
    ...(details.traceparent === undefined ? {} : { traceparent: details.traceparent }),
    data: result,
  };
}

export type Parsed<E> = { readonly event: E } | { readonly unreadable: string };

function parseWith<E>(schema: z.ZodType<E>, text: string): Parsed<E> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { unreadable: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const result = schema.safeParse(json);
  if (result.success) return { event: result.data };
  const issues = result.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || 'message'}: ${issue.message}`,
  );
  return { unreadable: `unknown version or shape: ${issues.join('; ')}` };
}

/** A task request as it came from the wire. Unknown extension attributes are kept. */
export const parseTaskRequested = (text: string): Parsed<TaskRequestedEvent> =>
  parseWith(taskRequestedEventSchema, text);

export const parseTaskFinished = (text: string): Parsed<TaskFinishedEvent> =>
  parseWith(taskFinishedEventSchema, text);
