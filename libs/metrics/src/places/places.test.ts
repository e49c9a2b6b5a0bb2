import { NightSkiesError } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { readPlaces } from './read-places.js';
import {
  azimuthIntervals,
  distanceKm,
  nearbyPlaces,
  placeBearingDeg,
  walkerBrightness,
} from './walker.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const origin = { latitudeDeg: 0, longitudeDeg: 0 };

describe("Walker's law", () => {
  it('gives 100000 persons at 100 km 0.1', () => {
    expect(walkerBrightness(100_000, 100)).toBeCloseTo(0.1, 12);
  });

  it('looks due east at a place due east on the equator, 111 km a degree', () => {
    const east = { latitudeDeg: 0, longitudeDeg: 1 };
    expect(placeBearingDeg(origin, east)).toBeCloseTo(90, 10);
    expect(distanceKm(origin, east)).toBeCloseTo((6378.1 * Math.PI) / 180, 8);
  });

  it.each([
    [{ latitudeDeg: 1, longitudeDeg: 0 }, 0],
    [{ latitudeDeg: -1, longitudeDeg: 0 }, 180],
    [{ latitudeDeg: 0, longitudeDeg: -1 }, 270],
  ])('looks the right way to %o', (to, bearingDeg) => {
    expect(placeBearingDeg(origin, to)).toBeCloseTo(bearingDeg, 10);
  });

  it('knows the way across the date line', () => {
    const km = distanceKm(
      { latitudeDeg: 0, longitudeDeg: 179.5 },
      { latitudeDeg: 0, longitudeDeg: -179.5 },
    );
    expect(km).toBeCloseTo((6378.1 * Math.PI) / 180, 6);
  });
});

describe('azimuths of a town', () => {
  it('are one interval, two across north, and all around for a site inside it', () => {
    expect(azimuthIntervals(80, 100)).toEqual([[80, 100]]);
    expect(azimuthIntervals(350, 370)).toEqual([
      [0, 10],
      [350, 360],
    ]);
    expect(azimuthIntervals(-10, 10)).toEqual([
      [0, 10],
      [350, 360],
    ]);
    expect(azimuthIntervals(0, 360)).toEqual([[0, 360]]);
  });
});

describe('lists of places', () => {
  const old =
    'NAME,STATE,LATITUDE,LONGITUDE,2010 POPULATION,radius\nMoab,UT,38.57,-109.55,5046,2.4\n';
  const census =
    'USPS\tGEOID\tNAME\tALAND\tINTPTLAT\tINTPTLONG\tPOPULATION\r\nUT\t4950700\tMoab city\t12500000\t38.57\t-109.55\t5046\r\n';
  const geonames =
    '5543307\tMoab\tMoab\tMoab\t38.57332\t-109.54984\tP\tPPLA2\tUS\t\tUT\t019\t\t\t5235\t1227\t1228\tAmerica/Denver\t2017-03-09\n';

  it.each([
    ['the old pipeline', old, 'UT', 2.4],
    ['the US Census Gazetteer joined with its population', census, 'UT', Math.sqrt(12.5 / Math.PI)],
    ['GeoNames, which has no header', geonames, 'UT', null],
  ])('are read as %s has them', (_, text, state, radiusKm) => {
    const [place] = readPlaces(bytes(text), 'places.csv');
    expect(place?.name).toMatch(/^Moab/);
    expect(place?.state).toBe(state);
    expect(place?.latitudeDeg).toBeCloseTo(38.57, 2);
    expect(place?.longitudeDeg).toBeCloseTo(-109.55, 2);
    expect(place?.population).toBeGreaterThan(5000);
    if (radiusKm === null) expect(place?.radiusKm).toBeNull();
    else expect(place?.radiusKm).toBeCloseTo(radiusKm, 6);
  });

  it('may have quoted names with commas, and thousands in their numbers', () => {
    const [place] = readPlaces(
      bytes('\uFEFFname;lat;lng;population\n"Springs, ""Hot""";38;-109;"1,234"\n'),
      'a.csv',
    );
    expect(place).toMatchObject({ name: 'Springs, "Hot"', population: 1234 });
  });

  it('that lack a column are refused with the columns they need', () => {
    const attempt = (): unknown => readPlaces(bytes('name,lat,lon\nMoab,38,-109\n'), 'x.csv');
    expect(attempt).toThrow(NightSkiesError);
    try {
      attempt();
    } catch (error) {
      const { problem } = error instanceof NightSkiesError ? error : { problem: null };
      expect(problem?.file).toBe('x.csv');
      expect(problem?.expected).toContain('population');
      expect(problem?.found).toContain('lat');
    }
  });

  it('are sorted by their light, near enough and bright enough ones only', () => {
    const places = readPlaces(
      bytes(
        'name,lat,lon,population,radius\nfar,0,5,1000000,10\nnear,0,0.5,20000,3\nfaint,1,0,10,1\nbeyond,0,8,9000000,9\nhere,0,0,500,2\n',
      ),
      'x.csv',
    );
    const { places: near } = nearbyPlaces(origin, places, 'x.csv');
    expect(near.map(({ name }) => name)).toEqual(['here', 'near']);
    const wide = nearbyPlaces(origin, places, 'x.csv').places.find(({ name }) => name === 'near');
    expect(wide?.halfWidthDeg).toBeCloseTo(
      (Math.atan(3 / (wide?.distanceKm ?? 1)) * 180) / Math.PI,
      9,
    );
  });
});
