import { describe, expect, it } from 'vitest';
import { checkFrame } from './check-frame.js';
import { checkSets, type CheckedSet, type JudgedSets } from './check-sets.js';
import { digestOf } from './fingerprint.js';
import { candidate, rawBytes } from './test-support/made-up-files.js';
import { namesOfSet } from './test-support/made-up-set.js';

type Changes = Readonly<Partial<Record<string, Uint8Array | null>>>;

/** A set of tiny frames, some of them changed, added or (null) taken away. */
function checkedSet(changes: Changes = {}, set = 1): CheckedSet {
  const folder = `/data/ROMO241004/${set === 1 ? '1st' : '2nd'}`;
  const names = [...new Set([...namesOfSet(), ...Object.keys(changes)])];
  const files = names.flatMap((name) => {
    const bytes = changes[name] === undefined ? rawBytes(name, { SET: set }) : changes[name];
    if (bytes === null) return [];
    return [{ check: checkFrame(bytes, candidate(name, folder)), digest: digestOf(bytes) }];
  });
  return { night: 'ROMO241004', set, folder, files };
}

const complaints = (judged: JudgedSets): string[] =>
  judged.problems.map(({ code, file }) => `${code} ${file?.split('/').at(-1) ?? ''}`);

describe('a set', () => {
  it('that is complete has nothing to complain about', () => {
    const judged = checkSets([checkedSet(), checkedSet({}, 2)]);
    expect([...judged.problems, ...judged.caveats]).toEqual([]);
    expect(judged.sets.map(({ frames }) => frames.length)).toEqual([112, 112]);
  });

  it('has all its faults named at once, sorted by file, and keeps every good file', () => {
    const judged = checkSets([
      checkedSet({
        'ib003.fit': rawBytes('ib003.fit').subarray(0, 3000),
        'ib005.fit': rawBytes('ib005.fit', { AZ: undefined, ALT: undefined }),
        'ib009.fit': rawBytes('ib009.fit', {}, 7),
        'ib021.fit': rawBytes('ib021.fit', { EXPTIME: 15 }),
        'ib030.fit': rawBytes('ib031.fit', { SET: 1 }),
        'biasc20.fit': null,
        'biasc31.fit': rawBytes('biasc31.fit', {}, 3),
        'notes.fit': new TextEncoder().encode('clouds'),
      }),
    ]);
    expect(complaints(judged)).toEqual([
      'bias-crop-missing biasc20.fit',
      'wrong-size biasc31.fit',
      'fits-truncated ib003.fit',
      'keyword-missing ib005.fit',
      'wrong-size ib009.fit',
      'wrong-exposure ib021.fit',
      'duplicate-file ib031.fit',
      'not-fits notes.fit',
    ]);
    expect(judged.problems.every(({ hint, expected }) => hint !== null && expected !== null)).toBe(
      true,
    );
    const set = judged.sets.at(0);
    expect(set?.refused).toContainEqual({ name: 'ib009.fit', code: 'wrong-size' });
    expect(set?.frames.map(({ name }) => name)).toEqual(
      namesOfSet().filter(
        (name) =>
          ![
            'ib003.fit',
            'ib005.fit',
            'ib009.fit',
            'ib021.fit',
            'ib031.fit',
            'biasc20.fit',
            'biasc31.fit',
          ].includes(name),
      ),
    );
  });

  it('has pixels of one size: a frame said to be binned otherwise is refused', () => {
    const judged = checkSets([
      checkedSet({
        'ib004.fit': rawBytes('ib004.fit', { XBINNING: 2, YBINNING: 2 }),
        'ib006.fit': rawBytes('ib006.fit', { XBINNING: 0 }),
        'ib007.fit': rawBytes('ib007.fit', { XBINNING: 'two' }),
        'dark1.fit': rawBytes('dark1.fit', { XBINNING: 2, YBINNING: 2 }),
      }),
    ]);
    expect(complaints(judged)).toEqual([
      'wrong-binning ib004.fit',
      'keyword-bad-value ib006.fit',
      'keyword-bad-value ib007.fit',
    ]);
    const binned = Object.fromEntries(
      namesOfSet().map((name) => [name, rawBytes(name, { SET: 1, XBINNING: 2, YBINNING: 2 })]),
    );
    expect(complaints(checkSets([checkedSet(binned)]))).toEqual([]);
  });

  it('names a missing crop once for V and B, and only for frames that are there', () => {
    const judged = checkSets([
      checkedSet({ 'biasc14.fit': null, 'biasc20.fit': null, 'ib014.fit': null }),
    ]);
    expect(judged.problems.map(({ message }) => message)).toEqual([
      'the bias crop of ib008 and ib008b is missing',
    ]);
  });

  it('without any crop says so in one sentence', () => {
    const none = Object.fromEntries(
      namesOfSet()
        .filter((name) => name.startsWith('biasc'))
        .map((name) => [name, null]),
    );
    expect(checkSets([checkedSet(none)]).problems.map(({ code }) => code)).toEqual([
      'bias-crops-missing',
    ]);
  });

  it('has one file for a frame, whatever its extension, and shutters may differ a little', () => {
    const judged = checkSets([
      checkedSet({
        'ib001.fits': rawBytes('ib001.fit', { NOTES: 'again' }),
        'ib002.fit': rawBytes('ib002.fit', { EXPTIME: 12.004 }),
      }),
    ]);
    expect(complaints(judged)).toEqual(['duplicate-name ib001.fits']);
  });

  it('that is a copy of another set is refused file by file', () => {
    const judged = checkSets([checkedSet(), { ...checkedSet(), set: 2, folder: '/data/x/2nd' }]);
    expect(new Set(judged.problems.map(({ code }) => code))).toEqual(new Set(['duplicate-file']));
    expect(judged.sets.map(({ frames }) => frames.length)).toEqual([112, 0]);
  });
});
