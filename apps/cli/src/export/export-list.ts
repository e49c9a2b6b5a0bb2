import {
  artifactKindSchema,
  bandSchema,
  digestSchema,
  extinctionRowSchema,
} from '@nightskies/contracts';
import { z } from 'zod';

/** What the catalog says there is to export. */
export const exportListSchema = z.object({
  /** An artifact by digest, or a small text or table made for the layout. */
  entries: z.array(
    z.object({
      path: z.string().min(1),
      digest: digestSchema.nullable(),
      text: z.string().nullable(),
      base64: z.base64().nullable(),
      artifact: z
        .object({
          kind: artifactKindSchema,
          night: z.string(),
          set: z.int(),
          band: bandSchema,
          frame: z.string().nullable(),
          location: z.string().nullable(),
          centralAzimuthDeg: z.number().nullable(),
          bytes: z.int(),
          extinctionRow: extinctionRowSchema.nullable().default(null),
        })
        .nullable()
        .default(null),
    }),
  ),
});

export type ExportEntry = z.infer<typeof exportListSchema>['entries'][number];
export type Layout = 'flat' | 'nsnsd';

/** Copies of maps that are made when they are asked for (`--with`). */
export const copyNames = ['gis', 'png16', 'pictures', 'pyramid', 'compressed'] as const;
export type CopyName = (typeof copyNames)[number];
