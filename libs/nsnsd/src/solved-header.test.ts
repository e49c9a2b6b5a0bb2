import { describe, expect, it } from 'vitest';
import { Header, type CardEntry } from '@nightskies/fits';
import { predictedHeader, solvedHeader, unsolvedHeader, withSolutionOf } from './solved-header.js';

const raw = Header.of([
  ['SIMPLE', true],
  ['BITPIX', 16],
  ['AZ', 48, 'commanded'],
  ['RA', '01 02 03.00', 'of the mount'],
  ['CRVAL1', 1, 'of an earlier solution'],
  ['A_3_0', 0.5],
  ['CROTA2', 12],
  ['EXPTIME', 12],
]);

const wcs: readonly CardEntry[] = [
  ['WCSAXES', 2],
  ['CTYPE1', 'RA---TAN-SIP'],
  ['CTYPE2', 'DEC--TAN-SIP'],
  ['RADESYS', 'ICRS'],
  ['CUNIT1', 'deg'],
  ['CUNIT2', 'deg'],
  ['CRVAL1', 94.43805],
  ['CRVAL2', -36.19391],
  ['CRPIX1', 512.5],
  ['CRPIX2', 512.5],
  ['CD1_1', -0.02],
  ['CD1_2', 0.01],
  ['CD2_1', 0.01],
  ['CD2_2', 0.02],
  ['A_ORDER', 3],
  ['A_0_2', 1e-6],
  ['A_1_2', 2e-9],
  ['A_3_0', 1e-9],
];
const solution = { wcs, pixelScaleArcsec: 96 };

const keywords = (header: Header): string[] => header.cards.map(({ keyword }) => keyword);

describe('solvedHeader', () => {
  const solved = solvedHeader(raw, solution);

  it('says that the plate is solved and where its centre is', () => {
    expect(solved.boolean('PLTSOLVD')).toBe(true);
    expect(solved.string('RA')).toBe('06 17 45.13');
    expect(solved.string('DEC')).toBe('-36 11 38.1');
    expect(solved.number('CRVAL1')).toBe(94.43805);
  });

  it('puts the positive scale in degrees just before CUNIT1', () => {
    const names = keywords(solved);
    const at = names.indexOf('CUNIT1');
    expect(names.slice(at - 2, at + 1)).toEqual(['CDELT1', 'CDELT2', 'CUNIT1']);
    expect(solved.number('CDELT1')).toBeCloseTo(96 / 3600, 15);
    expect(solved.number('CDELT2')).toBe(solved.number('CDELT1'));
  });

  it('keeps the cards of the frame and none of an earlier solution', () => {
    expect(solved.number('AZ')).toBe(48);
    expect(solved.number('EXPTIME')).toBe(12);
    expect(solved.has('CROTA2')).toBe(false);
    expect(solved.number('A_3_0')).toBe(1e-9);
    expect(new Set(keywords(solved.filter(({ keyword }) => keyword !== 'HISTORY'))).size).toBe(
      solved.cards.length - 3,
    );
  });

  it('adds three lines of HISTORY only where there was none', () => {
    expect(solved.texts('HISTORY')).toHaveLength(3);
    const told = solvedHeader(raw.withHistory('reduced elsewhere'), solution);
    expect(told.texts('HISTORY')).toEqual(['reduced elsewhere']);
    expect(solvedHeader(solved, solution).texts('HISTORY')).toEqual(solved.texts('HISTORY'));
  });

  it('keeps every distortion term, under compat=nsnsd those of the second order', () => {
    const old = solvedHeader(raw, solution, { compat: 'nsnsd' });
    expect(solved.number('A_1_2')).toBe(2e-9);
    expect(keywords(old).filter((name) => name.startsWith('A_'))).toEqual(['A_ORDER', 'A_0_2']);
    expect(old.number('A_ORDER')).toBe(2);
    expect(old.has('RADESYS')).toBe(false);
    expect(old.number('CD1_2')).toBe(0.01);
    expect(old.has('CDELT2')).toBe(true);
  });

  it('refuses a solution without a centre', () => {
    expect(() => solvedHeader(raw, { wcs: [], pixelScaleArcsec: 96 })).toThrow('no number CRVAL1');
  });
});

describe('unsolvedHeader', () => {
  it('changes nothing but PLTSOLVD', () => {
    const header = unsolvedHeader(raw);
    expect(header.boolean('PLTSOLVD')).toBe(false);
    expect(header.without('PLTSOLVD').text).toBe(raw.text);
  });

  it('takes a predicted place in RA and DEC and stays unsolved', () => {
    const header = predictedHeader(raw, { raDeg: 90, decDeg: 0.5 });
    expect(header.boolean('PLTSOLVD')).toBe(false);
    expect(header.string('RA')).toBe('06 00 00.00');
    expect(header.string('DEC')).toBe('00 30 00.0');
  });
});

describe('withSolutionOf', () => {
  const solved = solvedHeader(raw, solution);
  const calibrated = raw.with('CALMODE', 'default');

  it('brings every card of the solution and its history, in their order', () => {
    const joined = withSolutionOf(calibrated, solved.with('NMATCHED', 900));
    const names = keywords(solved).filter((name) => !['SIMPLE', 'BITPIX', 'AZ'].includes(name));
    expect(keywords(joined).filter((name) => names.includes(name))).toEqual(names);
    for (const name of [...wcs.map(([keyword]) => keyword), 'PLTSOLVD', 'RA', 'DEC', 'CDELT2']) {
      expect(joined.get(name), name).toEqual(solved.get(name));
    }
    expect(joined.texts('HISTORY')).toEqual(solved.texts('HISTORY'));
  });

  it('leaves what the calibration says, and nothing of an earlier solution or of the search', () => {
    const joined = withSolutionOf(calibrated, solved.with('NMATCHED', 900));
    expect(joined.string('CALMODE')).toBe('default');
    expect(joined.has('CROTA2')).toBe(false);
    expect(joined.has('NMATCHED')).toBe(false);
  });
});
