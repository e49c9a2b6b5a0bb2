import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import {
  givenListSchema,
  latestRunSchema,
  NightSkiesError,
  problem,
  runStatusSchema,
  type ArtifactKind,
  type Product,
} from '@nightskies/contracts';
import type { MaskSummary } from '@nightskies/natural-sky';
import { z } from 'zod';
import type { CatalogClient } from '../catalog-client.js';
import { withCatalog } from '../connection.js';
import { exitCodes } from '../exit-codes.js';
import { downloadArtifact } from '../export/download.js';
import { connectionOptions, jsonOption, parseOptions, printJson } from '../options.js';
import { parseOneSet, parseSetName, type SetName } from '../set-name.js';

const optionsSchema = z.object({ ...connectionOptions, ...jsonOption });

/** Products of the latest run of a set. */
async function productsOf(
  client: CatalogClient,
  { night, set }: SetName,
): Promise<readonly Product[]> {
  const { run } = await client.get(
    `/nights/${encodeURIComponent(night)}/sets/${set}/latest-run`,
    latestRunSchema,
  );
  const { products } = await client.get(`/runs/${encodeURIComponent(run)}`, runStatusSchema);
  return products.filter((product) => product.set === set && sameName(product.night, night));
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function only(products: readonly Product[], kind: ArtifactKind, { night, set }: SetName): Product {
  const found = products.find((product) => product.kind === kind);
  if (found !== undefined) return found;
  throw new NightSkiesError(
    problem('mask-missing', `set ${set} of ${night} has no terrain mask yet`, {
      expected: 'a set processed to the natural sky, in V',
      hint: 'Process the night without --until, and look at the problems it names.',
    }),
  );
}

/** `nightskies mask export`: the mask to paint in, and the low sky to look at beside it. */
export async function maskExport(
  given: Record<string, unknown>,
  [named = '']: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema.extend({ to: z.string().min(1) }), given);
  const set = parseOneSet(named);
  return withCatalog(options, 'refuse', async (client) => {
    const products = await productsOf(client, set);
    const files: string[] = [];
    const lowSky = products.find(({ kind }) => kind === 'mask-picture');
    for (const [product, name] of [
      [only(products, 'mask-drawing', set), 'mask.tif'],
      // A mask given by hand comes without frames: nothing is drawn beside it.
      ...(lowSky === undefined ? [] : [[lowSky, 'low-sky.png'] as const]),
    ] as const) {
      const path = join(resolve(options.to), `${set.night}_${set.set}_${name}`);
      await downloadArtifact(client, product.sha256, path, () => undefined);
      files.push(path);
    }
    if (options.json === true) printJson({ night: set.night, set: set.set, files });
    else {
      process.stdout.write(`${files.join('\n')}\n`);
      process.stderr.write(
        `White is sky, black is terrain. Paint, then: nightskies mask import ${set.night}/${set.set} ${files[0] ?? 'mask.tif'}\n`,
      );
    }
    return exitCodes.done;
  });
}

/** `nightskies mask import`: a mask a person made; it wins over every proposal from now on. */
export async function maskImport(
  given: Record<string, unknown>,
  [named = '', file = '']: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema.extend({ remove: z.boolean().optional() }), given);
  const set = parseSetName(named);
  const base64 = options.remove === true ? null : await checkedMask(file);
  return withCatalog(options, 'refuse', async (client) => {
    const { items } = await client.post(
      `/nights/${encodeURIComponent(set.night)}/given`,
      { kind: 'given-mask', set: set.set, name: basename(file === '' ? 'mask' : file), base64 },
      givenListSchema,
    );
    const masks = items.filter(({ kind }) => kind === 'given-mask');
    if (options.json === true) printJson({ masks });
    else {
      for (const { night, set: of, name, digest } of masks) {
        const where = of === 0 ? 'all sets' : `set ${of}`;
        process.stdout.write(`${night} ${where}: ${name} ${digest.slice(0, 12)}\n`);
      }
      process.stderr.write(
        `The next run of ${set.night} uses ${base64 === null ? 'its own proposal' : 'it'}: what depends on the mask is computed anew.\n`,
      );
    }
    return exitCodes.done;
  });
}

/** The bytes of a mask that can be read as one; what is odd about it is said at once. */
async function checkedMask(file: string): Promise<string> {
  if (file === '') {
    throw new NightSkiesError(
      problem('bad-option', 'which file holds the mask?', {
        expected: 'nightskies mask import NIGHT/1 FILE',
        hint: 'Give the picture you painted, or --remove to forget the one given before.',
      }),
    );
  }
  const bytes = await readFile(file);
  const { readGivenMask } = await import('@nightskies/natural-sky-service');
  const { problems } = await readGivenMask(bytes, file, 0.05);
  for (const { message, found, hint } of problems) {
    process.stderr.write(`note: ${message} (${found ?? ''}). ${hint ?? ''}\n`);
  }
  return Buffer.from(bytes).toString('base64');
}

/** `nightskies mask show`: whose mask a set has, how much terrain is in it, and how sure it is. */
export async function maskShow(
  given: Record<string, unknown>,
  [named = '']: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const set = parseOneSet(named);
  return withCatalog(options, 'refuse', async (client) => {
    const mask = only(await productsOf(client, set), 'terrain-mask', set);
    const pieces: Buffer[] = [];
    await client.download(`/artifacts/${mask.sha256}/content`, (piece) => {
      pieces.push(piece);
    });
    const { maskSummary, readMaskFile } = await import('@nightskies/natural-sky');
    const summary = maskSummary(readMaskFile(Buffer.concat(pieces), 'terrain_mask.fits'));
    if (options.json === true) printJson({ night: set.night, set: set.set, ...summary });
    else process.stdout.write(`${inWords(summary).join('\n')}\n`);
    return exitCodes.done;
  });
}

function inWords(summary: MaskSummary): string[] {
  const { origin, maskedShare, highest, overallConfidence, unknown, doubtful } = summary;
  const ranges = (list: MaskSummary['unknown']): string =>
    list.map(({ fromDeg, toDeg }) => `${fromDeg.toFixed(1)} to ${toDeg.toFixed(1)}`).join(', ');
  return [
    origin === 'given' ? 'Given by a person.' : 'Proposed from the frames of the set.',
    `Terrain hides ${(100 * maskedShare).toFixed(2)} % of the sky above the horizon.`,
    highest === null
      ? 'No terrain stands above the horizon.'
      : `Highest at azimuth ${highest.azimuthDeg.toFixed(1)} deg: ${highest.altitudeDeg.toFixed(2)} deg.`,
    `Confidence ${overallConfidence.toFixed(2)} of 1.`,
    ...(unknown.length === 0 ? [] : [`Nothing known at azimuth ${ranges(unknown)} deg.`]),
    ...(doubtful.length === 0 ? [] : [`Little confidence at azimuth ${ranges(doubtful)} deg.`]),
  ];
}
