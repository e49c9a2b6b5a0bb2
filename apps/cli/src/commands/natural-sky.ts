import {
  givenListSchema,
  latestRunSchema,
  NightSkiesError,
  parseRunParameters,
  problem,
  readDocument,
  taskTypes,
  typedParametersSchema,
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
  const chosen = choicesOf(options);
  parseRunParameters(chosen);
  requireOfNaturalSky(chosen);
  return runAndTell(
    options,
    'refuse',
    async (client) => {
      const { request } = await client.get(
        `/nights/${encodeURIComponent(set.night)}/sets/${set.set}/latest-run`,
        latestRunSchema,
      );
      const kept = options.reset === true ? {} : await keptChoices(client, set);
      if (options.reset === true || Object.keys(chosen).length > 0) {
        await choose(client, set, { ...kept, ...chosen });
      }
      return withoutChoices(request, Object.keys({ ...kept, ...chosen }));
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

/** Choices are kept for every later run: one of another service would work there unseen. */
function requireOfNaturalSky(choices: Readonly<Record<string, string>>): void {
  const own = [
    ...taskTypes['natural-sky.components'].parameters,
    ...taskTypes['natural-sky.fit'].parameters,
  ].filter((parameter) => parameter !== 'compat');
  const foreign = Object.keys(choices).filter(
    (parameter) => !own.some((name) => name === parameter),
  );
  if (foreign.length === 0) return;
  throw new NightSkiesError(
    problem('bad-option', 'this is no choice about the natural sky of a set', {
      found: foreign.join(', '),
      expected: `one of ${own.join(', ')}`,
      hint: 'Other parameters are given to `nightskies process`.',
    }),
  );
}

/** What was chosen for the set before. */
async function keptChoices(
  client: CatalogClient,
  { night, set }: SetName,
): Promise<Readonly<Record<string, string>>> {
  const { items } = await client.get(`/nights/${encodeURIComponent(night)}/given`, givenListSchema);
  const kept = items.find((item) => item.kind === 'natural-sky-choices' && item.set === set);
  if (kept === undefined) return {};
  const pieces: Buffer[] = [];
  await client.download(`/artifacts/${kept.digest}/content`, (piece) => {
    pieces.push(piece);
  });
  return readDocument(
    typedParametersSchema,
    { name: kept.name, bytes: Buffer.concat(pieces) },
    'choices about the natural sky',
  );
}

/** Keeps the choices for the set, or forgets them: later runs of the night make the same. */
async function choose(
  client: CatalogClient,
  { night, set }: SetName,
  choices: Readonly<Record<string, string>>,
): Promise<void> {
  const base64 =
    Object.keys(choices).length === 0
      ? null
      : Buffer.from(JSON.stringify(choices)).toString('base64');
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
