import type { SolveHints } from '@nightskies/astrometry';
import { julianDate, type Site } from '@nightskies/sky';
import { z } from 'zod';
import { jsonOption } from '../options.js';
import { angleDeg, rightAscensionDeg } from './sky-angles.js';

function refuse(context: z.RefinementCtx, found: string, expected: string): never {
  context.addIssue({ code: 'custom', message: `found ${found}, expected ${expected}` });
  return z.NEVER;
}

/** `83.8,-5.4`, `05:35:17,-05:23:28`, `5h35m17s -5d23m28s` */
const centre = z.string().transform((text, context) => {
  const [ra = '', dec = '', ...more] = text.split(',');
  const raDeg = rightAscensionDeg(ra);
  const decDeg = angleDeg(dec);
  if (raDeg === undefined || decDeg === undefined || more.length > 0) {
    return refuse(context, text, 'RA,DEC as 83.82,-5.39 in degrees or 05:35:17,-05:23:28');
  }
  return { raDeg, decDeg };
});

/** `60..80` or `72.5`, which stands for itself within 10 %. */
const scale = z.string().transform((text, context) => {
  const numbers = text.split('..').map(Number);
  const [low = NaN, high = low * 1.1] = numbers;
  const from = numbers.length === 1 ? low / 1.1 : low;
  if (numbers.length > 2 || !(from > 0 && high > from) || !Number.isFinite(high)) {
    return refuse(
      context,
      text,
      'LOW..HIGH in arcseconds per pixel, such as 60..80, or one number',
    );
  }
  return { low: from, high };
});

/** `34.74,-111.42,2210`: degrees north, degrees east, metres. */
const site = z.string().transform((text, context): Site => {
  const [latitude = '', longitude = '', height = '0', ...more] = text.split(',');
  const [latitudeDeg, longitudeDeg] = [angleDeg(latitude), angleDeg(longitude, 360)];
  const heightM = Number(height);
  if (
    latitudeDeg === undefined ||
    longitudeDeg === undefined ||
    !Number.isFinite(heightM) ||
    more.length > 0
  ) {
    return refuse(context, text, 'LAT,LON or LAT,LON,HEIGHT: degrees north, degrees east, metres');
  }
  return { latitudeDeg, longitudeDeg, heightM };
});

const time = z.string().transform((text, context) => {
  try {
    return julianDate(text.trim());
  } catch {
    return refuse(context, text, 'a time in UTC such as 2024-10-04T05:30:00');
  }
});

export const solveOptionsSchema = z
  .object({
    ...jsonOption,
    center: centre.optional(),
    radius: z.coerce.number().positive().max(180).optional(),
    scale: scale.optional(),
    parity: z.enum(['direct', 'mirrored', 'both']).optional(),
    blind: z.boolean().optional(),
    time: time.optional(),
    epoch: z.coerce.number().min(1800).max(2200).optional(),
    site: site.optional(),
    fisheye: z.boolean().optional(),
    order: z.coerce.number().int().min(1).max(5),
    fwhm: z.coerce.number().min(1).max(30).optional(),
    threshold: z.coerce.number().min(2).max(1000),
    to: z.string().min(1).optional(),
    wcs: z.boolean(),
    fits: z.boolean().optional(),
    annotate: z.boolean().optional(),
    overwrite: z.boolean().optional(),
  })
  .refine(({ center, radius }) => radius === undefined || center !== undefined, {
    path: ['radius'],
    message: 'found without --center, expected both: a radius about a place',
  });
export type SolveCommandOptions = z.output<typeof solveOptionsSchema>;

/** Where the middle lies if --center is given without --radius, degrees. */
const usualRadiusDeg = 10;

/** What options say; they stand above what a header says. */
export function optionHints({ center, radius, scale: scaleArcsec, parity }: SolveCommandOptions): {
  hints: SolveHints;
  origins: string[];
} {
  const hints: SolveHints = {
    ...(center === undefined ? {} : { centre: { ...center, radiusDeg: radius ?? usualRadiusDeg } }),
    ...(scaleArcsec === undefined ? {} : { scaleArcsec }),
    ...(parity === undefined || parity === 'both' ? {} : { parity }),
  };
  const names = { centre: '--center', scaleArcsec: '--scale', parity: '--parity' } as const;
  const origins = Object.entries(names)
    .filter(([key]) => key in hints)
    .map(([key, option]) => `${key === 'scaleArcsec' ? 'scale' : key}: ${option}`);
  return { hints, origins };
}
