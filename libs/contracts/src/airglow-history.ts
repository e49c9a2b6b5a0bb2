import { z } from 'zod';
import { bandSchema } from './identifiers.js';

/** Fewer earlier sets of a camera say less of the airglow than the literature: no history then. */
export const fewestEarlierAirglows = 3;

/** `airglow-history`: fitted airglow of a camera and band, by set, a snapshot taken when a run is planned. */
export const airglowHistorySchema = z.object({
  format: z.literal(1),
  camera: z.string().min(1),
  band: bandSchema,
  sets: z.array(
    z.object({
      night: z.string().min(1),
      set: z.int().min(1).max(8),
      /** At the zenith above the atmosphere, with its 1 sigma error. */
      airglowZenithNl: z.number().positive(),
      uncertaintyNl: z.number().positive(),
    }),
  ),
});
export type AirglowHistory = z.infer<typeof airglowHistorySchema>;
