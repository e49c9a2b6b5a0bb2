import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { photometricFitSchema, type PhotometricFit } from '@nightskies/contracts';
import {
  defaultNight,
  photometricTrial,
  simulateNight,
  type NightOptions,
} from '@nightskies/simulator';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightArguments, nightskies, processNight, type ProcessResult } from './nightskies.js';

const night = 'TEST261107';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies hard sky '));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function processed(
  name: string,
  options: Partial<NightOptions>,
): Promise<{ readonly run: ProcessResult; readonly fit: PhotometricFit; readonly root: string }> {
  const root = join(folder, name);
  const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
  for (const file of simulateNight({ ...defaultNight, night, ...options }, catalogue)) {
    const path = join(root, ...file.path.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.bytes);
  }
  const run = await processNight([
    ...nightArguments(root, night),
    ...['--workspace', join(root, 'workspace'), '--until', 'photometry'],
  ]);
  const product = run.products.find(({ kind }) => kind === 'photometric-fit');
  const fit = photometricFitSchema.parse(JSON.parse(await readFile(product?.path ?? '', 'utf8')));
  return { run, fit, root };
}

const stems = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `ib${String(from + at).padStart(3, '0')}`);
const codes = (run: ProcessResult): string[] => run.problems.map(({ code }) => code);

describe('a set under a passing cloud, with a frame out of focus', () => {
  const clouded = stems(18, 27);

  it('is fitted without them, and says which they are', async () => {
    const { run, fit, root } = await processed('cloudy', {
      ...photometricTrial,
      // Stars fainter than the catalogue take time and add nothing to what is judged here.
      faintStars: null,
      seed: 4,
      clouds: [{ frames: clouded, mag: 0.25 }],
      defocus: [{ frames: ['ib035'], widthFactor: 1.8 }],
    });
    const named = new Map(run.problems.map((problem) => [problem.code, problem.found ?? '']));
    for (const stem of clouded) expect(named.get('not-photometric')).toContain(stem);
    expect(fit.photometric).toBe(false);
    const found = fit.conditions.filter(({ kind }) => kind === 'cloud-in-frame');
    expect(found.map(({ frame }) => frame).sort()).toEqual(clouded);
    for (const { value, sigma } of found) expect(Math.abs(value - 0.25)).toBeLessThan(5 * sigma);
    expect(fit.frames.find(({ frame }) => frame === 'ib035')).toMatchObject({
      used: 0,
      reason: expect.stringMatching(/focus/) as unknown,
    });
    const { zeropoint, extinction } = fit.free ?? {};
    expect(Math.abs((zeropoint?.value ?? 0) - 14.74)).toBeLessThan(3 * (zeropoint?.total ?? 0));
    expect(Math.abs((extinction?.value ?? 0) - 0.16)).toBeLessThan(3 * (extinction?.total ?? 0));

    const to = join(root, 'out');
    const done = await nightskies([
      ...['export', run.run, '--workspace', join(root, 'workspace'), '--to', to],
      ...['--layout', 'nsnsd'],
    ]);
    expect(done.code, done.stderr).toBe(0);
    const calibdata = join(to, 'Data', 'calibdata', night);
    const workbook = await readFile(join(calibdata, 'extinction_fit_V.xlsx'));
    expect(workbook.subarray(0, 2).toString()).toBe('PK');
    const list = await readFile(join(calibdata, 'extinction_stars_V_1.txt'), 'utf8');
    expect(list).toMatch(/^# File {4}Star/);
    expect(list).not.toContain('020.fit');
    expect(list.trimEnd().split('\n')).toHaveLength(1 + fit.measurements.used);
  });
});

describe('a set without a usable star', () => {
  it("is calibrated with the camera's zeropoint, and says why", async () => {
    const { run, fit } = await processed('dark', { size: 128, stars: false });
    expect(fit.free).toBeNull();
    expect(fit.reason).not.toBeNull();
    expect(fit.applied).toMatchObject({ zeropointMag: 14.74 });
    expect(fit.applied.origin).toContain('filelist');
    expect(codes(run)).toContain('zeropoint-unmeasured');
    expect(run.metrics.find(({ name }) => name === 'zeropoint-free')).toMatchObject({
      value: null,
      reason: fit.reason,
    });
  });
});
