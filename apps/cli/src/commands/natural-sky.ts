import {
  givenListSchema,
  latestRunSchema,
  parseRunParameters,
  type RunRequest,
} from '@nightskies/contracts';
import { z } from 'zod';
import type { CatalogClient } from '../catalog-client.js';
import { connectionOptions, jsonOption, parseOptions } from '../options.js';
import { parseOneSet, type SetName } from '../set-name.js';
import { readParameters, runAndTell } from './process.js';

/** Options of the command by the parameters they set; the old pipeline's names stand beside them. */
export const naturalSkyOptions = {
  airglowZenith: 'airglow-zenith',
  airglowHeight: 'airglow-height',
  airglowExt: 'airglow-extinction',
  adlFactor: 'adl-factor',
  galExt: 'galactic-extinction',
  zodExt: 'zodiacal-extinction',
  extCoeff: 'extinction-coefficient',
  elevation: 'site-elevation',
} as const;

const typed = z.string().min(1).optional();

const optionsSchema = z.object({
  ...connectionOptions,
  ...jsonOption,
  param: z.array(z.string()).default([]),
  reset: z.boolean().optional(),
  threads: z.coerce.number().int().min(1).max(256).optional(),
  airglowZenith: typed,
  airglowHeight: typed,
  airglowExt: typed,
  adlFactor: typed,
  galExt: typed,
  zodExt: typed,
  extCoeff: typed,
  elevation: typed,
});

const name = 'natural-sky.json';

/** The constants of the extinction mean nothing under another law. */
const constants = ['airglow-extinction', 'galactic-extinction', 'zodiacal-extinction'];

/** `nightskies natural-sky`: fits the natural sky of a set again, with a person's choices. */
export async function naturalSky(
  given: Record<string, unknown>,
  [named = '']: readonly string[],
): Promise<number> {
  const started = performance.now();
  const options = parseOptions(optionsSchema, given);
  const set = parseOneSet(named);
  const choices = choicesOf(options);
  parseRunParameters(choices);
  return runAndTell(
    options,
    'refuse',
    async (client) => {
      const { request } = await client.get(
        `/nights/${encodeURIComponent(set.night)}/sets/${set.set}/latest-run`,
        latestRunSchema,
      );
      if (options.reset === true || Object.keys(choices).length > 0) {
        await choose(client, set, options.reset === true ? null : choices);
      }
      return withoutChoices(request, Object.keys(choices));
    },
    started,
  );
}

function choicesOf(options: z.output<typeof optionsSchema>): Record<string, string> {
  const choices = readParameters(options.param, undefined);
  for (const [option, parameter] of Object.entries(naturalSkyOptions)) {
    const value = options[option as keyof typeof naturalSkyOptions];
    if (value !== undefined) choices[parameter] = value;
  }
  if (constants.some((constant) => constant in choices)) choices['extinction-law'] ??= 'constant';
  return choices;
}

/** Keeps the choices for the set, or forgets them: later runs of the night make the same. */
async function choose(
  client: CatalogClient,
  { night, set }: SetName,
  choices: Record<string, string> | null,
): Promise<void> {
  const base64 = choices === null ? null : Buffer.from(JSON.stringify(choices)).toString('base64');
  await client.post(
    `/nights/${encodeURIComponent(night)}/given`,
    { kind: 'natural-sky-choices', set, name, base64 },
    givenListSchema,
  );
}

/** The request again; what is chosen for the set would otherwise give way to it. */
function withoutChoices(request: RunRequest, chosen: readonly string[]): RunRequest {
  const parameters = Object.fromEntries(
    Object.entries(request.parameters).filter(([parameter]) => !chosen.includes(parameter)),
  );
  return { ...request, parameters, until: null, dryRun: false, refreshHistory: false };
}
