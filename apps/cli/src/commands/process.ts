import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  bandSchema,
  givenNames,
  NightSkiesError,
  parseRunParameters,
  problem,
  runStatusSchema,
  serviceSchema,
  type RunRequest,
} from '@nightskies/contracts';
import { z } from 'zod';
import type { CatalogClient } from '../catalog-client.js';
import { withCatalog, type ConnectionOptions } from '../connection.js';
import { exitCodes } from '../exit-codes.js';
import { followRun } from '../follow-run.js';
import { onInterrupt } from '../interrupt.js';
import {
  connectionOptions,
  defaultWorkspace,
  jsonOption,
  parseOptions,
  printJson,
} from '../options.js';
import {
  exitCodeOf,
  printDocument,
  printPlan,
  processDocument,
  type ProcessDocument,
} from '../process-document.js';

const optionsSchema = z.object({
  ...connectionOptions,
  ...jsonOption,
  calibration: z.string().min(1).optional(),
  filelist: z.string().min(1).optional(),
  bands: z.string().transform((text, context) => {
    const parsed = z.array(bandSchema).min(1).safeParse(splitList(text.toUpperCase()));
    if (parsed.success) return [...new Set(parsed.data)];
    context.addIssue({ code: 'custom', message: `"${text}" is not V, B or V,B` });
    return z.NEVER;
  }),
  param: z.array(z.string()).default([]),
  given: z.array(z.string()).default([]),
  compat: z.string().optional(),
  until: serviceSchema.optional(),
  dryRun: z.boolean().optional(),
  refreshHistory: z.boolean().optional(),
  threads: z.coerce.number().int().min(1).max(256).optional(),
});

/** `nightskies process`: from raw files to products. */
async function processNights(
  given: Record<string, unknown>,
  paths: readonly string[],
): Promise<number> {
  const started = performance.now();
  const options = parseOptions(optionsSchema, given);
  // On a server, paths are the server's: they are sent as they were typed.
  const local = (path: string): string =>
    options.server === undefined ? resolve(asTyped(path)) : path;
  const parameters = readParameters(options.param, options.compat);
  parseRunParameters(parameters);
  const request: RunRequest = {
    paths: paths.map(local),
    calibration: options.calibration === undefined ? null : local(options.calibration),
    filelist: options.filelist === undefined ? null : local(options.filelist),
    bands: options.bands,
    parameters,
    until: options.until ?? null,
    dryRun: options.dryRun ?? false,
    given: readGiven(options.given, local),
    refreshHistory: options.refreshHistory ?? false,
  };

  return runAndTell(options, 'make', () => Promise.resolve(request), started);
}

/**
 * Starts a run, follows it to its end and prints what came out.
 *
 * @param requestOf makes the request, with the help of the catalog
 * @param started when the command began, of `performance.now()`
 * @returns the exit code
 */
export async function runAndTell(
  options: ConnectionOptions & { readonly json?: boolean | undefined },
  whenMissing: 'make' | 'refuse',
  requestOf: (client: CatalogClient) => Promise<RunRequest>,
  started: number,
): Promise<number> {
  const interrupt = onInterrupt();
  try {
    const last = await withCatalog({ ...options, computes: true }, whenMissing, async (client) => {
      if (interrupt.signal.aborted) return null;
      const first = await client.post('/runs', await requestOf(client), runStatusSchema);
      return first.state === 'active' ? followRun(client, first.run, interrupt.signal) : first;
    });
    if (last === null || last.state === 'active') {
      process.stderr.write('Interrupted. The same command resumes where it stopped.\n');
    }
    if (last === null) return exitCodes.nothingDone;
    const document = processDocument(last, (performance.now() - started) / 1000);
    if (options.json === true) printJson(document);
    else if (last.state !== 'active') {
      if (last.request.dryRun) printPlan(last);
      printDocument(document, document.seconds);
      if (document.products.length > 0) printNextSteps(document, options);
    }
    return exitCodeOf(document.outcome);
  } finally {
    interrupt.release();
  }
}

function printNextSteps(
  { products }: Pick<ProcessDocument, 'products'>,
  { workspace, server }: { readonly workspace: string; readonly server?: string | undefined },
): void {
  const where = server === undefined ? `--workspace ${quoted(workspace)}` : `--server ${server}`;
  const own = server === undefined && workspace === defaultWorkspace ? '' : ` ${where}`;
  for (const night of new Set(products.map((product) => product.night))) {
    process.stderr.write(
      `Files with names: nightskies export ${quoted(night)} --to results${own}\n`,
    );
  }
}

/** As a shell, of Windows too, takes it for one word. */
function quoted(word: string): string {
  return /^[\w./\\:-]+$/.test(word) ? word : `"${word}"`;
}

/** A path as it was typed; where backslashes lead nowhere, they are taken for slashes. */
function asTyped(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return !existsSync(path) && existsSync(slashed) ? slashed : path;
}

export { processNights as process };

function splitList(text: string): string[] {
  return text
    .split(/[,;\s]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Files given for all sets, `galactic=milky-way.fits`, by what they are. */
function readGiven(given: readonly string[], local: (path: string) => string): RunRequest['given'] {
  const files: RunRequest['given'] = {};
  for (const item of given) {
    const at = item.indexOf('=');
    const name = givenNames.find((known) => known === item.slice(0, at));
    if (name === undefined || at === item.length - 1) {
      throw new NightSkiesError(
        problem('bad-option', '--given takes name=file', {
          found: item,
          expected: `one of ${givenNames.join(', ')}, an equals sign, and a path`,
          hint: 'For example --given galactic=milky-way.fits',
        }),
      );
    }
    files[name] = local(item.slice(at + 1));
  }
  return files;
}

export function readParameters(
  given: readonly string[],
  compat: string | undefined,
): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const item of given) {
    const at = item.indexOf('=');
    if (at < 1) {
      throw new NightSkiesError(
        problem('bad-option', '--param takes name=value', {
          found: item,
          hint: 'For example --param masters=night',
        }),
      );
    }
    parameters[item.slice(0, at)] = item.slice(at + 1);
  }
  if (compat !== undefined) parameters['compat'] = compat;
  return parameters;
}
