import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Header, readFits, firstImage, writeFits } from '@nightskies/fits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightArguments, nightskies, processNight, type ProcessResult } from './nightskies.js';

let root: string;
let result: ProcessResult;
const name = 'TEST261101';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nightskies bad night '));
  const written = await nightskies([
    'simulate',
    ...['--to', root, '--seed', '9', '--size', '128', '--night', name, '--bands', 'V,B'],
  ]);
  expect(written.code, written.stderr).toBe(0);
  const set = join(root, 'Data', 'fielddata', name, '1st');

  await truncate(join(set, 'ib002.fit'), 2880 + 5000);

  const bare = firstImage(readFits(await readFile(join(set, 'ib005.fit')), 'ib005.fit'));
  await writeFile(
    join(set, 'ib005.fit'),
    writeFits([
      {
        header: bare.header.without('EXPTIME', 'AZ'),
        shape: bare.shape,
        data: Uint16Array.from(bare.float32()),
      },
    ]),
  );

  await writeFile(
    join(set, 'ib007.fit'),
    writeFits([{ header: bare.header, shape: [64, 64], data: new Uint16Array(64 * 64) }]),
  );

  await rm(join(set, 'biasc16.fit')); // the crop of ib010
  await writeFile(join(set, 'ib012.fit'), 'Dear colleague, the camera did not start.\n');
  await writeFile(
    join(root, 'Images', 'Master', await flatName(root)),
    writeFits([{ header: Header.empty, shape: [64, 64], data: new Float32Array(64 * 64).fill(1) }]),
  );
  result = await processNight([
    ...nightArguments(root, name, 'V,B'),
    ...['--workspace', join(root, 'workspace')],
  ]);
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

async function flatName(folder: string): Promise<string> {
  const [titles = '', row = ''] = (
    await readFile(join(folder, 'Data', 'filelist.csv'), 'utf8')
  ).split(/\r?\n/);
  return row.split(',')[titles.split(',').indexOf('Flat_B')] ?? '';
}

describe('a night with bad files', () => {
  it.each([
    ['fits-truncated', 'ib002.fit'],
    ['keyword-missing', 'ib005.fit'],
    ['wrong-size', 'ib007.fit'],
    ['bias-crop-missing', 'biasc16.fit'],
    ['not-fits', 'ib012.fit'],
  ])('names the file with %s, what was expected, and what to do', (code, file) => {
    const named = result.problems.filter((item) => item.code === code && item.file?.endsWith(file));
    expect(named, JSON.stringify(result.problems, null, 1)).toHaveLength(1);
    expect(named[0]?.hint).toBeTruthy();
  });

  it('names the B flat of another size', () => {
    const named = result.problems.find((item) => item.code === 'flat-wrong-size');
    expect(named, JSON.stringify(result.problems, null, 1)).toBeDefined();
    expect(named?.file).toContain('Flat_B');
    expect(named?.hint).toBeTruthy();
  });

  it('is processed all the same, with exit code 1', () => {
    expect(result).toMatchObject({ code: 1, outcome: 'done-with-problems' });
    const maps = result.products.filter((product) => product.kind === 'brightness-map');
    expect(maps.map((map) => map.band)).toEqual(['V']);
    const zenith = result.metrics.find((metric) => metric.name === 'zenith-brightness');
    expect(zenith?.value).toBeGreaterThan(15);
  });

  it('says the same to a person', async () => {
    const spoken = await nightskies([
      'process',
      ...nightArguments(root, name, 'V,B'),
      ...['--workspace', join(root, 'workspace')],
    ]);
    expect(spoken.code).toBe(1);
    for (const item of result.problems) expect(spoken.stderr).toContain(item.message);
  });

  it('names the missing frames in the map', async () => {
    const map = result.products.find((product) => product.kind === 'brightness-map');
    const header = firstImage(readFits(await readFile(map?.path ?? ''), 'map')).header;
    const notes = [...header.texts('HISTORY'), ...header.texts('COMMENT')].join('\n');
    for (const frame of ['ib002', 'ib005', 'ib007', 'ib012']) expect(notes).toContain(frame);
  });
});
