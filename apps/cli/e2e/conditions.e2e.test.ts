import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { nightReportSchema, type SetReport } from '@nightskies/contracts';
import { parseNightName } from '@nightskies/nsnsd';
import {
  defaultNight,
  duskHourUtc,
  simulateNight,
  siteOfSky,
  usualComponents,
  type NightOptions,
} from '@nightskies/simulator';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightArguments, processNight, type ProcessResult } from './nightskies.js';

const dark = 'TEST261107';
/** Two days before full Moon. */
const moonlit = 'TEST261122';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies conditions '));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const stems = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `ib${String(from + at).padStart(3, '0')}`);

interface Reported {
  readonly args: readonly string[];
  readonly run: ProcessResult;
  readonly set: SetReport;
  readonly page: string;
}

/** The report of a small night under these conditions, without some of its frames. */
async function reported(
  options: Partial<NightOptions> & Pick<NightOptions, 'night'>,
  lost: readonly string[] = [],
): Promise<Reported> {
  const root = await mkdtemp(join(folder, 'night '));
  const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
  const wanted = { ...defaultNight, seed: 3, faintestV: 7, sky: usualComponents, ...options };
  for (const file of simulateNight(wanted, catalogue)) {
    if (lost.includes(basename(file.path, '.fit'))) continue;
    const path = join(root, ...file.path.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.bytes);
  }
  const args = [
    ...nightArguments(root, options.night),
    ...['--workspace', join(root, 'workspace'), '--param', 'maps=star-free'],
  ];
  const run = await processNight(args);
  const read = async (kind: 'night-report' | 'night-report-facts'): Promise<string> =>
    readFile(run.products.find((product) => product.kind === kind)?.path ?? '', 'utf8');
  const { sets } = nightReportSchema.parse(JSON.parse(await read('night-report-facts')));
  const [set] = sets;
  if (set === undefined) throw new Error('the report holds no set');
  return { args, run, set, page: await read('night-report') };
}

/** The sentence of a caveat, which the page says as well. */
function caveatOf({ set, page }: Reported, code: string): string {
  const found = set.caveats.find((caveat) => caveat.code === code);
  if (found === undefined) {
    throw new Error(`no ${code}, but ${set.caveats.map((caveat) => caveat.code).join()}`);
  }
  expect(page).toContain(found.sentence.slice(0, 40));
  return found.sentence;
}

const titlesOf = ({ set }: Reported): string[] => set.pictures.map(({ title }) => title);

/** What was seen is told; nothing is said of what is natural and artificial in it. */
function expectNothingSeparated(report: Reported, why: string): void {
  const { run, set } = report;
  expect(set.grade).toMatchObject({ value: 0, by: 'proposed' });
  expect(set.answer.zenithBrightness.value).toBeGreaterThan(15);
  for (const answer of ['artificialShare', 'lightRatio', 'skyQuality'] as const) {
    expect(set.answer[answer]).toMatchObject({ value: null, uncertainty: null });
    expect(set.answer[answer].reason).toContain(why);
  }
  const separated = run.metrics.filter(({ name }) => /^(artificial|natural)-|-ratio/.test(name));
  expect(separated.filter(({ value }) => value !== null)).toEqual([]);
  expect(titlesOf(report)).toEqual(['The sky without its stars', 'Light on upright surfaces']);
}

describe('the report of a set', () => {
  it('under the Moon says so, and claims nothing of natural and artificial light', async () => {
    const report = await reported({ night: moonlit });
    expect(caveatOf(report, 'moon-up')).toMatch(/Moon was up to \d+ deg .*, 9\d % lit/);
    expectNothingSeparated(report, 'moon-up');
    // Pictures that were not made are not tried again.
    expect((await processNight(report.args)).tasks.computed).toBe(0);
  });

  it('in twilight says so, and claims nothing of natural and artificial light', async () => {
    const date = parseNightName(dark)?.date;
    const startHourUtc = date === undefined ? null : duskHourUtc(siteOfSky, date, 10);
    const report = await reported({ night: dark, startHourUtc: startHourUtc ?? Number.NaN });
    expect(caveatOf(report, 'twilight')).toMatch(/Sun was only 1\d\.\d deg below the horizon/);
    expectNothingSeparated(report, 'twilight');
  });

  it('under passing clouds names the frames, and trusts the separation less', async () => {
    const report = await reported({ night: dark, clouds: [{ frames: stems(18, 27), mag: 0.3 }] });
    const sentence = caveatOf(report, 'cloudy');
    expect(sentence).toMatch(/ib018, ib019/);
    expect(sentence).toContain('neither of which is corrected');
    expect(report.set.grade?.value).toBeLessThanOrEqual(2);
    const { value, uncertainty } = report.set.answer.artificialShare;
    expect(uncertainty ?? 0).toBeGreaterThan(0.2 * (value ?? Number.NaN));
  });

  it('over snow says that the ground throws light back', async () => {
    const report = await reported({ night: dark, sky: { ...usualComponents, snow: true } });
    expect(caveatOf(report, 'snow-bright')).toMatch(/as bright as the sky over it, as under snow/);
    expect(report.set.grade?.value).toBeLessThanOrEqual(3);
  });

  it('with a quarter of its frames lost sums what was seen, and gives sums no error', async () => {
    const lost = [...stems(5, 8), ...stems(20, 23), 'ib034', 'ib035', 'ib043'];
    const report = await reported({ night: dark }, lost);
    const sentence = caveatOf(report, 'sky-missing');
    expect(sentence).toMatch(/2\d % of the sky was not seen \(mostly azimuth \d+ to 1\d\d\)/);
    expect(sentence).toContain('nothing is filled in');
    expect(report.set.omissions[0]?.what).toContain(lost.join(', '));
    expect(report.set.grade?.value).toBeLessThanOrEqual(3);
    // The zenith was seen; the hemisphere was not.
    expect(report.set.answer.zenithBrightness.uncertainty).toBeGreaterThan(0);
    for (const answer of ['artificialShare', 'lightRatio', 'skyQuality'] as const) {
      expect(report.set.answer[answer].uncertainty).toBeNull();
      expect(report.set.answer[answer].reason).toMatch(/has no data/);
    }
  });

  it('without a usable star says what its brightness rests on, and counts no stars', async () => {
    const report = await reported({ night: dark, stars: false });
    expect(caveatOf(report, 'no-standard-stars')).toContain('rests on the zeropoint 14.740 mag');
    expect(report.set.grade?.value).toBeLessThanOrEqual(3);
    expect(report.set.answer.zenithBrightness.uncertainty).toBeNull();
    expect(report.set.answer.zenithBrightness.reason).toMatch(/zeropoint/);
    const counted = report.run.metrics.filter(({ name }) => name.startsWith('visible-stars'));
    expect(counted.filter(({ value }) => value !== null)).toEqual([]);
    // One sentence for frames that lack the same, not one for each.
    expect(report.set.omissions.length).toBeLessThan(5);
  });
});
