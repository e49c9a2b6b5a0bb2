import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { photometricFitSchema, type Fitted, type PhotometricFit } from '@nightskies/contracts';
import { firstImage, readFits } from '@nightskies/fits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { nightArguments, processNight, type ProcessResult } from './nightskies.js';

const name = 'SIMA261101';
const law = z.object({ zeropoint: z.number(), extinction: z.number(), colour_term: z.number() });
const truthSchema = z.object({ photometry: z.object({ V: law, B: law }) });

describe.skipIf(!hasIndependentNight)('zeropoint and extinction of the independent night', () => {
  let folder: string;
  let run: ProcessResult;
  let truth: z.infer<typeof truthSchema>['photometry'];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies judge '));
    const root = unpackNight().night;
    truth = truthSchema.parse(
      JSON.parse(await readFile(join(root, 'truth', 'params.json'), 'utf8')),
    ).photometry;
    run = await processNight([
      ...nightArguments(root, name, 'V,B'),
      ...['--workspace', join(folder, 'workspace')],
    ]);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function fitOf(band: 'V' | 'B'): Promise<PhotometricFit> {
    const product = run.products.find((one) => one.kind === 'photometric-fit' && one.band === band);
    return photometricFitSchema.parse(JSON.parse(await readFile(product?.path ?? '', 'utf8')));
  }

  /** Deviation from the truth, with what may be read off a line. */
  function deviation(what: string, fitted: Fitted | undefined, expected: number): number {
    if (fitted === undefined) throw new Error(`no ${what}`);
    const { value, random, total, systematic } = fitted;
    const named = systematic.map((term) => `${term.name} ${term.value.toFixed(4)}`).join(', ');
    process.stdout.write(
      `${what} ${value.toFixed(4)} +- ${total.toFixed(4)} (random ${random.toFixed(4)}; ${named}), truth ${expected}, off by ${(value - expected).toFixed(4)}\n`,
    );
    return value - expected;
  }

  it('is found in V with errors that can be believed', async () => {
    const { free, fixed } = await fitOf('V');
    const zeropoint = deviation('zeropoint V', free?.zeropoint, truth.V.zeropoint);
    const extinction = deviation('extinction V', free?.extinction, truth.V.extinction);
    deviation('colour term V', free?.colourTerm, truth.V.colour_term);
    deviation('field term V', free?.fieldTerm ?? undefined, 1);
    expect(Math.abs(zeropoint)).toBeLessThan(0.008);
    expect(Math.abs(extinction)).toBeLessThan(0.004);
    const errors = {
      zeropoint: free?.zeropoint.total ?? 1,
      extinction: free?.extinction.total ?? 1,
    };
    expect(errors.zeropoint).toBeLessThanOrEqual(0.006);
    expect(errors.extinction).toBeLessThanOrEqual(0.003);
    expect(Math.abs(zeropoint)).toBeLessThan(2 * errors.zeropoint);
    expect(Math.abs(extinction)).toBeLessThan(2 * errors.extinction);
    const atDefault = deviation('extinction V, 14.74', fixed?.extinction, truth.V.extinction);
    expect(Math.abs(atDefault)).toBeLessThan(0.005);
  });

  it('is found in B from ten frames', async () => {
    const { free } = await fitOf('B');
    const zeropoint = deviation('zeropoint B', free?.zeropoint, truth.B.zeropoint);
    const extinction = deviation('extinction B', free?.extinction, truth.B.extinction);
    expect(Math.abs(zeropoint)).toBeLessThan(0.015);
    expect(Math.abs(extinction)).toBeLessThan(0.01);
    expect(Math.abs(zeropoint)).toBeLessThan(2 * (free?.zeropoint.total ?? 0));
    expect(Math.abs(extinction)).toBeLessThan(2 * (free?.extinction.total ?? 0));
  });

  it('is that of a photometric night', async () => {
    for (const band of ['V', 'B'] as const) {
      expect(await fitOf(band)).toMatchObject({ photometric: true, conditions: [] });
    }
  });

  it('calibrates the maps, which carry it with its error', async () => {
    for (const band of ['V', 'B'] as const) {
      const { applied } = await fitOf(band);
      const map = run.products.find((one) => one.kind === 'brightness-map' && one.band === band);
      const { header } = firstImage(readFits(await readFile(map?.path ?? ''), 'map.fits'));
      expect(header.number('ZEROPT')).toBeCloseTo(applied.zeropointMag, 12);
      expect(header.number('ZEROPERR')).toBeCloseTo(applied.uncertaintyMag ?? 0, 12);
      expect(header.string('ZEROORIG')).toContain('stars of the set');
      const expected = band === 'V' ? truth.V.zeropoint : truth.B.zeropoint;
      expect(Math.abs(applied.zeropointMag - expected)).toBeLessThan(0.015);
    }
  });

  it('stands among the numbers of the run', () => {
    const ofV = run.metrics.filter(({ band }) => band === 'V').map(({ name: title }) => title);
    expect(ofV).toEqual(
      expect.arrayContaining([
        ...['zeropoint-free', 'zeropoint-default', 'zeropoint-applied'],
        ...['extinction-free', 'extinction-fixed'],
      ]),
    );
    const zenith = run.metrics.find(
      (metric) => metric.name === 'zenith-brightness' && metric.band === 'V',
    );
    expect(zenith?.uncertainty).toBeGreaterThan(0);
  });
});
