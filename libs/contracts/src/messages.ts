import { z } from 'zod';
import { artifactKindSchema } from './artifact-kinds.js';
import { problemSchema } from './errors.js';
import { digestSchema, jsonSchema } from './identifiers.js';
import { taskTypeNameSchema, type TaskTypeName } from './task-types.js';

/** Where the bytes of an artifact lie: in the artifact store, or where the person keeps them. */
export const locationSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('store') }),
  z.object({ type: z.literal('file'), path: z.string().min(1) }),
]);
export type ArtifactLocation = z.infer<typeof locationSchema>;

export const artifactReferenceSchema = z.object({
  role: z.string().min(1),
  /** File name a person would give it, for example `ib001.fit`. */
  name: z.string().min(1),
  kind: artifactKindSchema,
  digest: digestSchema,
  location: locationSchema,
});
export type ArtifactReference = z.infer<typeof artifactReferenceSchema>;

export const missingInputSchema = z.object({
  role: z.string().min(1),
  name: z.string().min(1),
  reason: z.string().min(1),
});
export type MissingInput = z.infer<typeof missingInputSchema>;

/** Ids, digests and parameters: all a worker needs, never pixels. */
export const taskRequestSchema = z.object({
  taskId: z.string().min(1),
  runId: z.string().min(1),
  attempt: z.int().min(1),
  type: taskTypeNameSchema,
  version: z.int().min(1),
  fingerprint: digestSchema,
  parameters: z.record(z.string(), jsonSchema),
  arguments: z.record(z.string(), jsonSchema),
  inputs: z.array(artifactReferenceSchema),
  missing: z.array(missingInputSchema),
  /** Of the tasks at hand the one with the greatest goes first; changes no result. */
  priority: z.number().optional(),
});
export type TaskRequest = z.infer<typeof taskRequestSchema>;

export const outputReferenceSchema = z.object({
  role: z.string().min(1),
  name: z.string().min(1),
  kind: artifactKindSchema,
  digest: digestSchema,
  bytes: z.int().min(0),
  /** Small facts the catalog keeps, for example metrics. */
  facts: z.record(z.string(), jsonSchema),
});
export type OutputReference = z.infer<typeof outputReferenceSchema>;

export const taskResultSchema = z.object({
  taskId: z.string().min(1),
  runId: z.string().min(1),
  attempt: z.int().min(1),
  type: taskTypeNameSchema,
  fingerprint: digestSchema,
  outcome: z.enum(['done', 'failed']),
  outputs: z.array(outputReferenceSchema),
  /** Why it failed, or caveats of a result that stands. */
  problems: z.array(problemSchema),
  seconds: z.number().min(0),
});
export type TaskResult = z.infer<typeof taskResultSchema>;

/**
 * Written beside every artifact in the store, so that the catalog can be rebuilt from store and raw
 * files. Holds no clock time: equal work gives equal manifests.
 */
export const manifestSchema = z.object({
  format: z.literal('nightskies-manifest-1'),
  type: taskTypeNameSchema,
  version: z.int().min(1),
  fingerprint: digestSchema,
  parameters: z.record(z.string(), jsonSchema),
  arguments: z.record(z.string(), jsonSchema),
  inputs: z.array(artifactReferenceSchema.omit({ location: true })),
  missing: z.array(missingInputSchema),
  outputs: z.array(outputReferenceSchema),
  problems: z.array(problemSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

const taskRequestedType = /^nightskies\.tasks\.[a-z-]+\.[a-z-]+\.v1$/;

/** CloudEvents 1.0, structured JSON. Unknown extension attributes are kept. */
const envelope = {
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  datacontenttype: z.literal('application/json'),
  traceparent: z.string().optional(),
};

export const taskRequestedEventSchema = z.looseObject({
  ...envelope,
  type: z.string().regex(taskRequestedType),
  data: taskRequestSchema,
});
export type TaskRequestedEvent = z.infer<typeof taskRequestedEventSchema>;

export const taskFinishedType = 'nightskies.events.task.finished.v1';
export const taskFinishedEventSchema = z.looseObject({
  ...envelope,
  type: z.literal(taskFinishedType),
  data: taskResultSchema,
});
export type TaskFinishedEvent = z.infer<typeof taskFinishedEventSchema>;

/** Subjects without an installation's prefix. */
export const subjects = {
  task: (type: TaskTypeName): string => `nightskies.tasks.${type}`,
  tasksOf: (service: string): string => `nightskies.tasks.${service}.>`,
  taskFinished: 'nightskies.events.task.finished',
  allTasks: 'nightskies.tasks.>',
  allEvents: 'nightskies.events.>',
} as const;
