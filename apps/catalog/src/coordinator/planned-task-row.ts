import {
  artifactKindSchema,
  digestSchema,
  jsonSchema,
  missingInputSchema,
  problemSchema,
  scopeSchema,
  taskTypeNameSchema,
} from '@nightskies/contracts';
import { z } from 'zod';

/** The task as planned, as the column `plan` of a task holds it. */
export const plannedTaskSchema = z.object({
  key: z.string(),
  type: taskTypeNameSchema,
  version: z.int(),
  scope: scopeSchema,
  arguments: z.record(z.string(), jsonSchema),
  parameters: z.record(z.string(), jsonSchema),
  inputs: z.array(
    z.object({
      role: z.string(),
      name: z.string(),
      kind: artifactKindSchema,
      required: z.boolean(),
      from: z.union([
        z.object({ artifact: digestSchema }),
        z.object({ task: z.string(), output: z.string() }),
      ]),
    }),
  ),
  missing: z.array(missingInputSchema),
  /** Of `taskPriorities`; rows of older releases have none. */
  priority: z.number().default(0),
});

/** The column `reasons` of a task, or `problems` of a run or computation. */
export const problemsSchema = z.array(problemSchema);
