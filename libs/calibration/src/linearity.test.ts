import { NightSkiesError } from '@nightskies/contracts';
import { describe, expect, test } from 'vitest';
import {
  linearityCurve,
  linearityFactor,
  linearityLookup,
  parseLinearityCurve,
} from './linearity.js';

const curve = linearityCurve([0, 1000, 60000], [1.1, 1, 1.2], 'curve');

describe('the linearity factor', () => {
  // Reference image-stages 13, item 4.
  test.each([
    [-5, 1.1],
    [0, 1.1],
    [500, 1.05],
    [1000, 1],
    [60000, 1.2],
    [1e6, 1.2],
  ])('at %d ADU is %d as numpy.interp gives it', (adu, factor) => {
    expect(linearityFactor(curve, adu)).toBeCloseTo(factor, 14);
  });

  test('is the same bit for bit by the fast lookup', () => {
    const uneven = linearityCurve([-3.5, 0.25, 0.75, 10, 70000.5], [1, 1.5, 0.9, 1.2, 1.3], 'c');
    const at = linearityLookup(uneven);
    for (let adu = -6; adu < 30; adu += 0.0625) expect(at(adu)).toBe(linearityFactor(uneven, adu));
    for (const adu of [65534.9, 65535.5, 70000, 70000.5, 1e9]) {
      expect(at(adu)).toBe(linearityFactor(uneven, adu));
    }
  });

  test('of a single pair is constant', () => {
    const at = linearityLookup(linearityCurve([100], [1.5], 'one'));
    expect([at(-1), at(100), at(1e5)]).toEqual([1.5, 1.5, 1.5]);
  });
});

describe('the text of a linearity curve', () => {
  const wanted = { adu: [0, 1000], factor: [1.1, 1] };
  test.each([
    ['comments and Unix line ends', '# SIM1\n0,1.1\n1000,1.0 # end\n'],
    ['column names and Windows line ends', 'ADU,Multiplier\r\n0,1.1\r\n1000,1.0\r\n'],
    ['semicolons and decimal commas', 'ADU;factor\n0;1,1\n1000;1,0\n'],
    ['blanks, an empty line and a byte order mark', '\uFEFF0 1.1\n\n1000   1.0'],
    ['trailing commas of a spreadsheet', '0,1.1,,\n1000,1.0,,\n'],
  ])('may have %s', (_, text) => {
    const { adu, factor } = parseLinearityCurve(text, 'curve.txt');
    expect({ adu: [...adu], factor: [...factor] }).toEqual(wanted);
  });

  test.each([
    ['0,1.1\n1000,one\n', 'line 2'],
    ['ADU,factor\nADU,factor\n0,1', 'line 2'],
    ['0,1\n0,1.1\n', 'does not ascend at pair 2'],
    ['0,1\n10,-1\n', 'pair 2'],
    ['# nothing\n', 'empty'],
  ])('that reads %j is refused with its place', (text, place) => {
    const read = (): unknown => parseLinearityCurve(text, 'Images/curve.txt');
    expect(read).toThrow(NightSkiesError);
    expect(read).toThrow(place);
    try {
      read();
    } catch (error) {
      expect(error).toMatchObject({
        problem: { code: 'linearity-curve-unreadable', file: 'Images/curve.txt' },
      });
    }
  });
});
