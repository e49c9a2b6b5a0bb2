import { readFileSync } from 'node:fs';
import { NightSkiesError } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { degree } from '../angles.js';
import {
  catalogueEpochJd,
  openStarCatalogue,
  starCatalogueUrl,
  type StarSelection,
} from './star-catalogue.js';
import { starFlag } from './star-flags.js';

const bytes = readFileSync(starCatalogueUrl);
const catalogue = openStarCatalogue(bytes);
const sky = catalogue.brightest(catalogue.size);

function positionDeg({ x, y, z }: StarSelection, i: number): { raDeg: number; decDeg: number } {
  const raDeg = Math.atan2(y[i], x[i]) / degree;
  return { raDeg: (raDeg + 360) % 360, decDeg: Math.atan2(z[i], Math.hypot(x[i], y[i])) / degree };
}

function apartArcsec(
  a: { raDeg: number; decDeg: number },
  b: { raDeg: number; decDeg: number },
): number {
  const ra = (a.raDeg - b.raDeg) * Math.cos(b.decDeg * degree);
  return Math.hypot(ra, a.decDeg - b.decDeg) * 3600;
}

function starOfHip(hip: number) {
  const row = catalogue.rowOfHip(hip);
  if (row === null) throw new Error(`HIP ${hip} is missing`);
  return catalogue.star(row);
}

describe('the committed star catalogue', () => {
  it('holds the published number of stars to every magnitude', () => {
    const below = Array.from({ length: 10 }, (_, i) => sky.v.filter((v) => v < i + 1).length);
    expect(below).toEqual([15, 49, 172, 517, 1611, 5003, 15500, 45466, 130392, 353281]);
    expect(catalogue.size).toBe(355_109);
    expect(sky.count).toBe(355_109);
  });

  it('names no Hipparcos number twice', () => {
    const numbers = sky.hip.filter((hip) => hip > 0);
    expect(numbers).toHaveLength(107_921);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  // SIMBAD, ICRS at J2000.
  it.each([
    [32349, 'Sirius', 101.28715533, -16.71611586],
    [91262, 'Vega', 279.23473479, 38.78368896],
    [11767, 'Polaris', 37.95456067, 89.26410897],
    [69673, 'Arcturus', 213.9153003, 19.18240916],
    [24436, 'Rigel', 78.63446707, -8.20163837],
    [24608, 'Capella', 79.17232794, 45.99799147],
    [27989, 'Betelgeuse', 88.79293899, 7.407064],
    [30438, 'Canopus', 95.98795783, -52.69566138],
    [102098, 'Deneb', 310.35797975, 45.28033881],
    [65474, 'Spica', 201.29824736, -11.16131949],
    [21421, 'Aldebaran', 68.98016279, 16.50930235],
    [97649, 'Altair', 297.6958273, 8.8683212],
    [37279, 'Procyon', 114.82549791, 5.22498756],
  ])('places HIP %i (%s) within 0.05 arcsec', (hip, _name, raDeg, decDeg) => {
    expect(apartArcsec(starOfHip(hip), { raDeg, decDeg })).toBeLessThan(0.05);
  });

  it('knows magnitude, colour, flags and origin of a star', () => {
    expect(starOfHip(32349)).toMatchObject({ v: -1.44, bv: 0.01, source: 'hipparcos' });
    expect(starOfHip(32349).flags).toBe(starFlag.variable | starFlag.multiple);
    expect(sky.bv.filter(Number.isNaN)).toHaveLength(822);
    expect(sky.flags.filter((flags) => (flags & starFlag.motionUnknown) > 0)).toHaveLength(826);
  });

  it('moves Barnard’s star to where Hipparcos saw it in 1991.25', () => {
    const { raDeg, decDeg } = starOfHip(87937);
    const epochJd = catalogueEpochJd - 8.75 * 365.25;
    const near = catalogue.cone({ raDeg, decDeg, radiusDeg: 0.1, epochJd });
    const hipparcos = { raDeg: 269.45402305, decDeg: 4.66828815 };
    const found = positionDeg(near, near.hip.indexOf(87937));
    expect(apartArcsec(found, hipparcos)).toBeLessThan(0.05);
    expect(apartArcsec(found, { raDeg, decDeg })).toBeGreaterThan(90);
  });
});

describe('a cone', () => {
  it.each([
    { raDeg: 83.8, decDeg: -5.4, radiusDeg: 3 },
    { raDeg: 359.9, decDeg: 12, radiusDeg: 5 },
    { raDeg: -0.05, decDeg: -33, radiusDeg: 1.5, limitV: 9 },
    { raDeg: 200, decDeg: 89.5, radiusDeg: 2 },
    { raDeg: 10, decDeg: -90, radiusDeg: 4 },
    { raDeg: 266, decDeg: -29, radiusDeg: 60, limitV: 6 },
    { raDeg: 725, decDeg: 40, radiusDeg: 100, limitV: 5.5 },
    { raDeg: 219.9, decDeg: -60.83, radiusDeg: 0.3, epochJd: catalogueEpochJd - 200_000 },
    { raDeg: 269.4, decDeg: 6.2, radiusDeg: 0.5, epochJd: catalogueEpochJd + 200_000 },
    { raDeg: 40, decDeg: 0, radiusDeg: 0 },
    { raDeg: 40, decDeg: 0, radiusDeg: 180 },
  ])('holds what a search through all stars finds: %o', (cone) => {
    const { epochJd } = { epochJd: undefined, ...cone };
    const all = epochJd === undefined ? sky : catalogue.brightest(catalogue.size, { epochJd });
    const centre = [
      Math.cos(cone.decDeg * degree) * Math.cos(cone.raDeg * degree),
      Math.cos(cone.decDeg * degree) * Math.sin(cone.raDeg * degree),
      Math.sin(cone.decDeg * degree),
    ];
    const expected = all.row.filter((_, i) => {
      if ('limitV' in cone && all.v[i] > (cone.limitV ?? Infinity)) return false;
      const apart = Math.hypot(all.x[i] - centre[0], all.y[i] - centre[1], all.z[i] - centre[2]);
      return 2 * Math.asin(Math.min(1, apart / 2)) <= cone.radiusDeg * degree;
    });
    const found = catalogue.cone(cone);
    expect([...found.row]).toEqual([...expected]);
    if (cone.radiusDeg > 0) expect(found.count).toBeGreaterThan(0);
  });

  it('comes brightest first, with unit vectors', () => {
    const { count, v, x, y, z } = catalogue.cone({ raDeg: 56.75, decDeg: 24.1, radiusDeg: 2 });
    for (let i = 1; i < count; i++) expect(v[i]).toBeGreaterThanOrEqual(v[i - 1]);
    for (let i = 0; i < count; i++) expect(Math.hypot(x[i], y[i], z[i])).toBeCloseTo(1, 14);
  });

  it('is gone through star by star as the cone of the whole sky has them', () => {
    const all = catalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, limitV: 4.5 });
    const expected = Array.from({ length: all.count }, (_, i) => i)
      .sort((a, b) => all.row[a] - all.row[b])
      .map((i) => ({ x: all.x[i], y: all.y[i], z: all.z[i] }));
    const found: { x: number; y: number; z: number }[] = [];
    catalogue.forEachPlace(4.5, (place) => found.push({ ...place }));
    expect(found).toEqual(expected);
    expect(found.length).toBeGreaterThan(500);
  });

  it('includes stars exactly as faint as the limit', () => {
    const limited = catalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, limitV: 1.25 });
    expect(limited.count).toBe(sky.v.filter((v) => v <= 1.25).length);
    expect(limited.v.at(-1)).toBe(1.25);
  });

  it('is refused where there is no such place', () => {
    expect(() => catalogue.cone({ raDeg: NaN, decDeg: 0, radiusDeg: 1 })).toThrow(RangeError);
    expect(() => catalogue.cone({ raDeg: 0, decDeg: 91, radiusDeg: 1 })).toThrow(RangeError);
    const noEpoch = { raDeg: 0, decDeg: 0, radiusDeg: 1, epochJd: NaN };
    expect(() => catalogue.cone(noEpoch)).toThrow(RangeError);
  });
});

describe('the brightest stars', () => {
  it('come in order and go on where an earlier call ended', () => {
    const first = catalogue.brightest(5);
    expect([...first.hip]).toEqual([32349, 30438, 69673, 71683, 91262]);
    expect([...catalogue.brightest(3, { skip: 2 }).row]).toEqual([...first.row.slice(2)]);
    expect(catalogue.brightest(10, { skip: catalogue.size - 4 }).count).toBe(4);
  });
});

describe('a damaged catalogue file', () => {
  it.each([
    ['cut short', bytes.subarray(0, bytes.length - 1)],
    ['empty', new Uint8Array(0)],
    ['something else', new Uint8Array(1000)],
    ['of another version', patched(8, 9)],
    ['with another number of cells in a zone', patched(32, 77)],
    ['with a cell that ends before it starts', patched(32 + 240 + 400, 2 ** 31)],
  ])('is refused when it is %s', (_what, damaged) => {
    expect(() => openStarCatalogue(damaged)).toThrow(NightSkiesError);
  });

  function patched(at: number, word: number): Uint8Array {
    const copy = Uint8Array.from(bytes);
    new DataView(copy.buffer).setUint32(at, word, true);
    return copy;
  }
});
