import { metricSchema, problemSchema } from '@nightskies/contracts';
import { z } from 'zod';

/** What the items of the lists look like from outside; the API description is made of these. */

const text = z.string();
const maybeText = z.string().nullable();
const maybeNumber = z.number().nullable();
const scope = { night: text, set: z.int() };

export const setItemSchema = z.object({
  ...scope,
  folder: text,
  siteKey: maybeText,
  cameraId: maybeText,
});
export const nightItemSchema = z.object({
  name: text,
  location: maybeText,
  centralAzimuthDeg: z.number(),
  sets: z.array(setItemSchema),
});
export const frameItemSchema = z.object({
  ...scope,
  id: text,
  stem: text,
  name: text,
  path: text,
  digest: text,
  role: text,
  number: z.int(),
  band: maybeText,
  width: z.int(),
  height: z.int(),
  binningX: z.number(),
  binningY: z.number(),
  exposureSeconds: maybeNumber,
  azimuthDeg: maybeNumber,
  altitudeDeg: maybeNumber,
  julianDate: maybeNumber,
  filter: maybeText,
  gainElectronsPerDn: maybeNumber,
});
export const refusedItemSchema = z.object({
  path: text,
  night: maybeText,
  set: z.int().nullable(),
  name: text,
  digest: maybeText,
  problems: z.array(problemSchema),
});
export const calibrationItemSchema = z.object({
  path: text,
  name: text,
  digest: text,
  kind: text,
  camera: maybeText,
  mode: maybeText,
  filter: maybeText,
  validFrom: maybeText,
  validUntil: maybeText,
  bad: z.boolean(),
  badReason: maybeText,
});
export const runItemSchema = z.object({
  run: text,
  state: text,
  outcome: maybeText,
  requestedAt: text,
  finishedAt: maybeText,
});
export const taskItemSchema = z.object({
  id: text,
  run: text,
  key: text,
  type: text,
  version: z.int(),
  ...scope,
  band: text,
  frame: maybeText,
  state: text,
  attempt: z.int(),
  fingerprint: maybeText,
  reasons: z.array(problemSchema),
});
export const artifactItemSchema = z.object({
  digest: text,
  kind: text,
  name: text,
  bytes: z.int(),
  path: maybeText,
});
export const productItemSchema = z.object({
  run: text,
  task: text,
  kind: text,
  ...scope,
  band: text,
  frame: maybeText,
  sha256: maybeText,
});
export const deadLetterSchema = z.object({
  sequence: z.int(),
  subject: text,
  reason: text,
  deliveries: z.int(),
  text,
});
export const metricItemSchema = metricSchema.extend({ ...scope, band: text, fingerprint: text });
