import { nanolambertCdM2 } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { artificialColour, artificialPlace, DifferenceTable } from './artificial-palette.js';
import { magnitudeKnots, noDataColour, type Rgb } from './magnitude-palette.js';

type Triple = readonly [number, number, number];

const linear = (level: number): number => {
  const share = level / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const times = (matrix: readonly Triple[], [a, b, c]: Triple): Triple => {
  const row = ([p, q, r]: Triple): number => p * a + q * b + r * c;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

/** CIELAB under D65 (CIE 15:2004) of linear sRGB (IEC 61966-2-1). */
function labOf(rgb: Triple): Triple {
  const [x, y, z] = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb,
  );
  const f = (t: number): number => (t > (6 / 29) ** 3 ? Math.cbrt(t) : (t * 841) / 108 + 4 / 29);
  const [fx, fy, fz] = [f(x / 0.9505), f(y), f(z / 1.089)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** Full protanopia, deuteranopia and tritanopia: Machado, Oliveira and Fernandes 2009, severity 1. */
const vision: Readonly<Record<string, readonly Triple[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const seen = (rgb: Rgb, eye: readonly Triple[]): Triple => {
  const [red, green, blue] = times(eye, [linear(rgb[0]), linear(rgb[1]), linear(rgb[2])]);
  const within = (level: number): number => Math.min(1, Math.max(0, level));
  return labOf([within(red), within(green), within(blue)]);
};
const apart = (a: Triple, b: Triple): number => Math.hypot(...a.map((value, i) => value - b[i]));

describe.each(Object.entries(vision))('the colours of artificial light, %s', (_, eye) => {
  it('tell light added from as much light missing, from 3 nL on', () => {
    for (const nanolamberts of [3, 8.6, 30, 100]) {
      const difference = apart(
        seen(artificialColour(nanolamberts), eye),
        seen(artificialColour(-nanolamberts), eye),
      );
      expect(difference, `${nanolamberts} nL`).toBeGreaterThan(15);
    }
  });

  it('tell 8.6 nL of either sign from none', () => {
    for (const nanolamberts of [8.6, -8.6]) {
      const none = seen(artificialColour(0), eye);
      expect(apart(seen(artificialColour(nanolamberts), eye), none)).toBeGreaterThan(15);
    }
  });
});

describe('the colours of artificial light', () => {
  const lightness = (nanolamberts: number): number =>
    seen(artificialColour(nanolamberts), vision['usual'] ?? [])[0];

  it('grow lighter away from zero on both sides, alike', () => {
    let before = lightness(0);
    for (let nanolamberts = 2; nanolamberts <= 10_000; nanolamberts *= 1.5) {
      expect(lightness(nanolamberts)).toBeGreaterThan(before);
      before = lightness(nanolamberts);
      if (nanolamberts > 100) continue;
      expect(Math.abs(lightness(-nanolamberts) - before), `${nanolamberts} nL`).toBeLessThan(2.5);
    }
  });

  it('have no wider steps in one place than in another', () => {
    const colours = Array.from({ length: 101 }, (_, i) =>
      seen(artificialColour(2 * Math.expm1((i / 100) * Math.log1p(5000))), vision['usual'] ?? []),
    );
    const steps = colours.slice(1).map((colour, i) => apart(colour, colours[i]));
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    expect(Math.max(...steps)).toBeLessThan(3 * mean);
    expect(Math.min(...steps)).toBeGreaterThan(mean / 3);
  });

  it('stay at their ends beyond the scale', () => {
    expect(artificialColour(-5000)).toEqual(artificialColour(-100));
    expect(artificialColour(1e6)).toEqual(artificialColour(10_000));
    expect(artificialPlace(-8.6)).toBe(-artificialPlace(8.6));
  });

  it('are neither the grey of no data nor those of dark skies in magnitudes', () => {
    const grey = seen(noDataColour, vision['usual'] ?? []);
    const magnitudes = magnitudeKnots
      .filter(([mag]) => mag > 20.1 && mag < 23)
      .map(([, ...rgb]) => seen(rgb, vision['usual'] ?? []));
    for (const nanolamberts of [-100, -30, -8.6, 0, 8.6, 30, 100, 1000]) {
      const colour = seen(artificialColour(nanolamberts), vision['usual'] ?? []);
      expect(apart(colour, grey)).toBeGreaterThan(20);
      if (nanolamberts < 30) continue;
      for (const other of magnitudes) {
        expect(apart(colour, other), `${nanolamberts} nL`).toBeGreaterThan(20);
      }
    }
  });

  it('are the same looked up, to two levels', () => {
    const table = new DifferenceTable();
    const found = new Uint8Array(3);
    for (const value of [-500, -99, -8.6, -1, -0.001, 0, 0.02, 1, 8.6, 77, 3000, 1e5]) {
      table.put(value * nanolambertCdM2, found, 0);
      artificialColour(value).forEach((level, i) => {
        expect(Math.abs(level - found[i]), `${value} nL`).toBeLessThanOrEqual(2);
      });
    }
    table.put(Number.NaN, found, 0);
    expect([...found]).toEqual([...noDataColour]);
  });
});
