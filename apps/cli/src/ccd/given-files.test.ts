import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { givenFiles } from './given-files.js';

const folder = mkdtempSync(join(tmpdir(), 'given files ü '));
for (const name of ['b.fits', 'a.fits', 'notes.txt', 'a.solved.fits']) {
  writeFileSync(join(folder, name), '');
}
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('files given on the command line', () => {
  it('are taken once, however often and in whatever spelling they are named', async () => {
    const plain = join(folder, 'a.fits');
    const roundabout = `${folder}${sep}.${sep}a.fits`;
    expect(await givenFiles([plain, roundabout, folder], ['.fits'])).toEqual([
      plain,
      join(folder, 'b.fits'),
    ]);
  });

  it('are found by patterns in folders with spaces and umlauts, results left aside', async () => {
    expect(await givenFiles([join(folder, '*.fits')], ['.fits'])).toEqual([
      join(folder, 'a.fits'),
      join(folder, 'b.fits'),
    ]);
  });
});
