import { z } from 'zod';

/**
 * One field a person typed into a workbook of a night. `sheet` and `column` are those of
 * `tables/NIGHT.xlsx` where it has such a column, else those of the calibration report
 * (`Report`), wherever it was typed.
 */
export const typedFieldSchema = z.object({
  sheet: z.string().min(1),
  /** Null for a field of the whole night. */
  set: z.int().min(1).max(8).nullable(),
  column: z.string().min(1),
  /** Null where a person emptied the cell: older copies do not bring its text back. */
  value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
});
export type TypedField = z.infer<typeof typedFieldSchema>;

/**
 * `typed-fields`: what people typed into the workbooks of a night, sorted by sheet, set and column; at
 * most one value of each. A snapshot of the catalog when a report is made.
 */
export const typedFieldsSchema = z.object({
  format: z.literal(1),
  night: z.string().min(1),
  fields: z.array(typedFieldSchema),
});
export type TypedFields = z.infer<typeof typedFieldsSchema>;
