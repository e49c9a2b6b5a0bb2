import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFits } from '@nightskies/fits';
import { z } from 'zod';
import { simulate } from './simulate.js';

const truthSchema = z.object({
  frames: z.array(z.object({ name: z.string(), cloudMag: z.number() })),
});

describe('simulate --clouds', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies-simulate-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const given = (clouds: readonly string[]) => ({
    to: folder,
    seed: '1',
    size: '64',
    night: 'DEMO261101',
    bands: 'V',
    json: true,
    clouds,
  });

  it('dims the frames it names, and all frames by what names none', async () => {
    expect(await simulate(given(['ib012=0.05', '0.2']))).toBe(0);
    const truth = truthSchema.parse(
      JSON.parse(await readFile(join(folder, 'truth', 'truth.json'), 'utf8')),
    );
    expect(truth.frames).toHaveLength(47);
    for (const { name, cloudMag } of truth.frames) {
      expect(cloudMag).toBeCloseTo(name === 'ib012' ? 0.25 : 0.2, 12);
    }
  });

  it('refuses what is no cloud, and frames there are not', async () => {
    const night = (cloud: string) => ({ ...given([cloud]), night: 'DEMO261102' });
    await expect(simulate(night('ib012=much'))).rejects.toThrow('FRAME=MAG');
    await expect(simulate(night('ib046=0.1'))).rejects.toMatchObject({
      problem: { found: 'ib046', expected: 'names of light frames, as in ib012' },
    });
  });
});

const skyTruthSchema = z.object({
  options: z.object({
    startHourUtc: z.number(),
    sky: z.object({ kind: z.string(), snow: z.boolean(), domes: z.array(z.unknown()) }),
  }),
  components: z.object({
    sunAltitudeDeg: z.number(),
    moonAltitudeDeg: z.number(),
    moonlight: z.object({ zenithNl: z.number() }),
  }),
  metrics: z.record(z.string(), z.object({ value: z.number() })),
});

describe('simulate, skies of known components', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies-simulate-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const simulated = async (night: string, more: Record<string, unknown>) => {
    const to = join(folder, night);
    const given = { to, seed: '1', size: '64', night, bands: 'V', json: true, ...more };
    expect(await simulate(given)).toBe(0);
    const text = await readFile(join(to, 'truth', 'truth.json'), 'utf8');
    return skyTruthSchema.parse(JSON.parse(text));
  };

  it('has no artificial light where none is asked for, in map and sums', async () => {
    const truth = await simulated('DEMO261103', { artificial: false, terrain: false });
    expect(truth.options.sky.domes).toEqual([]);
    expect(truth.metrics['artificial-horizontal-illuminance'].value).toBe(0);
    expect(truth.metrics['natural-horizontal-illuminance'].value).toBeGreaterThan(0.4);
    const maps = readFits(
      await readFile(join(folder, 'DEMO261103', 'truth', 'components.fits')),
      'components.fits',
    );
    expect(maps.hdus).toHaveLength(13);
  });

  it('draws another sky for another seed, under snow when told so', async () => {
    const one = await simulated('DEMO261104', { skySeed: '4', snow: true });
    const other = await simulated('DEMO261105', { skySeed: '5' });
    expect(one.options.sky.snow).toBe(true);
    expect(one.options.sky.domes).not.toEqual(other.options.sky.domes);
  });

  it('begins when it is told to', async () => {
    const late = await simulated('DEMO261108', { start: '06:30', skySeed: '1' });
    expect(late.options.startHourUtc).toBe(6.5);
    await expect(simulated('DEMO261109', { start: '24:10' })).rejects.toThrow('--start');
  });

  it('begins in twilight, and has a Moon only when it is up', async () => {
    const dusk = await simulated('DEMO261106', { twilight: true });
    expect(dusk.options.startHourUtc).toBeGreaterThan(0.5);
    expect(dusk.components.sunAltitudeDeg).toBeGreaterThan(-18);
    const lit = await simulated('DEMO261122', { moon: true });
    expect(lit.components.moonlight.zenithNl).toBeGreaterThan(400);
    await expect(simulated('DEMO261107', { moon: true })).rejects.toThrow('--moon');
  });
});
