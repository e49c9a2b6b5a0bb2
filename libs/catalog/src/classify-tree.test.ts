import { describe, expect, it } from 'vitest';
import {
  classifyCalibration,
  classifyTree,
  type FieldTree,
  type TreeEntry,
} from './classify-tree.js';

const entries = (...paths: string[]): TreeEntry[] => paths.map((path) => ({ path, size: 1 }));
const setsOf = (tree: FieldTree): (readonly [string, number, readonly string[]])[] =>
  tree.sets.map(({ night, set, files }) => [night, set, files.map(({ name }) => name)]);

describe('a tree of field data', () => {
  const whole = classifyTree(
    entries(
      '/ccd/Data/filelist.xlsx',
      '/ccd/Data/fielddata/ROMO241004/2nd/ib001.fit',
      '/ccd/Data/fielddata/ROMO241004/1st/ib002.fit',
      '/ccd/Data/fielddata/ROMO241004/1st/ib001.fit',
      '/ccd/Data/fielddata/ROMO241004/1st/biasc6.fit',
      '/ccd/Data/fielddata/ROMO241004/1st/notes.txt',
      '/ccd/Data/fielddata/ROMO241004/notes.txt',
      '/ccd/Data/fielddata/GRCA120730/1st/ib001.fit',
      '/ccd/Data/calibdata/ROMO241004/S_01/ib001.fit',
      '/ccd/Data/griddata/ROMO241004/skybrightmags1.fits',
      '/ccd/Images/Master/ML3bias.fit',
      '/ccd/Images/Master/readme.txt',
      '/ccd/Images/Linearity Curves/ML3.txt',
      '/ccd/Images/cameras.json',
    ),
  );

  it('has its nights and sets in order, each with its raw files, and nothing of the results', () => {
    expect(setsOf(whole)).toEqual([
      ['GRCA120730', 1, ['ib001.fit']],
      ['ROMO241004', 1, ['biasc6.fit', 'ib001.fit', 'ib002.fit']],
      ['ROMO241004', 2, ['ib001.fit']],
    ]);
    expect(whole.problems).toEqual([]);
  });

  it('has its masters, curves, lists and cameras found', () => {
    const paths = Object.fromEntries(
      Object.entries(whole.calibration).map(([role, files]) => [
        role,
        (files as readonly TreeEntry[]).map(({ path }) => path),
      ]),
    );
    expect(paths).toEqual({
      masters: ['/ccd/Images/Master/ML3bias.fit'],
      curves: ['/ccd/Images/Linearity Curves/ML3.txt'],
      cameras: ['/ccd/Images/cameras.json'],
      filelists: ['/ccd/Data/filelist.xlsx'],
    });
  });

  it('is recognised from one night, from one set, and on a Windows desk with spaces', () => {
    const files = ['ib001.fit', 'IB002.FIT'];
    for (const folder of ['/x/ROMO241004/1st', 'D:\\Night Skies\\raw data\\romo241004\\1ST']) {
      const separator = folder.includes('\\') ? '\\' : '/';
      const tree = classifyTree(entries(...files.map((name) => folder + separator + name)));
      expect(tree.sets.map(({ night, set }) => [night, set])).toEqual([['ROMO241004', 1]]);
      expect(tree.sets.at(0)?.folder).toBe(folder);
      expect(tree.sets.at(0)?.files).toHaveLength(2);
      expect([...tree.problems, ...tree.caveats]).toEqual([]);
    }
  });

  it('offers whatever claims to be FITS in a set for checking, and a path given twice once', () => {
    const path = '/x/ROMO241004/1st/notes.fit';
    const tree = classifyTree(entries(path, path, '/x/ROMO241004/1st/Thumbs.db'));
    expect(tree.sets.at(0)?.files).toEqual([{ path, size: 1, name: 'notes.fit', rawName: null }]);
  });

  it('keeps a night folder of another name, with a caveat', () => {
    const tree = classifyTree(entries('/x/test night/1st/ib001.fit'));
    expect(tree.sets.at(0)?.night).toBe('test night');
    expect(tree.caveats.map(({ code }) => code)).toEqual(['night-name']);
  });

  it('without a set folder is a problem that says what to do', () => {
    expect(classifyTree(entries('/x/holiday/ib001.fit', '/x/holiday/ib002.fit')).problems).toEqual([
      expect.objectContaining({ code: 'no-set-folder', file: '/x/holiday', found: 'holiday' }),
    ]);
    expect(classifyTree([]).problems.map(({ code }) => code)).toEqual(['no-sets']);
  });
});

it('a calibration folder may have everything side by side', () => {
  const found = classifyCalibration(
    entries('C:\\cal\\ML3bias.fit', 'C:\\cal\\ML3.txt', 'C:\\cal\\Cameras.json', 'C:\\cal\\x.db'),
  );
  expect(found.masters.map(({ path }) => path)).toEqual(['C:\\cal\\ML3bias.fit']);
  expect(found.curves.map(({ path }) => path)).toEqual(['C:\\cal\\ML3.txt']);
  expect(found.cameras.map(({ path }) => path)).toEqual(['C:\\cal\\Cameras.json']);
});
