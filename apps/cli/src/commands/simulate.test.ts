import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
