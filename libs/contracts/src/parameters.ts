import { z } from 'zod';
import { NightSkiesError, problem } from './errors.js';

interface Parameter<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly unit: string | null;
  readonly sentence: string;
}

function parameter<S extends z.ZodType>(
  schema: S,
  unit: string | null,
  sentence: string,
): Parameter<S> {
  return { schema, unit, sentence };
}

/** Cells of a map, deg, that fill `deg` without a part of one left over. */
function cellStep(deg: number, example: string) {
  return z.coerce
    .number()
    .min(0.02)
    .max(5)
    .refine((step) => Math.abs(deg / step - Math.round(deg / step)) < 1e-6, {
      message: `Cells must fill ${deg} deg without a rest, such as ${example}`,
    });
}

/** A number a person may fix, else it is fitted. */
function fittedOr(least: number, most: number) {
  return z.union([z.literal('fit'), z.coerce.number().min(least).max(most)]).default('fit');
}

/**
 * Every parameter a run can be given with `--param name=value`: type, range, default, unit and a
 * sentence, once. A task type lists the names of those it reads; nothing else enters its
 * fingerprint.
 */
export const runParameters = {
  compat: parameter(
    z.enum(['none', 'nsnsd']).default('none'),
    null,
    'nsnsd repeats the arithmetic of the old pipeline exactly, defects included.',
  ),
  masters: parameter(
    z.enum(['standard', 'night']).default('standard'),
    null,
    "Where master bias and dark come from: the camera's standard masters, or the night's own.",
  ),
  'bad-pixel-sigma': parameter(
    z.coerce.number().min(3).max(1000).default(12),
    'sigma',
    'A pixel whose dark stands out from the frame by more than this is flagged as bad.',
  ),
  'julian-date': parameter(
    z.enum(['start', 'middle']).default('start'),
    null,
    'What the JD of the headers is: the start of the exposure, or its middle.',
  ),
  zeropoint: parameter(
    z.enum(['default', 'fitted', 'history']).default('history'),
    null,
    "What maps are calibrated with: the camera's default, the set's own fit, or both weighted with the camera's other sets.",
  ),
  airmass: parameter(
    z.enum(['pickering-2002', 'kasten-young-1989', 'hardie-1962']).default('pickering-2002'),
    null,
    'Formula of the airmass, by the apparent altitude (compat: Hardie, by the geometric one).',
  ),
  'star-removal-radius': parameter(
    z.coerce.number().min(0.05).max(5).default(0.3336),
    'deg',
    'Radius of the disk median that removes the stars (12.5 px of 96 arcsec in the old pipeline).',
  ),
  'map-step': parameter(
    cellStep(24, '0.025, 0.05, 0.1, 0.25, 0.5 or 1').default(0.05),
    'deg',
    'Cell size of the star-free map in azimuth and altitude.',
  ),
  feather: parameter(
    z.coerce.number().min(0.1).max(10).default(2),
    'deg',
    'Distance from the edge of a frame over which its weight rises from 0 to 1.',
  ),
  maps: parameter(
    z.enum(['all', 'star-free']).default('all'),
    null,
    'Which maps are made: all, or only the one without stars.',
  ),
  'full-map-step': parameter(
    cellStep(24, '0.025, 0.05, 0.1, 0.25, 0.5 or 1').default(360 / 13_800),
    'deg',
    'Cell size of the map with stars (13800 x 3680 cells); binned frames get cells as large as their pixels.',
  ),
  'equatorial-map-step': parameter(
    cellStep(180, '0.025, 0.05, 0.1, 0.25, 0.5 or 1').default(0.1),
    'deg',
    'Cell size of the map with stars in right ascension and declination.',
  ),
  resampling: parameter(
    z.enum(['nearest', 'bilinear', 'bicubic', 'lanczos3', 'area']).default('bilinear'),
    null,
    'How pixels become cells: all keep the surface brightness; area also the flux of a star, to 0.1 %. Cells wider than 1.5 pixels are made by area instead of bilinear.',
  ),
  'background-matching': parameter(
    z.enum(['none', 'factor', 'offset']).default('none'),
    null,
    'Levels of the frames made equal in their overlaps; this takes away changes of the real sky too.',
  ),
  'airglow-zenith': parameter(
    fittedOr(0, 2000),
    'nL',
    'Airglow at the zenith above the atmosphere.',
  ),
  'airglow-height': parameter(
    z.coerce.number().min(70).max(400).default(90),
    'km',
    'Height of the airglow layer above sea level.',
  ),
  'airglow-gradient': parameter(
    z.enum(['fit', 'none']).default('fit'),
    null,
    'Whether airglow may rise toward one side of the sky.',
  ),
  'airglow-drift': parameter(
    z.enum(['fit', 'none']).default('fit'),
    null,
    'Whether airglow may change during the set.',
  ),
  'extinction-law': parameter(
    z.enum(['noll-2012', 'constant']).default('noll-2012'),
    null,
    'How natural light is dimmed: by the amount of light (Noll 2012), or by constant parts of the extinction.',
  ),
  'airglow-extinction': parameter(
    z.coerce.number().min(0).max(2).default(0.6),
    null,
    'Part of the extinction that dims airglow (extinction-law=constant).',
  ),
  'zodiacal-extinction': parameter(
    z.coerce.number().min(0).max(2).default(0.6),
    null,
    'Part of the extinction that dims zodiacal light (extinction-law=constant).',
  ),
  'galactic-extinction': parameter(
    z.coerce.number().min(0).max(2).default(0.9),
    null,
    'Part of the extinction that dims galactic light (extinction-law=constant).',
  ),
  'adl-factor': parameter(fittedOr(0, 20), null, 'Factor of the atmospheric diffuse light.'),
  'zodiacal-factor': parameter(fittedOr(0, 5), null, 'Factor of the zodiacal light.'),
  'galactic-factor': parameter(fittedOr(0, 5), null, 'Factor of the galactic light.'),
  'extinction-coefficient': parameter(
    z.union([z.literal('measured'), z.coerce.number().min(0.02).max(2)]).default('measured'),
    'mag/airmass',
    'Extinction of the natural light: that of the stars of the set, or a number.',
  ),
  'site-elevation': parameter(
    z.union([z.literal('header'), z.coerce.number().min(-450).max(9000)]).default('header'),
    'm',
    'Height of the site above sea level.',
  ),
  'far-glow': parameter(
    fittedOr(0, 1000),
    'nL',
    'Glow of all towns together at the zenith, beside their domes near the horizon.',
  ),
  moonlight: parameter(
    z.enum(['report', 'subtract']).default('report'),
    null,
    'Moonlight and twilight in the map: said, or subtracted with the natural sky.',
  ),
  palette: parameter(z.enum(['nps']).default('nps'), null, 'Colours of the pictures.'),
} as const;

export type RunParameterName = keyof typeof runParameters;
export type RunParameters = {
  readonly [N in RunParameterName]: z.output<(typeof runParameters)[N]['schema']>;
};

export const runParameterNames = Object.keys(runParameters).sort() as RunParameterName[];

/** Parameters by name, as a person typed them. */
export const typedParametersSchema = z.record(z.string(), z.string());

/**
 * Only the parameters that were given, without defaults.
 *
 * @throws NightSkiesError as `parseRunParameters`
 */
export function parseGivenParameters(
  given: Readonly<Record<string, string>>,
): Partial<RunParameters> {
  const all = parseRunParameters(given);
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in given));
}

/**
 * All run parameters, defaults filled in, from what a person typed.
 *
 * @throws NightSkiesError `bad-parameter` that lists every parameter that is unknown or out of range.
 */
export function parseRunParameters(given: Readonly<Record<string, string>>): RunParameters {
  const complaints: string[] = [];
  const known = new Set<string>(runParameterNames);
  for (const name of Object.keys(given)) {
    if (!known.has(name)) complaints.push(`${name}: unknown parameter`);
  }
  const parsed: Record<string, unknown> = {};
  for (const name of runParameterNames) {
    const result = runParameters[name].schema.safeParse(given[name]);
    if (result.success) parsed[name] = result.data;
    else
      complaints.push(
        `${name}=${given[name] ?? ''}: ${result.error.issues.map((issue) => issue.message).join(', ')}`,
      );
  }
  if (complaints.length > 0) {
    throw new NightSkiesError(
      problem('bad-parameter', complaints.join('; '), {
        expected: runParameterNames.join(', '),
        hint: 'See `nightskies process --help` for every parameter with its range.',
      }),
    );
  }
  return parsed as RunParameters;
}
