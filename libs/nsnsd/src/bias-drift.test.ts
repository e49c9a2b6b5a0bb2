import { expect, it } from 'vitest';
import { writeBiasDrift } from './bias-drift.js';

it('writes one drift a line with three decimals under the old header', () => {
  expect(writeBiasDrift([0.12345, -12.3, 100])).toBe(
    '# delta_bias[ADU]\n0.123\n-12.300\n100.000\n',
  );
});

it('keeps the line of a frame without a drift', () => {
  expect(writeBiasDrift([1, null, 3]).split('\n')).toEqual([
    '# delta_bias[ADU]',
    '1.000',
    '  nan',
    '3.000',
    '',
  ]);
});

it('rounds exact ties to the even digit, as printf does', () => {
  // Python 3: '%5.3f' % x for each of these.
  const printed: [number, string][] = [
    [0.0625, '0.062'],
    [0.1875, '0.188'],
    [-0.0625, '-0.062'],
    [-0.1875, '-0.188'],
    [2.3125, '2.312'],
    [0.0005, '0.001'],
    [-0.0001, '-0.000'],
  ];
  for (const [value, text] of printed) {
    expect(writeBiasDrift([value]).split('\n')[1]).toBe(text);
  }
});
