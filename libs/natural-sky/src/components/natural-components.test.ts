import {
  allSkyGrid,
  bodyPlace,
  cellDirection,
  eclipticToIcrs,
  greatCircleDistanceDeg,
  helioecliptic,
  observerFrame,
  rowAltitudeDeg,
  separationDeg,
  trueEcliptic,
  vectorOfAnglesDeg,
  type HorizontalDirection,
  type Vector3,
} from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ObservedSky } from '../observed-sky.js';
import { skyVectors } from '../test-support/natural-sky-vectors.js';
import { galacticLight, singleCell } from '../test-support/single-cell.js';
import { nanolambertsOfS10 } from './band.js';
import { directionRows, type VectorRow } from './direction-rows.js';
import { naturalComponents, type NaturalSkyOptions } from './natural-components.js';
import { SkyAxes, standardRefraction } from './sky-axes.js';

const constants = { law: 'constant', airglow: 0.6, zodiacal: 0.6, galactic: 0.9 } as const;
const usual: NaturalSkyOptions = {
  band: 'V',
  extinctionCoefficient: 0.163,
  airglowHeightKm: 92,
  extinction: { law: 'noll-2012' },
  galacticMap: galacticLight(() => 20, 2),
  given: {},
};
const k = { V: 0.163, B: 0.271 } as const;

/** Where one cell lies, by axes made for another moment of its set. */
function placesOf(vector: (typeof skyVectors)[number], axesLaterS: number) {
  const sky = singleCell(vector.site, vector.jdUtc, vector, 20_000);
  const axes = new SkyAxes(vector.site, sky.startJdUtc, 20_000 + axesLaterS);
  const [row] = directionRows(sky, axes, standardRefraction(vector.site));
  const first = ({ x, y, z }: VectorRow): Vector3 => ({ x: x[0], y: y[0], z: z[0] });
  return { galactic: first(row.galactic), helioecliptic: first(row.helioecliptic), axes };
}

describe('natural components', () => {
  it.each([0, -3600, 7200])(
    'lie where astropy and ERFA have them to 0.003 deg, by axes made %d s apart',
    (apartS) => {
      expect(skyVectors.length).toBeGreaterThanOrEqual(20);
      let worst = 0;
      for (const vector of skyVectors) {
        const { galactic, helioecliptic, axes } = placesOf(vector, apartS);
        const [l, b] = vector.galacticDeg;
        const [fromSun, beta] = vector.helioeclipticDeg;
        worst = Math.max(
          worst,
          separationDeg(galactic, vectorOfAnglesDeg(l, b)),
          separationDeg(helioecliptic, vectorOfAnglesDeg(fromSun, beta)),
        );
        expect(Math.abs(axes.sunDistanceAu - vector.sunDistanceAu)).toBeLessThan(1e-4);
      }
      console.log(
        `worst place of ${skyVectors.length} with axes ${apartS} s apart: ${worst.toFixed(5)} deg`,
      );
      expect(worst).toBeLessThan(0.003);
    },
  );

  it.each(['V', 'B'] as const)(
    'are as bright in %s as computed independently, to a part in 500',
    (band) => {
      let worst = 0;
      for (const vector of skyVectors) {
        const expected = vector.bands[band];
        const sky = singleCell(vector.site, vector.jdUtc, vector, 1000);
        const options = { ...usual, band, extinctionCoefficient: k[band] };
        const noll = naturalComponents(sky, options);
        const constant = naturalComponents(sky, { ...options, extinction: constants });
        const off = [
          noll.zodiacal[0] / expected.zodiacalNollNl,
          constant.zodiacal[0] / expected.zodiacalConstantNl,
          noll.airglow[0] / expected.airglowNoll,
          constant.airglow[0] / expected.airglowConstant,
        ].map((ratio) => Math.abs(ratio - 1));
        worst = Math.max(worst, ...off);
      }
      console.log(`worst brightness in ${band}: ${(100 * worst).toFixed(4)} %`);
      expect(worst).toBeLessThan(0.002);
    },
  );
});

describe('a whole sky of natural components', () => {
  const site = { longitudeDeg: -116.8731, latitudeDeg: 36.4519, heightM: 1214 };
  const grid = allSkyGrid(2);
  const seconds = new Float32Array(grid.columns * grid.rows).map((_, cell) => 40 * (cell % 45));
  const sky: ObservedSky = { grid, site, startJdUtc: 2_461_345.65, seconds };
  let noll = naturalComponents(sky, usual);
  beforeAll(() => {
    noll = naturalComponents(sky, usual);
  });

  it('has light in every cell above the horizon and none below', () => {
    for (let row = 0, cell = 0; row < grid.rows; row++) {
      const above = rowAltitudeDeg(grid, row) >= 0;
      for (let column = 0; column < grid.columns; column++, cell++) {
        for (const map of [noll.airglow, noll.zodiacal, noll.galactic, noll.diffuse]) {
          if (above) expect(map[cell]).toBeGreaterThan(0);
          else expect(map[cell]).toBeNaN();
        }
      }
    }
  });

  it('leaves light of the stars out where nothing was seen, and keeps that of the air', () => {
    const blind = { ...sky, seconds: seconds.map((second, i) => (i % 3 === 0 ? NaN : second)) };
    const { airglow, zodiacal, galactic, diffuse, errors } = naturalComponents(blind, usual);
    const cell = grid.columns * 20 + 1;
    expect((cell + 2) % 3).toBe(0);
    for (const map of [zodiacal, galactic, errors.zodiacal, errors.galactic]) {
      expect(map[cell + 2]).toBeNaN();
      expect(map[cell]).toBeGreaterThan(0);
    }
    expect(airglow[cell + 2]).toBe(noll.airglow[cell + 2]);
    expect(diffuse[cell + 2]).toBeGreaterThan(0);
  });

  it('follows the sky while it turns: an hour moves the Milky Way by 15 deg', () => {
    const milky = galacticLight((_x, _y, z) => 10 + 100 * Math.exp(-((z / 0.2) ** 2)));
    const options = { ...usual, galacticMap: milky };
    const early = naturalComponents({ ...sky, seconds: seconds.map(() => 0) }, options);
    const late = naturalComponents({ ...sky, seconds: seconds.map(() => 3600) }, options);
    const mixed = naturalComponents(
      { ...sky, seconds: seconds.map((_, i) => (i % 2 === 0 ? 0 : 3600)) },
      options,
    );
    let changed = 0;
    mixed.galactic.forEach((value, cell) => {
      const own = cell % 2 === 0 ? early : late;
      if (Number.isNaN(value)) return;
      expect(Math.abs(value / own.galactic[cell] - 1)).toBeLessThan(1e-4);
      if (Math.abs(early.galactic[cell] - late.galactic[cell]) > 5) changed++;
    });
    expect(changed).toBeGreaterThan(1000);
  });

  it('near the Sun says nothing rather than something', () => {
    // An hour after sunset at the site, the Sun 12 deg down: its neighbourhood is not in the table.
    const dusk = { ...sky, startJdUtc: 2_461_345.5 + 0.575, seconds: seconds.map(() => 0) };
    const { zodiacal } = naturalComponents(dusk, usual);
    const above = zodiacal.subarray(3 * grid.columns);
    expect(above.some(Number.isNaN)).toBe(true);
    expect(above.filter((value) => value > 0).length).toBeGreaterThan(0.9 * above.length);
  });
});

describe('the zodiacal light over a site', () => {
  const site = { longitudeDeg: -116.8731, latitudeDeg: 36.4519, heightM: 1214 };
  const midnight = 2_461_345.85;
  const grid = allSkyGrid(1);
  const seconds = new Float32Array(grid.columns * grid.rows);
  const sky: ObservedSky = { grid, site, startJdUtc: midnight, seconds };
  const airless = { law: 'constant', airglow: 0, zodiacal: 0, galactic: 0 } as const;
  const { zodiacal } = naturalComponents(sky, { ...usual, extinction: airless });
  const frame = observerFrame({ ...site, jdUtc: midnight, refraction: null });
  const { ecliptic } = bodyPlace('sun', frame);

  /** Direction over the site of an ecliptic place of date. */
  function directionOfEcliptic(longitudeDeg: number, latitudeDeg: number): HorizontalDirection {
    const place = { longitudeDeg: ecliptic.longitudeDeg + longitudeDeg, latitudeDeg };
    return frame.icrsToAltAz(eclipticToIcrs(place, trueEcliptic(frame.times.jdTt)));
  }

  /** Cells nearer to a direction than a radius. */
  function around(centre: HorizontalDirection, radiusDeg: number): number[] {
    const cells: number[] = [];
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        const place = cellDirection(grid, column, row);
        if (place.altitudeDeg < 0 || greatCircleDistanceDeg(place, centre) > radiusDeg) continue;
        cells.push(row * grid.columns + column);
      }
    }
    return cells;
  }

  it('has its counterglow opposite the Sun', () => {
    const opposite = directionOfEcliptic(180, 0);
    expect(opposite.altitudeDeg).toBeGreaterThan(50);
    const brightest = around(opposite, 20).reduce((best, cell) =>
      zodiacal[cell] > zodiacal[best] ? cell : best,
    );
    const place = cellDirection(
      grid,
      brightest % grid.columns,
      Math.floor(brightest / grid.columns),
    );
    expect(greatCircleDistanceDeg(place, opposite)).toBeLessThan(1);
  });

  it('is 60 S10 and the colour and distance of the day at the pole of the ecliptic', () => {
    const pole = directionOfEcliptic(0, 90);
    expect(pole.altitudeDeg).toBeGreaterThan(10);
    const [cell] = around(pole, 1);
    const expected = 60 * nanolambertsOfS10.V * 1.0248 * 1.0171;
    expect(Math.abs(zodiacal[cell] / expected - 1)).toBeLessThan(0.005);
  });

  it('is faintest between 70 and 80 deg from the ecliptic, away from the Sun', () => {
    const all = Array.from(zodiacal, (_, cell) => cell).filter((cell) => zodiacal[cell] > 0);
    const faintest = all.reduce((best, cell) => (zodiacal[cell] < zodiacal[best] ? cell : best));
    const row = Math.floor(faintest / grid.columns);
    const direction = cellDirection(grid, faintest % grid.columns, row);
    const { longitudeDeg, latitudeDeg } = helioecliptic(frame.times.jdTt)(
      frame.altAzToIcrs(direction),
    );
    expect(Math.abs(longitudeDeg)).toBeGreaterThan(130);
    expect(Math.abs(latitudeDeg)).toBeGreaterThan(70);
    expect(Math.abs(latitudeDeg)).toBeLessThan(80);
  });
});
