import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { bandSchema, NightSkiesError, problem } from '@nightskies/contracts';
import {
  realisticStars,
  simulateNight,
  type Cloud,
  type MetricsTruth,
  type NightTruth,
} from '@nightskies/simulator';
import { magOfLuminance, openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { z } from 'zod';
import { exitCodes } from '../exit-codes.js';
import { jsonOption, parseOptions, printJson } from '../options.js';

const optionsSchema = z.object({
  ...jsonOption,
  to: z.string().min(1),
  seed: z.coerce.number().int().min(0).max(0xffffffff),
  size: z.coerce.number().int().min(64).max(1024),
  night: z.string().min(1),
  bands: z.string().transform((text) => z.array(bandSchema).parse(text.toUpperCase().split(','))),
  realistic: z.boolean().optional(),
  clouds: z.array(z.string().transform(cloudOf)).optional(),
});

/** `ib012=0.05`: a cloud over one frame; a number alone, over all of them. */
function cloudOf(text: string, context: z.RefinementCtx): Cloud {
  const [, frame, mag] = /^(?:([a-z0-9]+)=)?(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (mag === undefined) {
    context.addIssue({ code: 'custom', message: `expected FRAME=MAG or MAG, found ${text}` });
    return z.NEVER;
  }
  return { mag: Number(mag), ...(frame === undefined ? {} : { frames: [frame] }) };
}

type NamedNumbers = Readonly<Record<string, { readonly value: number; readonly unit: string }>>;

export interface WantedNight {
  readonly seed: number;
  readonly size: number;
  readonly night: string;
  readonly bands: readonly ('V' | 'B')[];
  /** With the stars, wings and flats of the field (`realisticStars`). */
  readonly realistic?: boolean | undefined;
  readonly clouds?: readonly Cloud[] | undefined;
}

/** `nightskies simulate`: a raw night with known truth, in the old tree. */
export async function simulate(given: Record<string, unknown>): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const folder = resolve(options.to);
  const field = join(folder, 'Data', 'fielddata', options.night);
  if (existsSync(field)) {
    throw new NightSkiesError(
      problem('bad-option', '--to: there is a night of this name already', {
        file: field,
        expected: 'a folder without it',
        hint: 'Give another folder, or another --night; raw frames are never replaced.',
      }),
    );
  }
  const files = await writeNight(folder, options);
  if (options.json === true) printJson({ folder, files });
  else process.stderr.write(`Wrote ${files} files to ${folder}\n`);
  return exitCodes.done;
}

/** Writes a simulated night and its truth, file by file; returns the number of files. */
export async function writeNight(folder: string, wanted: WantedNight): Promise<number> {
  const everyFrame = Array.from({ length: 45 }, (_, index) => index + 1);
  const simulated = simulateNight(
    {
      // As deep as binned frames are measured; fainter stars are too small a part of them to be seen.
      ...(wanted.realistic === true ? realisticStars : { faintestV: 7 }),
      clouds: wanted.clouds ?? [],
      seed: wanted.seed,
      size: wanted.size,
      night: wanted.night,
      bFrames: wanted.bands.includes('B') ? everyFrame : [],
    },
    openStarCatalogue(await readFile(starCatalogueUrl)),
  );
  let files = 0;
  const write = async (relative: string, bytes: Uint8Array | string): Promise<void> => {
    const path = join(folder, ...relative.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    files += 1;
  };
  for (const file of simulated) await write(file.path, file.bytes);
  const { metrics, referenceScaleArcsec, binning } = simulated.truth;
  const scale = { value: referenceScaleArcsec / binning, unit: 'arcsec/px' };
  const truth = {
    ...simulated.truth,
    metrics: { ...namedMetrics(metrics), ...namedConstants(simulated.truth), 'pixel-scale': scale },
  };
  await write('truth/stars.csv', simulated.stars());
  await write('truth/truth.json', `${JSON.stringify(truth, null, 2)}\n`);
  return files;
}

/** What the stars of V should give under the names and units of the measured ones. */
function namedConstants({ zeropointMag, extinctionMagPerAirmass }: NightTruth): NamedNumbers {
  const zeropoint = { value: zeropointMag.V, unit: 'mag' };
  const extinction = { value: extinctionMagPerAirmass.V, unit: 'mag/airmass' };
  return {
    'zeropoint-free': zeropoint,
    'zeropoint-default': zeropoint,
    'zeropoint-applied': zeropoint,
    'extinction-free': extinction,
    'extinction-fixed': extinction,
  };
}

/** The true sums under the names and units of the measured ones. */
function namedMetrics(truth: MetricsTruth): NamedNumbers {
  return {
    'zenith-brightness': {
      value: magOfLuminance(truth.zenithLuminanceCdM2),
      unit: 'mag/arcsec2',
    },
    'mean-luminance': { value: truth.meanLuminanceCdM2 * 1000, unit: 'mcd/m2' },
    'horizontal-illuminance': { value: truth.horizontalIlluminanceLux * 1000, unit: 'mlx' },
  };
}
