import { readFileSync } from 'node:fs';
import { NightSkiesError } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { readStandardStars, standardStarsUrl } from './standard-stars.js';
import { openStarCatalogue, starCatalogueUrl } from './star-catalogue.js';

const bytes = readFileSync(standardStarsUrl);
const standards = readStandardStars(bytes);

describe('the standard stars', () => {
  it('are the published 500, spread in magnitude and colour as told', () => {
    expect(standards).toHaveLength(500);
    const inRange = (low: number, high: number) =>
      standards.filter(({ v }) => v >= low && v < high).length;
    expect([inRange(3, 4), inRange(4, 5), inRange(5, 6), inRange(6, 6.61)]).toEqual([
      8, 93, 285, 114,
    ]);
    expect(standards.every(({ bv, bvError }) => bv > -0.3 && bv < 1.6 && bvError <= 0.02)).toBe(
      true,
    );
    expect(standards[0]).toEqual({
      hip: 88,
      raDeg: 0.269093,
      decDeg: -48.809876,
      motionRaMas: -17.92,
      motionDecMas: -6.75,
      v: 5.71,
      bv: 0.911,
      bvError: 0.001,
      neighbourFainterMag: 4.3,
      spectralType: 'G8III',
    });
  });

  it('stand in the star catalogue at the same place with the same V', () => {
    const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
    for (const standard of standards) {
      const star = catalogue.star(catalogue.rowOfHip(standard.hip) ?? NaN);
      expect(star.v).toBe(standard.v);
      expect(Math.abs(star.decDeg - standard.decDeg) * 3600).toBeLessThan(0.01);
      const raApart = (star.raDeg - standard.raDeg) * Math.cos((standard.decDeg * Math.PI) / 180);
      expect(Math.abs(raApart) * 3600).toBeLessThan(0.01);
    }
  });

  it('are read from a list with the line ends of Windows', () => {
    const windows = Buffer.from(bytes.toString('utf8').replaceAll('\n', '\r\n'));
    expect(readStandardStars(windows)).toEqual(standards);
  });

  it.each([
    ['another header', 'hip,ra\n1,2\n', 'line 1'],
    ['a missing field', bytes.toString('utf8').replace(',G8III', ''), 'line 2'],
    ['a word for a number', bytes.toString('utf8').replace('5.71', 'five'), 'line 2'],
  ])('are refused with the line named when there is %s', (_what, text, line) => {
    const read = () => readStandardStars(Buffer.from(text));
    expect(read).toThrow(NightSkiesError);
    expect(read).toThrow(line);
  });
});
