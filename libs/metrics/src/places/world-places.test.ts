import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nearbyPlaces } from './walker.js';
import { readWorldPlaces, worldPlacesSource, worldPlacesUrl } from './world-places.js';

describe('the committed list of towns', () => {
  const places = readWorldPlaces(readFileSync(worldPlacesUrl));

  it('is of the whole world', () => {
    expect(places).toHaveLength(112_320);
    expect(Math.max(...places.map(({ population }) => population))).toBeGreaterThan(1e7);
    expect(places.filter(({ latitudeDeg }) => latitudeDeg < 0).length).toBeGreaterThan(5_000);
  });

  it('has Los Angeles and Las Vegas shine on Death Valley, from southwest and east', () => {
    const site = { latitudeDeg: 36.46, longitudeDeg: -116.87 };
    const near = nearbyPlaces(site, places, worldPlacesSource).places;
    const great = near.slice(0, 5).filter(({ population }) => population > 500_000);
    const [angeles, vegas] = great;
    expect(angeles).toMatchObject({ name: 'Los Angeles', state: 'CA' });
    expect(angeles?.bearingDeg).toBeGreaterThan(190);
    expect(angeles?.bearingDeg).toBeLessThan(225);
    expect(vegas).toMatchObject({ name: 'Las Vegas', state: 'NV' });
    expect(vegas?.distanceKm).toBeGreaterThan(150);
    expect(vegas?.distanceKm).toBeLessThan(165);
    expect(vegas?.bearingDeg).toBeGreaterThan(95);
    expect(vegas?.bearingDeg).toBeLessThan(110);
    expect(vegas?.halfWidthDeg).toBeNull();
  });

  it.each([
    [36.46, -116.87],
    [-17.8, 179.4],
    [70, 25],
    [87, 0],
    [-50, -130],
  ])(
    'gives the same towns near %d, %d when only those about are read',
    (latitudeDeg, longitudeDeg) => {
      const site = { latitudeDeg, longitudeDeg };
      const near = readWorldPlaces(readFileSync(worldPlacesUrl), site);
      expect(near.length).toBeLessThan(places.length / 20);
      expect(nearbyPlaces(site, near, 'list')).toEqual(nearbyPlaces(site, places, 'list'));
    },
  );
});
