import { NightSkiesError } from '@nightskies/contracts';
import { allSkyGrid, rowAltitudeDeg, vectorOfAnglesDeg } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import type { ObservedSky } from '../observed-sky.js';
import { galacticLight } from '../test-support/single-cell.js';
import type { SkyGrid } from '../user-maps/given-sky-map.js';
import { naturalComponents, type NaturalSkyOptions } from './natural-components.js';
import { SkyAxes } from './sky-axes.js';
import { zodiacalDistanceFactor, zodiacalNanolamberts } from './zodiacal.js';

const grid = allSkyGrid(3);
const site = { longitudeDeg: -105.6, latitudeDeg: 40.3, heightM: 2800 };
const sky: ObservedSky = {
  grid,
  site,
  startJdUtc: 2_461_345.65,
  seconds: new Float32Array(grid.columns * grid.rows).fill(100),
};
const lightOfGalaxy = (_x: number, _y: number, z: number): number => 15 + 60 * Math.exp(-9 * z * z);
const usual: NaturalSkyOptions = {
  band: 'V',
  extinctionCoefficient: 0.15,
  airglowHeightKm: 90,
  extinction: { law: 'noll-2012' },
  galacticMap: galacticLight(lightOfGalaxy, 3),
  given: {},
};
const own = naturalComponents(sky, usual);

/** A grid of every degree from a function of longitude and latitude. */
function gridOf(valueAt: (longitudeDeg: number, latitudeDeg: number) => number): SkyGrid {
  const values = new Float32Array(360 * 181);
  for (let row = 0; row <= 180; row++) {
    for (let column = 0; column < 360; column++) {
      values[row * 360 + column] = valueAt(column - 180, row - 90);
    }
  }
  return {
    columns: 360,
    rows: 181,
    longitude0Deg: -180,
    longitudeStepDeg: 1,
    latitude0Deg: -90,
    latitudeStepDeg: 1,
    values,
  };
}

function worstRatio(a: Float32Array, b: Float32Array, fromDeg = 0): number {
  let worst = 0;
  for (let cell = 0; cell < a.length; cell++) {
    const altitudeDeg = rowAltitudeDeg(grid, Math.floor(cell / grid.columns));
    if (altitudeDeg >= fromDeg) worst = Math.max(worst, Math.abs(a[cell] / b[cell] - 1));
  }
  return worst;
}

describe("a user's own components", () => {
  it('above the atmosphere stand where our own do, and go through the same air', () => {
    const { sunDistanceAu } = new SkyAxes(site, sky.startJdUtc, 100);
    const distance = zodiacalDistanceFactor(sunDistanceAu);
    const given = naturalComponents(sky, {
      ...usual,
      galacticMap: galacticLight(() => NaN),
      given: {
        galactic: {
          kind: 'galactic',
          grid: gridOf((l, b) => {
            const { x, y, z } = vectorOfAnglesDeg(l, b);
            return lightOfGalaxy(x, y, z);
          }),
        },
        zodiacal: {
          kind: 'ecliptic',
          grid: gridOf((l, b) => zodiacalNanolamberts('V', vectorOfAnglesDeg(l, b), distance)),
        },
      },
    });
    expect(worstRatio(given.galactic, own.galactic)).toBeLessThan(0.001);
    expect(worstRatio(given.zodiacal, own.zodiacal)).toBeLessThan(0.003);
    expect(Math.max(...given.errors.galactic.filter((error) => error >= 0))).toBe(0);
  });

  it('as observed are taken as they are', () => {
    const profile = { kind: 'profile', altitudesDeg: [0, 90], nanolamberts: [30, 3] } as const;
    const { galactic, diffuse, errors } = naturalComponents(sky, {
      ...usual,
      given: { galactic: profile, diffuse: profile },
    });
    const row = 12;
    const expected = 30 - (27 * rowAltitudeDeg(grid, row)) / 90;
    expect(galactic[row * grid.columns + 5]).toBeCloseTo(expected, 4);
    expect(diffuse[row * grid.columns + 77]).toBeCloseTo(expected, 4);
    expect(errors.diffuse[row * grid.columns]).toBe(0);
    expect(diffuse[0]).toBeNaN();
  });

  it('airglow of any scale is brought to 1 nL at the zenith above the atmosphere', () => {
    const observed = own.airglow.filter((_, cell) => cell % grid.columns === 0).slice(2);
    const altitudesDeg = Array.from(observed, (_, i) => rowAltitudeDeg(grid, i + 2));
    const { airglow } = naturalComponents(sky, {
      ...usual,
      given: {
        airglow: {
          kind: 'profile',
          altitudesDeg: [...altitudesDeg, 90],
          nanolamberts: [...Array.from(observed, (value) => 37 * value), 37 * observed[29]],
        },
      },
    });
    expect(worstRatio(airglow, own.airglow)).toBeLessThan(0.001);
  });

  it.each([
    ['airglow', { kind: 'galactic', grid: gridOf(() => 1) }],
    ['diffuse', { kind: 'ecliptic', grid: gridOf(() => 1) }],
    ['airglow', { kind: 'profile', altitudesDeg: [0, 90], nanolamberts: [3, 0] }],
  ] as const)('of %s that cannot be are refused', (component, map) => {
    expect(() => naturalComponents(sky, { ...usual, given: { [component]: map } })).toThrow(
      NightSkiesError,
    );
  });
});
