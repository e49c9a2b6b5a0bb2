import { allSkyGrid, nanolambertCdM2, type MapGrid, type Site } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { drawnSky } from './sky/components/drawn-sky.js';
import { usualComponents, type ComponentSky } from './sky/components/options.js';
import { ZodiacalCloud } from './sky/components/zodiacal.js';
import { simulateNight } from './simulate-night.js';
import { simulatedSky, type SimulatedSky } from './simulated-sky.js';

const site: Site = { longitudeDeg: -110.1384, latitudeDeg: 38.4127, heightM: 1740 };
const grid = allSkyGrid(2);
/** A moonless evening, and one with the Moon 11 days old high in the sky. */
const [moonless, moonlit] = [2461351.65, 2461366.65];

function skyOf(sky: ComponentSky, startJdUtc = moonless, seconds = 0): SimulatedSky {
  const cells = grid.rows * grid.columns;
  return simulatedSky(sky, {
    grid,
    site,
    startJdUtc,
    seconds: new Float32Array(cells).fill(seconds),
  });
}

function cellOf({ columns }: MapGrid, azimuthDeg: number, altitudeDeg: number): number {
  const column = Math.floor((azimuthDeg + 180) / grid.stepDeg) % columns;
  return Math.min(Math.floor((altitudeDeg + 6) / grid.stepDeg), grid.rows - 1) * columns + column;
}

describe('a simulated sky on a map', () => {
  it('is the sum of its components, dark below the horizon', () => {
    const sky = skyOf(usualComponents);
    for (const i of [cellOf(grid, 10, 45), cellOf(grid, -120, 5), cellOf(grid, 0, 89)]) {
      const natural =
        sky.airglow[i] +
        sky.zodiacal[i] +
        sky.galactic[i] +
        sky.diffuse[i] +
        sky.moonlight[i] +
        sky.twilight[i];
      expect(sky.natural[i]).toBeCloseTo(natural, 3);
      expect(sky.total[i]).toBeCloseTo(natural + sky.domes[i], 3);
    }
    expect(sky.total[cellOf(grid, 0, -3)]).toBeNaN();
    expect(sky.hidden[cellOf(grid, 0, -3)]).toBe(1);
    expect(sky.hidden[cellOf(grid, 0, 45)]).toBe(0);
  });

  it('is as bright at the zenith as dark sites are, with a dome of near and far light', () => {
    const sky = skyOf(usualComponents);
    const zenith = cellOf(grid, 0, 89);
    expect(sky.natural[zenith]).toBeGreaterThan(50);
    expect(sky.natural[zenith]).toBeLessThan(100);
    expect(sky.domes[cellOf(grid, 118, 3)]).toBeGreaterThan(500);
    const high = sky.domes.filter((_, i) => i >= cellOf(grid, -180, 40));
    expect(Math.min(...high)).toBeGreaterThan(2);
    expect(sky.domes[zenith]).toBeLessThan(10);
  });

  it('has the airglow of its parameters at the zenith, thicker towards the horizon', () => {
    const { airglow, above } = skyOf({
      ...usualComponents,
      airglow: { ...usualComponents.airglow, gradient: 0, ripple: 0 },
    });
    expect(above.airglow[cellOf(grid, 0, 89)]).toBeCloseTo(34, 1);
    const through = 10 ** (-0.4 * 0.16);
    expect(airglow[cellOf(grid, 0, 89)] / 34).toBeCloseTo(through, 2);
    // van Rhijn, layer at 90 km, at 15 deg of altitude.
    expect(above.airglow[cellOf(grid, 0, 15)] / 34).toBeCloseTo(3.28, 1);
  });

  it('has from the whole sky what the air takes from each direction: a tenth of it high up, a quarter low', () => {
    const { diffuse, natural } = skyOf({ ...usualComponents, domes: [] });
    const share = (altitudeDeg: number): number => {
      const cells = Array.from({ length: 36 }, (_, k) => cellOf(grid, 10 * k - 175, altitudeDeg));
      const sum = (of: Float32Array): number => cells.reduce((total, i) => total + of[i], 0);
      return sum(diffuse) / sum(natural);
    };
    expect(share(85)).toBeGreaterThan(0.04);
    expect(share(85)).toBeLessThan(0.13);
    expect(share(12)).toBeGreaterThan(0.18);
    expect(share(12)).toBeLessThan(0.35);
  });

  it('turns with the stars: an hour later the Milky Way is elsewhere, the domes are not', () => {
    const [now, later] = [skyOf(usualComponents), skyOf(usualComponents, moonless, 3600)];
    const moved = now.galactic.filter((nl, i) => Math.abs(nl - later.galactic[i]) > 0.1 * nl);
    expect(moved.length).toBeGreaterThan(0.05 * grid.rows * grid.columns);
    expect(later.domes).toEqual(now.domes);
  });

  it('is the same for the same seed and another for another', () => {
    expect(drawnSky(7)).toEqual(drawnSky(7));
    const levels = Array.from({ length: 40 }, (_, seed) => drawnSky(seed).airglow.zenithNl);
    expect(new Set(levels).size).toBe(40);
    expect(Math.min(...levels)).toBeLessThan(26);
    expect(Math.max(...levels)).toBeGreaterThan(54);
    for (let seed = 0; seed < 40; seed++) {
      for (const { nearNl, farNl } of drawnSky(seed).domes) {
        expect(farNl / nearNl).toBeGreaterThanOrEqual(0.002);
        expect(farNl / nearNl).toBeLessThanOrEqual(0.008);
      }
    }
  });

  it('has no artificial light without domes, and a level horizon without terrain', () => {
    const sky = skyOf({ ...usualComponents, domes: [], terrain: null });
    expect(sky.domes.every((nl) => nl === 0 || Number.isNaN(nl))).toBe(true);
    expect(sky.total[cellOf(grid, 118, 3)]).toBe(sky.natural[cellOf(grid, 118, 3)]);
    expect(sky.hidden[cellOf(grid, 118, 1)]).toBe(0);
  });

  it('is lit by the Moon when it is up, unless told not to be', () => {
    const zenith = cellOf(grid, 0, 89);
    const lit = skyOf(usualComponents, moonlit);
    expect(lit.moonlight[zenith]).toBeGreaterThan(400);
    expect(lit.moonlight[zenith]).toBeLessThan(3000);
    expect(skyOf(usualComponents).moonlight[zenith]).toBe(0);
    const dark = skyOf({ ...usualComponents, moonlight: false }, moonlit);
    expect(dark.moonlight[zenith]).toBe(0);
  });

  it('is brighter towards the Sun in twilight', () => {
    const dusk = skyOf(usualComponents, 2461351.54);
    expect(dusk.twilight[cellOf(grid, -110, 11)]).toBeGreaterThan(
      3 * dusk.twilight[cellOf(grid, 70, 11)],
    );
    expect(skyOf(usualComponents).twilight[cellOf(grid, 0, 89)]).toBeLessThan(0.01);
  });
});

describe('the invented zodiacal cloud', () => {
  it('shines as dust does: 53 nL a right angle from the Sun, a gegenschein, 15 to 17 nL at the pole', () => {
    const cloud = new ZodiacalCloud();
    expect(cloud.nanolamberts(90, 0)).toBeCloseTo(53.1, 6);
    expect(cloud.nanolamberts(-90, 0)).toBeCloseTo(53.1, 6);
    expect(cloud.nanolamberts(180, 0)).toBeGreaterThan(cloud.nanolamberts(140, 0));
    expect(cloud.nanolamberts(30, 90)).toBeGreaterThan(15);
    expect(cloud.nanolamberts(30, 90)).toBeLessThan(17);
    expect(cloud.nanolamberts(250, -20)).toBeCloseTo(cloud.nanolamberts(110, 20), 9);
  });
});

describe('a night under a sky of components', () => {
  const options = { size: 64, stars: false, sky: usualComponents } as const;

  it('shows in its frames what its map says, each at its own time', () => {
    const night = simulateNight(options);
    const frame = night.truth.frames.find(({ name }) => name === 'ib017');
    const seen = skyOf(usualComponents, frame?.startJd, (frame?.exposureSeconds ?? 0) / 2);
    const at = night.luminanceIn('ib017');
    for (const [azimuth, altitude] of [
      [25, 33],
      [29, 41],
      [117, 21],
    ] as const) {
      const nl = at(azimuth, altitude) / nanolambertCdM2;
      expect(nl / seen.total[cellOf(grid, azimuth, altitude)]).toBeCloseTo(1, 2);
    }
    expect(night.luminanceIn('ib001')(30, 40)).not.toBe(at(30, 40));
  });

  it('lies under snow as bright as the sky, and under bare ground that is dark', () => {
    const lit = simulateNight({ ...options, sky: { ...usualComponents, snow: true } });
    const bare = simulateNight(options);
    const sky = bare.luminanceAt(0, 60);
    expect(bare.luminanceAt(0, -1) / sky).toBeLessThan(0.2);
    expect(lit.luminanceAt(0, -1) / sky).toBeGreaterThan(0.6);
    expect(lit.luminanceAt(118, 6) / bare.luminanceAt(118, 6)).toBeGreaterThan(1.2);
  });

  it('lies on ground that a high Moon lights, brighter against the sky than by night', () => {
    const lit = simulateNight({ ...options, night: 'DEMO261122' });
    const bare = simulateNight(options);
    const share = (night: typeof lit): number =>
      night.luminanceAt(0, -1) / night.luminanceAt(0, 60);
    expect(share(lit)).toBeGreaterThan(3 * share(bare));
  });

  it('tells its components on a map and in sums', () => {
    const night = simulateNight(options);
    const { components } = night.truth;
    const maps = night.componentMaps(grid);
    const zenith = cellOf(grid, 0, 89);
    expect((maps?.natural[zenith] ?? 0) / (components?.natural.zenithNl ?? 1)).toBeCloseTo(1, 1);
    expect(components?.artificial.meanNl).toBeGreaterThan(5);
    expect(components?.moonAltitudeDeg).toBeLessThan(0);
    const level = { ...usualComponents, terrain: null };
    const { metrics, components: sums } = simulateNight({ ...options, sky: level }).truth;
    const both =
      (sums?.natural.horizontalIlluminanceLux ?? 0) +
      (sums?.artificial.horizontalIlluminanceLux ?? 0);
    expect(both / metrics.horizontalIlluminanceLux).toBeCloseTo(1, 2);
    const flat = simulateNight({ ...options, sky: { kind: 'flat', luminanceCdM2: 1e-4 } });
    expect(flat.componentMaps(grid)).toBeNull();
    expect(flat.truth.components).toBeNull();
  });

  it('is refused by name when its light is negative', () => {
    const sky = { ...usualComponents, galacticFactor: -1 };
    expect(() => simulateNight({ ...options, sky })).toThrow('sky');
    expect(() => simulateNight({ ...options, startHourUtc: 24 })).toThrow('startHourUtc');
  });
});
