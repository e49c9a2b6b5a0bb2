import type { FrameCheck, FrameFacts, MasterCheck, MasterFacts } from '@nightskies/catalog';
import { bandSchema, digestSchema, problemSchema } from '@nightskies/contracts';
import { z } from 'zod';

const problems = z.array(problemSchema);
const maybeNumber = z.number().nullable();
const maybeText = z.string().nullable();

const frameFactsSchema: z.ZodType<FrameFacts> = z.object({
  path: z.string(),
  name: z.string(),
  stem: z.string(),
  role: z.enum(['science', 'zenith', 'bias-crop', 'bias', 'dark']),
  number: z.int(),
  band: bandSchema.nullable(),
  width: z.int(),
  height: z.int(),
  binningX: z.number(),
  binningY: z.number(),
  exposureSeconds: maybeNumber,
  azimuthDeg: maybeNumber,
  altitudeDeg: maybeNumber,
  julianDate: maybeNumber,
  longitudeDeg: maybeNumber,
  latitudeDeg: maybeNumber,
  elevationMetres: maybeNumber,
  camera: maybeText,
  instrument: maybeText,
  filter: maybeText,
  gainElectronsPerDn: maybeNumber,
  object: maybeText,
  location: maybeText,
});

const frameCheckSchema: z.ZodType<FrameCheck> = z.object({
  path: z.string(),
  name: z.string(),
  facts: frameFactsSchema.nullable(),
  problems,
  caveats: problems,
});

const masterFactsSchema: z.ZodType<MasterFacts> = z.object({
  path: z.string(),
  name: z.string(),
  role: z.enum(['flat', 'bias', 'thermal']).nullable(),
  width: z.int(),
  height: z.int(),
  camera: maybeText,
  band: bandSchema.nullable(),
  date: maybeText,
});

const masterCheckSchema: z.ZodType<MasterCheck> = z.object({
  facts: masterFactsSchema.nullable(),
  problems,
});

/** What reading one file gave: its digest, and what the rules found in it. */
export const findingSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('frame'), digest: digestSchema, check: frameCheckSchema }),
  z.object({ type: z.literal('master'), digest: digestSchema, check: masterCheckSchema }),
  z.object({ type: z.literal('curve'), digest: digestSchema }),
]);
export type Finding = z.infer<typeof findingSchema>;
