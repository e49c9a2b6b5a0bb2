import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { bandSchema, NightSkiesError, problem } from '@nightskies/contracts';
import { parseNightName } from '@nightskies/nsnsd';
import {
  componentMapsFile,
  drawnSky,
  duskHourUtc,
  realisticStars,
  simulateNight,
  siteOfSky,
  usualComponents,
  type Cloud,
  type MetricsTruth,
  type NightTruth,
  type Sky,
} from '@nightskies/simulator';
import {
  allSkyGrid,
  magOfLuminance,
  nanolambertCdM2,
  openStarCatalogue,
  starCatalogueUrl,
} from '@nightskies/sky';
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
  skySeed: z.coerce.number().int().min(0).max(0xffffffff).optional(),
  moon: z.boolean().optional(),
  twilight: z.boolean().optional(),
  start: z
    .string()
    .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'expected HH:MM, UTC')
    .transform(hoursOf)
    .optional(),
  snow: z.boolean().optional(),
  artificial: z.boolean().optional(),
  terrain: z.boolean().optional(),
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

/** Hours of a time of day, `06:30`. */
function hoursOf(time: string): number {
  const [hours = Number.NaN, minutes = Number.NaN] = time.split(':').map(Number);
  return hours + minutes / 60;
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
  /** A sky of known components, another for each seed. */
  readonly skySeed?: number | undefined;
  /** The Moon has to be up. */
  readonly moon?: boolean | undefined;
  /** The set begins with the Sun `duskDepthDeg` down. */
  readonly twilight?: boolean | undefined;
  /** Start of the first frame, hours UTC; the usual one without. */
  readonly start?: number | undefined;
  readonly snow?: boolean | undefined;
  /** False: no town anywhere. */
  readonly artificial?: boolean | undefined;
  /** False: a level horizon. */
  readonly terrain?: boolean | undefined;
}

/** Depth of the Sun at which a set in twilight begins: nautical twilight. */
const duskDepthDeg = 10;

/** The sky that was asked for: of components as soon as anything is said of it. */
function skyOf(wanted: WantedNight): Sky {
  const { skySeed, moon, twilight, snow, artificial, terrain } = wanted;
  const usual = [moon, twilight, snow].every((one) => one !== true);
  if (skySeed === undefined && usual && artificial !== false && terrain !== false) {
    return { kind: 'scene' };
  }
  const sky = skySeed === undefined ? usualComponents : drawnSky(skySeed);
  return {
    ...sky,
    snow: snow === true,
    domes: artificial === false ? [] : sky.domes,
    terrain: terrain === false ? null : sky.terrain,
  };
}

/** Start of the night where it has to be another than the usual one. */
function startOf({ twilight, night, start }: WantedNight): { startHourUtc?: number } {
  if (start !== undefined) return { startHourUtc: start };
  if (twilight !== true) return {};
  const date = parseNightName(night)?.date;
  const hour = date === undefined ? null : duskHourUtc(siteOfSky, date, duskDepthDeg);
  return hour === null ? {} : { startHourUtc: hour };
}

function moonDown(night: string, altitudeDeg: number): NightSkiesError {
  return new NightSkiesError(
    problem('bad-option', '--moon: the Moon is not up in this night', {
      found: `--night ${night}, the Moon at ${altitudeDeg.toFixed(0)} deg`,
      expected: 'a date with the Moon above the horizon in the evening',
      hint: 'Give a night a few days before full Moon, as --night DEMO261122.',
    }),
  );
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
      sky: skyOf(wanted),
      ...startOf(wanted),
      bFrames: wanted.bands.includes('B') ? everyFrame : [],
    },
    openStarCatalogue(await readFile(starCatalogueUrl)),
  );
  const moonAltitudeDeg = simulated.truth.components?.moonAltitudeDeg ?? 0;
  if (wanted.moon === true && moonAltitudeDeg < 0) throw moonDown(wanted.night, moonAltitudeDeg);
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
    metrics: {
      ...namedMetrics(metrics),
      ...namedConstants(simulated.truth),
      ...namedComponents(simulated.truth),
      'pixel-scale': scale,
    },
  };
  const grid = allSkyGrid(0.5);
  const maps = simulated.componentMaps(grid);
  if (maps !== null) await write('truth/components.fits', componentMapsFile(maps, grid));
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

/** What natural and artificial light of the sky above the terrain should come to. */
function namedComponents({ components }: NightTruth): NamedNumbers {
  if (components === null) return {};
  const { natural, artificial } = components;
  const mean = (nl: number) => ({ value: nl * nanolambertCdM2 * 1000, unit: 'mcd/m2' });
  const onPlate = (lux: number) => ({ value: lux * 1000, unit: 'mlx' });
  return {
    'natural-zenith-luminance': mean(natural.zenithNl),
    'natural-mean-luminance': mean(natural.meanNl),
    'natural-horizontal-illuminance': onPlate(natural.horizontalIlluminanceLux),
    'artificial-zenith-luminance': mean(artificial.zenithNl),
    'artificial-mean-luminance': mean(artificial.meanNl),
    'artificial-horizontal-illuminance': onPlate(artificial.horizontalIlluminanceLux),
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
