import { z } from 'zod';
import { artifactKindSchema } from './artifact-kinds.js';
import { problemSchema } from './errors.js';
import { bandSchema, digestSchema, jsonSchema, serviceSchema } from './identifiers.js';
import { metricSchema } from './metric-names.js';
import { taskTypeNameSchema } from './task-types.js';

/**
 * Files a person may give for all sets of a run: components of the natural sky instead of the
 * product's own, places, lights on the ground, albedo.
 */
export const givenNames = [
  'airglow',
  'zodiacal',
  'galactic',
  'diffuse',
  'places',
  'lights',
  'albedo',
] as const;
export type GivenName = (typeof givenNames)[number];

/** POST /api/v1/runs. Paths are those of the machine the catalog runs on. */
export const runRequestSchema = z.object({
  paths: z.array(z.string().min(1)).min(1),
  calibration: z.string().min(1).nullable(),
  filelist: z.string().min(1).nullable(),
  bands: z.array(bandSchema).min(1),
  parameters: z.record(z.string(), z.string()),
  until: serviceSchema.nullable(),
  dryRun: z.boolean(),
  /** Paths of files given for all sets, by what they are. */
  given: z.partialRecord(z.enum(givenNames), z.string().min(1)).default({}),
  /** Take a new snapshot of what other sets say (zeropoints of the camera, airglow) instead of the kept one. */
  refreshHistory: z.boolean().default(false),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

/** What a person gives about a night, or a set of it; the latest of a kind counts. */
export const givenKindSchema = z.enum(['given-mask', 'typed-fields', 'natural-sky-choices']);
export type GivenKind = z.infer<typeof givenKindSchema>;

/** POST /api/v1/nights/{night}/given */
export const givenFileSchema = z.object({
  kind: givenKindSchema,
  /** 1 to 8, or 0 for all sets of the night. */
  set: z.int().min(0).max(8),
  name: z.string().min(1).max(255),
  /** Bytes of the file; null takes back what was given before. */
  base64: z.base64().nullable(),
});
export type GivenFile = z.infer<typeof givenFileSchema>;

/** GET /api/v1/nights/{night}/given */
export const givenItemSchema = z.object({
  night: z.string(),
  set: z.int(),
  kind: givenKindSchema,
  name: z.string(),
  digest: digestSchema,
  givenAt: z.iso.datetime(),
});
export const givenListSchema = z.object({ items: z.array(givenItemSchema) });
export type GivenItem = z.infer<typeof givenItemSchema>;

/** GET /api/v1/nights/{night}/sets/{set}/latest-run: the run that last worked on a set. */
export const latestRunSchema = z.object({ run: z.string(), request: runRequestSchema });
export type LatestRun = z.infer<typeof latestRunSchema>;

export const taskStateSchema = z.enum([
  'waiting',
  'queued',
  'done',
  'reused',
  'failed',
  'left-out',
]);
export type TaskState = z.infer<typeof taskStateSchema>;

export const runStateSchema = z.enum(['active', 'finished', 'interrupted']);

export const productSchema = z.object({
  kind: artifactKindSchema,
  night: z.string(),
  set: z.int(),
  band: bandSchema,
  /** Stem of the raw frame (`ib001`) for a product of one frame, else null. */
  frame: z.string().nullable(),
  /** Path in the workspace's store, absolute on the machine of the store; null when in S3. */
  path: z.string().nullable(),
  sha256: digestSchema,
});
export type Product = z.infer<typeof productSchema>;

export const runMetricSchema = metricSchema.extend({
  night: z.string(),
  set: z.int(),
  band: bandSchema,
});
export type RunMetric = z.infer<typeof runMetricSchema>;

/** GET /api/v1/runs/{id} */
export const runStatusSchema = z.object({
  run: z.string(),
  state: runStateSchema,
  requestedAt: z.iso.datetime(),
  request: runRequestSchema,
  outcome: z.enum(['done', 'done-with-problems', 'nothing-done']).nullable(),
  /** Counts per task type and state, in pipeline order. */
  progress: z.array(
    z.object({ type: taskTypeNameSchema, counts: z.record(taskStateSchema, z.int().min(0)) }),
  ),
  tasks: z.object({ computed: z.int(), reused: z.int(), failed: z.int(), total: z.int() }),
  problems: z.array(problemSchema),
  products: z.array(productSchema),
  metrics: z.array(runMetricSchema),
});
export type RunStatus = z.infer<typeof runStatusSchema>;

/** GET /api/v1/runs/{id}/progress */
export const runProgressSchema = runStatusSchema.pick({ run: true, state: true, progress: true });
export type RunProgress = z.infer<typeof runProgressSchema>;

/** One node of an ancestry or descent: an artifact, the task that made it, its neighbours. */
export const provenanceNodeSchema = z.object({
  digest: digestSchema,
  kind: artifactKindSchema,
  name: z.string(),
  /** Path of a raw file; null for what the store holds. */
  path: z.string().nullable(),
  /**
   * Star catalogue that came with the program and was used for this: first digits of the SHA-256 of
   * its file; null where none was, or none is stated.
   */
  starCatalogue: z.string().nullable().default(null),
  producedBy: z
    .object({
      taskId: z.string(),
      type: taskTypeNameSchema,
      version: z.int(),
      fingerprint: digestSchema,
      parameters: z.record(z.string(), jsonSchema),
      arguments: z.record(z.string(), jsonSchema),
      problems: z.array(problemSchema),
    })
    .nullable(),
  /** Digests of the inputs (ancestry) or of what was made from it (descent), with their roles. */
  edges: z.array(z.object({ role: z.string(), digest: digestSchema })),
});
export type ProvenanceNode = z.infer<typeof provenanceNodeSchema>;

/** GET /api/v1/provenance/{digest}?direction=ancestors|descendants */
export const provenanceSchema = z.object({
  root: digestSchema,
  direction: z.enum(['ancestors', 'descendants']),
  nodes: z.array(provenanceNodeSchema),
});
export type Provenance = z.infer<typeof provenanceSchema>;
