import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeProblem } from '@nightskies/contracts';
import { writeFits } from '@nightskies/fits';
import { checkFrame } from './check-frame.js';
import { candidate, rawBytes } from './test-support/made-up-files.js';

const codesOf = (bytes: Uint8Array, name: string): string[] =>
  checkFrame(bytes, candidate(name)).problems.map(({ code }) => code);

describe('a good raw file', () => {
  it('gives the facts of its header', () => {
    const check = checkFrame(rawBytes('ib017.fit', { XBINNING: 2 }), candidate('ib017.fit'));
    expect(check.problems).toEqual([]);
    expect(check.facts).toMatchObject({
      stem: 'ib017',
      role: 'science',
      number: 17,
      band: 'V',
      width: 8,
      height: 8,
      binningX: 2,
      binningY: 1,
      exposureSeconds: 12,
      azimuthDeg: 24,
      altitudeDeg: 32.5,
      julianDate: 2_460_587.75,
      camera: 'ML3',
      gainElectronsPerDn: null,
    });
  });

  it('may be packed, and may have DATE-OBS in place of JD', () => {
    const bytes = rawBytes('ib001.fit', { JD: undefined, 'DATE-OBS': '2024-10-04T06:00:00.00' });
    const check = checkFrame(gzipSync(bytes), candidate('ib001.fit.gz'));
    expect(check.problems).toEqual([]);
    expect(check.facts?.julianDate).toBeCloseTo(2_460_587.75, 9);
  });

  it.each([
    ['zenith1.fit', ['AZ', 'ALT', 'LONGITUD', 'LATITUDE']],
    ['dark1.fit', ['FILTER', 'INSTRUME', 'JD']],
    ['mbias1.fit', ['EXPTIME', 'FILTER', 'INSTRUME', 'JD']],
    ['biasc6.fit', ['EXPTIME', 'FILTER', 'INSTRUME', 'JD']],
  ])('%s needs only what its role needs', (name, unneeded) => {
    const without = Object.fromEntries(unneeded.map((keyword) => [keyword, undefined]));
    expect(codesOf(rawBytes(name, without), name)).toEqual([]);
  });

  it.each([
    ['V', []],
    ['v', []],
    ['Johnson V', []],
    ['Clear', ['filter-unknown']],
  ])('with FILTER %s is believed', (FILTER, caveats) => {
    const check = checkFrame(rawBytes('ib001.fit', { FILTER }), candidate('ib001.fit'));
    expect(check.problems).toEqual([]);
    expect(check.caveats.map(({ code }) => code)).toEqual(caveats);
  });

  it('is not lost for a bad value nobody needs', () => {
    const check = checkFrame(rawBytes('ib001.fit', { EGAIN: 0 }), candidate('ib001.fit'));
    expect(check.facts?.gainElectronsPerDn).toBeNull();
    expect(check.caveats.map(({ code }) => code)).toEqual(['keyword-bad-value']);
  });
});

describe('a bad raw file is refused with its reason and a hint', () => {
  const good = rawBytes('ib001.fit');
  it.each([
    ['truncated', good.subarray(0, 2900), ['fits-truncated']],
    ['cut in its header', good.subarray(0, 400), ['fits-header-without-end']],
    ['a text', new TextEncoder().encode('clouds from 3 h\r\n'), ['not-fits']],
    ['empty', new Uint8Array(), ['not-fits']],
    ['without pixels', writeFits([{ shape: [] }]), ['fits-no-image']],
    [
      'a cube',
      writeFits([{ shape: [2, 2, 2], data: new Uint16Array(8) }]),
      ['keyword-missing', 'not-an-image'],
    ],
    ['of another filter', rawBytes('ib001.fit', { FILTER: 'B' }), ['name-filter-mismatch']],
    ['without exposure', rawBytes('ib001.fit', { EXPTIME: 0 }), ['keyword-bad-value']],
    [
      'of a broken date',
      rawBytes('ib001.fit', { JD: undefined, 'DATE-OBS': '4/10/24' }),
      ['keyword-bad-value'],
    ],
    ['beyond the zenith', rawBytes('ib001.fit', { ALT: 91 }), ['keyword-bad-value']],
    ['with text for a number', rawBytes('ib001.fit', { AZ: 'north' }), ['keyword-bad-value']],
  ])('when it is %s', (_, bytes, codes) => {
    const check = checkFrame(bytes, candidate('ib001.fit'));
    expect(check.facts).toBeNull();
    expect(check.problems.map(({ code }) => code)).toEqual(codes);
    for (const item of check.problems) {
      expect(item.file).toBe('/data/ROMO241004/1st/ib001.fit');
      expect(describeProblem(item)).toMatch(/found .*expected .*hint: /s);
    }
  });

  it('with all its missing keywords at once', () => {
    const bytes = rawBytes('ib001.fit', { AZ: undefined, EXPTIME: undefined, INSTRUME: '' });
    expect(
      checkFrame(bytes, candidate('ib001.fit')).problems.map(({ expected }) => expected),
    ).toEqual(['INSTRUME, EXPTIME, AZ']);
  });
});

it('a FITS file of an unknown name is ignored with a word, a text of such a name is a problem', () => {
  const known = checkFrame(rawBytes('ib001.fit'), candidate('focus.fit'));
  expect([known.problems.length, known.caveats.map(({ code }) => code)]).toEqual([
    0,
    ['unknown-name'],
  ]);
  expect(codesOf(new TextEncoder().encode('note'), 'notes.fit')).toEqual(['not-fits']);
});
