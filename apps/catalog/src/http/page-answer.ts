import { z } from 'zod';

/** Schema of a page of a list. */
export function pageAnswer(item: z.ZodType): z.ZodType {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
