import { describe, expect, it } from 'vitest';
import { printfFixed } from './printf.js';

describe('printfFixed', () => {
  it.each([
    // value, width, decimals, what Python 3.11 prints for '%{width}.{decimals}f'
    [1, 4, 0, '   1'],
    [0.5, 4, 0, '   0'],
    [1.5, 4, 0, '   2'],
    [2.5, 4, 0, '   2'],
    [-2.5, 4, 0, '  -2'],
    [-0.5, 8, 0, '      -0'],
    [0.125, 8, 2, '    0.12'],
    [0.375, 8, 2, '    0.38'],
    [-0.125, 8, 2, '   -0.12'],
    [1.005, 8, 2, '    1.00'],
    [2.675, 8, 2, '    2.67'],
    [9.995, 8, 2, '    9.99'],
    [0.25, 8, 1, '     0.2'],
    [7.45, 8, 1, '     7.5'],
    [57.25, 8, 1, '    57.2'],
    [-0.004, 8, 2, '   -0.00'],
    [-0, 8, 2, '   -0.00'],
    [359.995, 8, 2, '  360.00'],
    [NaN, 8, 2, '     nan'],
    [Infinity, 8, 2, '     inf'],
    [-Infinity, 8, 2, '    -inf'],
    [94.4380451234, 12, 6, '   94.438045'],
    [123456789.125, 8, 2, '123456789.12'],
  ])('writes %d in %d.%d as C does', (value, width, decimals, text) => {
    expect(printfFixed(value, width, decimals)).toBe(text);
  });
});
