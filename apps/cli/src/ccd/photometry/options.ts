import { extname } from 'node:path';
import { z } from 'zod';
import { jsonOption } from '../../options.js';

export const tableFormats = ['fits', 'csv', 'ecsv', 'json'] as const;
export type TableFormat = (typeof tableFormats)[number];

const positive = z.coerce.number().positive();
const notNegative = z.coerce.number().min(0);

function refuse(context: z.RefinementCtx, found: string, expected: string): never {
  context.addIssue({ code: 'custom', message: `found ${found}, expected ${expected}` });
  return z.NEVER;
}

/** Beyond this an aperture is no aperture, and its pixels no longer fit into the time of a person. */
const largestRadiusPx = 2000;
const mostApertures = 50;

/** `4` or `3,4.5,6` */
const radii = z.string().transform((text, context): number[] => {
  const numbers = text.split(',').map((one) => (one.trim() === '' ? NaN : Number(one)));
  const isFit = numbers.every((radius) => radius > 0 && radius <= largestRadiusPx);
  if (!isFit || numbers.length > mostApertures) {
    return refuse(context, text, `radii above 0 up to ${largestRadiusPx} px, such as 3,4.5,6`);
  }
  if (new Set(numbers).size < numbers.length) {
    return refuse(context, text, 'radii that differ');
  }
  return numbers;
});

/** `10,15` */
const annulus = z.string().transform((text, context) => {
  const numbers = text.split(',').map((one) => (one.trim() === '' ? NaN : Number(one)));
  const [inner = NaN, outer = NaN] = numbers;
  if (numbers.length !== 2 || !(inner >= 0 && outer > inner && outer <= largestRadiusPx)) {
    return refuse(
      context,
      text,
      `inner and outer radius up to ${largestRadiusPx} px, such as 10,15`,
    );
  }
  return { inner, outer };
});

const plane = z.string().transform((text, context): number | 'mean' => {
  if (text === 'mean') return text;
  const number = Number(text);
  return Number.isInteger(number) && number > 0
    ? number
    : refuse(context, text, 'the number of a plane from 1, or mean');
});

/** Radii of the usual annulus over that of the largest aperture. */
const usualAnnulus = { inner: 2, outer: 3 };

const schema = z.object({
  ...jsonOption,
  catalog: z.string().min(1).optional(),
  detect: z.boolean().optional(),
  positions: z.enum(['pixels', 'sky']).optional(),
  pixelOrigin: z.enum(['0', '1']).optional(),
  fwhm: z.coerce.number().min(1).max(100).optional(),
  threshold: z.coerce.number().min(1).max(1000),
  aperture: radii,
  annulus: annulus.optional(),
  method: z.enum(['exact', 'center', 'subpixel']),
  background: z.enum(['median', 'mean', 'mode', 'none']),
  gain: positive.optional(),
  readNoise: notNegative.optional(),
  saturation: positive.optional(),
  recentre: z.boolean().optional(),
  psf: z.enum(['gaussian', 'moffat']).optional(),
  zeropoint: z.coerce.number().optional(),
  exposure: positive.optional(),
  inside: z.boolean().optional(),
  mask: z.string().min(1).optional(),
  plane: plane.optional(),
  to: z.string().min(1).optional(),
  format: z.enum(tableFormats).optional(),
  overwrite: z.boolean().optional(),
});

/** Options of `ccd photometry`, checked, without what depends on the files given. */
export const photometryOptionsSchema = schema
  .refine(({ catalog, detect }) => (catalog === undefined) !== (detect !== true), {
    path: ['catalog'],
    message: 'expected either --catalog FILE or --detect: where are the sources?',
  })
  .refine(
    ({ annulus, aperture }) => annulus === undefined || annulus.inner >= Math.min(...aperture),
    {
      path: ['annulus'],
      message:
        'found an annulus that begins within the smallest aperture, expected it around: the star would be taken for its background',
    },
  )
  .refine(({ psf, background }) => psf === undefined || background !== 'none', {
    path: ['psf'],
    message: 'found with --background none, expected a background: its scatter weighs the fits',
  })
  .transform((options) => {
    const largest = Math.max(...options.aperture);
    const { inner, outer } = usualAnnulus;
    return {
      ...options,
      annulus: options.annulus ?? { inner: inner * largest, outer: outer * largest },
      pixelOrigin: originOf(options.pixelOrigin),
    };
  });
export type PhotometryOptions = z.output<typeof photometryOptionsSchema>;

function originOf(text: '0' | '1' | undefined): 0 | 1 | undefined {
  if (text === undefined) return undefined;
  return text === '1' ? 1 : 0;
}

/** The format a name asks for by its ending; undefined for the name of a folder. */
export function formatOfName(path: string): TableFormat | undefined {
  const ending = extname(path).slice(1).toLowerCase();
  return tableFormats.find((format) => format === ending);
}
