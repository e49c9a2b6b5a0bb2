import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  naturalSkyFitSchema,
  nightReportSchema,
  type ArtifactKind,
  type NaturalSkyFitDocument,
} from '@nightskies/contracts';
import { maskSummary, readMaskFile, type TerrainMask } from '@nightskies/natural-sky';
import {
  columnAzimuthDeg,
  magOfLuminance,
  nanolambertCdM2,
  nanolambertsOfMag,
  rowAltitudeDeg,
} from '@nightskies/sky';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import {
  altitudeOf,
  cellSigmas,
  errorOn,
  measuredOn,
  quantile,
  shareWithin,
  sumsOf,
  truthOf,
  writeSumOfTruth,
} from './natural-sky-truth.js';
import { nightArguments, processNight, type ProcessResult } from './nightskies.js';

const name = 'SIMA261101';
/** Zenith airglow of the night as observed, nL. */
const trueAirglowNl = 32.9;

function pathOf(run: ProcessResult, kind: ArtifactKind): string {
  const path = run.products.find((product) => product.kind === kind)?.path;
  if (path == null) throw new Error(`no ${kind}`);
  return path;
}

async function fitOf(run: ProcessResult): Promise<NaturalSkyFitDocument> {
  const text = await readFile(pathOf(run, 'natural-sky-fit'), 'utf8');
  return naturalSkyFitSchema.parse(JSON.parse(text));
}

function metricOf(
  { metrics }: ProcessResult,
  wanted: string,
  sky: 'full' | 'free',
): { readonly value: number; readonly sigma: number } {
  const found = metrics.find((metric) => metric.name === wanted && metric.sky === sky);
  return { value: found?.value ?? Number.NaN, sigma: found?.uncertainty ?? Number.NaN };
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;

/** What is natural and what is artificial, truth beside product, in cells of 0.2 deg, nL. */
interface Compared {
  readonly natural: Float32Array;
  readonly artificial: Float32Array;
  readonly trueNatural: Float32Array;
  readonly trueArtificial: Float32Array;
  /** Cells that are sky in truth and in the mask. */
  readonly sky: readonly number[];
}

async function compared(night: string, run: ProcessResult): Promise<Compared> {
  const observed = await measuredOn(pathOf(run, 'brightness-map'));
  const artificial = await measuredOn(pathOf(run, 'artificial-map'));
  const faint = await truthOf(night, 'faintstars_nl');
  const diffuse = await truthOf(night, 'natural_nl');
  const terrain = await truthOf(night, 'terrain_mask');
  return {
    artificial,
    natural: observed.map((light, cell) => light - (artificial[cell] ?? Number.NaN)),
    // The star-free map keeps the mean light of the faint stars.
    trueNatural: diffuse.map((light, cell) => light + (faint[cell] ?? Number.NaN)),
    trueArtificial: await truthOf(night, 'domes_nl'),
    sky: [...artificial.keys()].filter(
      (cell) => terrain[cell] === 0 && Number.isFinite(artificial[cell]),
    ),
  };
}

/** Absolute errors of a map above 10 deg, nL. */
function errorsAbove10(
  { sky }: Compared,
  found: Float32Array,
  truth: Float32Array,
): readonly number[] {
  return sky
    .filter((cell) => altitudeOf(cell) > 10)
    .map((cell) => Math.abs((found[cell] ?? Number.NaN) - (truth[cell] ?? Number.NaN)));
}

/** Horizontal illuminance by artificial light: measured, its error, and truth over the same sky, mlx. */
function artificialLight(run: ProcessResult, maps: Compared) {
  const { value, sigma } = metricOf(run, 'artificial-horizontal-illuminance', 'free');
  const masked = maps.trueArtificial.map((light, cell) =>
    Number.isNaN(maps.artificial[cell]) ? Number.NaN : light,
  );
  const truth = sumsOf(masked).horizontalMlx;
  say(
    `artificial horizontal illuminance ${value.toFixed(4)} +- ${sigma.toFixed(4)} mlx, truth ${truth.toFixed(4)}: ` +
      `${percent(value / truth - 1)}, ${((value - truth) / sigma).toFixed(2)} sigma`,
  );
  return { value, sigma, truth };
}

describe.skipIf(!hasIndependentNight)(
  'natural and artificial light of the independent night',
  () => {
    let folder: string;
    let night: string;
    let given: string[];
    let run: ProcessResult;
    let maps: Compared;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nightskies judge '));
      night = unpackNight().night;
      const galactic = join(folder, 'galactic.fits');
      const diffuse = join(folder, 'diffuse.fits');
      await writeSumOfTruth(night, ['galactic_nl', 'faintstars_nl'], galactic);
      await writeSumOfTruth(night, ['scattered_nl'], diffuse);
      given = [
        ...nightArguments(night, name),
        ...['--workspace', join(folder, 'workspace'), '--param', 'maps=star-free'],
        ...['--param', 'extinction-law=constant'],
        ...['--given', `galactic=${galactic}`, '--given', `diffuse=${diffuse}`],
      ];
      run = await processNight(given);
      maps = await compared(night, run);
    });
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    describe('with its invented light given as maps of a person', () => {
      it('are told apart without a stop, up to the report', async () => {
        expect(run).toMatchObject({ code: 0, problems: [] });
        say(`${run.seconds.toFixed(1)} s, ${(run.peakMemoryBytes / 1e6).toFixed(0)} MB at most`);
        const page = await readFile(pathOf(run, 'night-report'), 'utf8');
        expect(page).toContain(name);
        const facts = await readFile(pathOf(run, 'night-report-facts'), 'utf8');
        const report = nightReportSchema.parse(JSON.parse(facts));
        expect(report.sets[0]?.answer.artificialShare.value).toBeGreaterThan(0);
      });

      it('the natural model is within 12 nL over 95 % of the free sky above 10 deg', () => {
        const errors = errorsAbove10(maps, maps.natural, maps.trueNatural);
        const within = quantile(errors, 0.95);
        say(
          `natural model: 95 % within ${within.toFixed(2)} nL, median ${quantile(errors, 0.5).toFixed(2)}`,
        );
        expect(within).toBeLessThan(12);
      });

      it('zenith airglow as observed is right to 10 % and covered by its error', async () => {
        const { value, sigma } = (await fitOf(run)).airglowZenithObservedNl;
        say(`zenith airglow ${value.toFixed(2)} +- ${sigma.toFixed(2)} nL, truth ${trueAirglowNl}`);
        expect(Math.abs(value / trueAirglowNl - 1)).toBeLessThan(0.1);
        expect(Math.abs(value - trueAirglowNl)).toBeLessThan(2 * sigma);
      });

      it('the artificial map is right to 4 nL in the median', () => {
        const errors = errorsAbove10(maps, maps.artificial, maps.trueArtificial);
        const median = quantile(errors, 0.5);
        say(`artificial map: median error ${median.toFixed(2)} nL`);
        expect(median).toBeLessThan(4);
      });

      it('artificial light on the ground is right to 30 %, and to two of its errors', () => {
        const { value, sigma, truth } = artificialLight(run, maps);
        expect(Math.abs(value / truth - 1)).toBeLessThan(0.3);
        expect(Math.abs(value - truth)).toBeLessThan(2 * sigma);
      });
    });

    it('terrain is masked where it stands', async () => {
      const path = pathOf(run, 'terrain-mask');
      const mask = readMaskFile(await readFile(path), path);
      const { right, rmsDeg } = await judgedMask(night, mask);
      say(
        `mask: ${percent(right)} of the cells of 0 to 10 deg right, skyline ${rmsDeg.toFixed(4)} deg rms`,
      );
      expect(right).toBeGreaterThan(0.985);
      expect(rmsDeg).toBeLessThan(0.15);
      expect(maskSummary(mask).origin).toBe('proposed');
    });

    it('all light together is measured to 1 %, its brightest side to 5 deg', async () => {
      const scene = await truthOf(night, 'scene_mag');
      const truth = sumsOf(scene.map((mag) => nanolambertsOfMag(mag)));
      const nl = nanolambertCdM2;
      const value = (wanted: string): number => metricOf(run, wanted, 'full').value;
      const deviation = {
        zenith:
          10 ** (-0.4 * (value('zenith-brightness') - magOfLuminance(truth.zenithNl * nl))) - 1,
        mean: value('mean-luminance') / (truth.meanNl * nl * 1000) - 1,
        horizontal: value('horizontal-illuminance') / truth.horizontalMlx - 1,
        vertical: value('vertical-illuminance-maximum') / truth.vertical.mlx - 1,
      };
      const azimuth = value('vertical-illuminance-maximum-azimuth');
      say(
        `measured over truth - 1: ${JSON.stringify(deviation)}; brightest towards ${azimuth.toFixed(2)}, truth ${truth.vertical.azimuthDeg} deg`,
      );
      for (const one of Object.values(deviation)) expect(Math.abs(one)).toBeLessThan(0.01);
      expect(Math.abs(azimuth - truth.vertical.azimuthDeg)).toBeLessThan(5);
    });

    it('nothing is computed by a second run', async () => {
      const again = await processNight(given);
      expect(again.tasks).toEqual({ computed: 0, reused: run.tasks.computed, failed: 0 });
    });

    it('the natural zenith is right to two of its errors with the maps of the product, too', async () => {
      const own = await processNight([
        ...nightArguments(night, name),
        ...['--workspace', join(folder, 'workspace'), '--param', 'maps=star-free'],
      ]);
      expect(own).toMatchObject({ code: 0, problems: [] });
      const separated = await compared(night, own);
      const natural = errorsAbove10(separated, separated.natural, separated.trueNatural);
      const artificial = errorsAbove10(separated, separated.artificial, separated.trueArtificial);
      say(
        `own maps: natural 95 % within ${quantile(natural, 0.95).toFixed(2)} nL, artificial median error ` +
          `${quantile(artificial, 0.5).toFixed(2)} nL`,
      );
      // The galactic and the scattered light of this night are invented: no map of the real sky fits them.
      const light = artificialLight(own, separated);
      expect(Math.abs(light.value - light.truth)).toBeLessThan(2 * light.sigma);
      const errors = await errorOn(pathOf(own, 'natural-sky-map'));
      const cells = cellSigmas(separated, errors, 5);
      const [one, two] = [shareWithin(cells, 1), shareWithin(cells, 2)];
      say(
        `own maps: ${percent(one)} of the cells of 5 deg within 1 sigma, ${percent(two)} within 2`,
      );
      expect(Math.abs(one - 0.68)).toBeLessThan(0.08);
      expect(Math.abs(two - 0.95)).toBeLessThan(0.04);
      const { value, sigma } = metricOf(own, 'natural-zenith-luminance', 'free');
      const truth = sumsOf(separated.trueNatural).zenithNl * 1000 * nanolambertCdM2;
      say(
        `own maps: natural zenith ${value.toFixed(4)} +- ${sigma.toFixed(4)} mcd/m2, truth ${truth.toFixed(4)}`,
      );
      expect(Math.abs(value - truth)).toBeLessThan(2 * sigma);
    });
  },
);

/** Cells between 0 and 10 deg that are what they truly are, and the error of the skyline. */
async function judgedMask(
  night: string,
  { grid, sky, skylineDeg }: TerrainMask,
): Promise<{ readonly right: number; readonly rmsDeg: number }> {
  const lines = (await readFile(join(night, 'truth', 'maps', 'horizon.csv'), 'utf8')).trim();
  const skyline = lines
    .split(/\r?\n/)
    .slice(1)
    .map((line) => Number(line.split(',')[1]));
  let squares = 0;
  let right = 0;
  let cells = 0;
  for (let column = 0; column < grid.columns; column += 1) {
    const place = (((columnAzimuthDeg(grid, column) + 360) % 360) / 360) * skyline.length;
    const before = skyline[Math.floor(place)] ?? Number.NaN;
    const after = skyline[Math.ceil(place) % skyline.length] ?? Number.NaN;
    const truth = before + (after - before) * (place % 1);
    squares += ((skylineDeg[column] ?? Number.NaN) - truth) ** 2;
    for (let row = 0; row < grid.rows; row += 1) {
      const altitude = rowAltitudeDeg(grid, row);
      if (altitude < 0 || altitude > 10) continue;
      cells += 1;
      if ((sky[row * grid.columns + column] ?? 0) >= 128 === altitude > truth) right += 1;
    }
  }
  return { right: right / cells, rmsDeg: Math.sqrt(squares / grid.columns) };
}
