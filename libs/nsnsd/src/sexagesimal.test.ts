import { describe, expect, it } from 'vitest';
import { readEquatorialCards, writeDeclination, writeRightAscension } from './sexagesimal.js';

describe('sexagesimal cards', () => {
  it.each([
    [0, '00 00 00.00'],
    [94.43805, '06 17 45.13'],
    [359.99999, '00 00 00.00'],
    [359.9999, '23 59 59.98'],
    [-15, '23 00 00.00'],
    [15 * (1 + 59.999 / 3600), '01 01 00.00'],
  ])('writes right ascension %d as %s', (raDeg, text) => {
    expect(writeRightAscension(raDeg)).toBe(text);
  });

  it.each([
    [36.19391, '36 11 38.1'],
    [-5.00001, '-05 00 00.0'],
    [-0.5, '-00 30 00.0'],
    [-0.00001, '00 00 00.0'],
    [89.99999, '90 00 00.0'],
  ])('writes declination %d as %s', (decDeg, text) => {
    expect(writeDeclination(decDeg)).toBe(text);
  });

  it('reads back what it wrote, to half of the last digit', () => {
    for (let i = 0; i < 200; i++) {
      const place = { raDeg: (i * 137.508) % 360, decDeg: ((i * 71.3) % 180) - 90 };
      const read = readEquatorialCards(
        writeRightAscension(place.raDeg),
        writeDeclination(place.decDeg),
      );
      expect(Math.abs((read?.raDeg ?? NaN) - place.raDeg)).toBeLessThan(0.0751 / 3600);
      expect(Math.abs((read?.decDeg ?? NaN) - place.decDeg)).toBeLessThan(0.0501 / 3600);
    }
  });

  it('reads colons and signs', () => {
    expect(readEquatorialCards('06:00:00', '-00:30:00.0')).toEqual({ raDeg: 90, decDeg: -0.5 });
    expect(readEquatorialCards('06 00 00', '+30 00 00')).toEqual({ raDeg: 90, decDeg: 30 });
  });

  it.each([
    ['', ''],
    ['25 00 00', '00 00 00'],
    ['01 00 00', '91 00 00'],
    ['94.4', '36.2'],
  ])('knows what is no place: %s, %s', (ra, dec) => {
    expect(readEquatorialCards(ra, dec)).toBeUndefined();
  });
});
