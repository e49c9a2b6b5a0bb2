import { readFileSync } from 'node:fs';
import { z } from 'zod';

const starSchema = z.object({
  hip: z.number(),
  magnitude: z.number(),
  bv: z.number(),
  elevationDeg: z.number(),
  x: z.number(),
  y: z.number(),
  sigma: z.number(),
  psfFlux: z.number(),
  apertureFlux: z.number(),
  used: z.boolean(),
});
export const rowNumbers = z.record(z.string(), z.number());
const fixtureSchema = z.object({
  site: z.object({ longitudeDeg: z.number(), latitudeDeg: z.number(), heightM: z.number() }),
  row: rowNumbers,
  frames: z.array(
    z.object({
      name: z.string(),
      jdUtc: z.number(),
      exposureSeconds: z.number(),
      world: z.record(z.string(), z.union([z.number(), z.string()])),
      starsInImage: z.number(),
      stars: z.array(starSchema),
      rejected: z.array(z.tuple([z.number(), z.string()])),
    }),
  ),
});

/** What old_way.py, which shares no code with ours, made of the same frames and solutions. */
export function pythonOf(band: 'V' | 'B') {
  const file = new URL(`./old-way-${band.toLowerCase()}.json`, import.meta.url);
  return fixtureSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export const oldBands = [
  { band: 'V', suffix: '', frameCount: 45, starCount: 190, exposureSeconds: 12 },
  { band: 'B', suffix: 'b', frameCount: 10, starCount: 22, exposureSeconds: 18 },
] as const;
