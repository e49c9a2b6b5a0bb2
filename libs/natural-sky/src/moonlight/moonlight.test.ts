import { allSkyGrid, magOfNanolamberts, nanolambertsOfMag, type Site } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import type { ObservedSky } from '../observed-sky.js';
import { fitnessOf } from './fitness.js';
import { moonlight, twilight } from './light-maps.js';
import { scatteredMoonlightNl, type MoonInSky } from './scattered-moonlight.js';
import { sunAndMoon } from './sun-and-moon.js';
import { twilightNl } from './twilight-law.js';

const site: Site = { longitudeDeg: -110.1384, latitudeDeg: 38.4127, heightM: 1740 };
const v = { band: 'V', extinctionCoefficient: 0.16 } as const;
/** New Moon 2026-11-09 07:02 UTC, full 2026-11-24 14:53 UTC. */
const [moonless, moonlit] = [2461351.65, 2461366.65];

function moonAt(altitudeDeg: number, phaseAngleDeg: number): MoonInSky {
  return { altitudeDeg, phaseAngleDeg, relativeDistance: 1 };
}

describe('scattered moonlight', () => {
  it('is that of Krisciunas and Schaefer: 19.855 mag 50 deg from a Moon 45 deg from full', () => {
    // Moon at zenith distance 70, sky at 20 deg, k = 0.15: an independent program of theirs.
    const nl = scatteredMoonlightNl(moonAt(20, 45), 70, 50, 0.15);
    expect(magOfNanolamberts(nl)).toBeCloseTo(19.855, 3);
  });

  it('is stronger near full by the opposition effect, a third at full, without a step', () => {
    const at = (phase: number): number => scatteredMoonlightNl(moonAt(45, phase), 90, 45, 0.15);
    expect(at(0) / at(7)).toBeCloseTo(1.35 * 10 ** (0.4 * (0.026 * 7 + 4e-9 * 7 ** 4)), 9);
    expect(at(6.999) / at(7.001)).toBeCloseTo(1, 3);
    expect(at(90) / at(0)).toBeLessThan(0.1);
  });

  it('is nothing with the Moon below the horizon, and finite right at the Moon', () => {
    expect(scatteredMoonlightNl(moonAt(-1, 0), 90, 91, 0.15)).toBe(0);
    expect(Number.isFinite(scatteredMoonlightNl(moonAt(45, 0), 45, 0, 0.15))).toBe(true);
  });

  it('grows evenly through the law for small angles', () => {
    const at = (apart: number): number => scatteredMoonlightNl(moonAt(45, 20), 45, apart, 0.15);
    expect(at(9.99) / at(10.01)).toBeGreaterThan(0.9);
    expect(at(9.99) / at(10.01)).toBeLessThan(1.1);
    expect(at(3)).toBeGreaterThan(at(6));
  });
});

describe('twilight', () => {
  it.each([
    [10.022, 2361],
    [11.885, 453],
    [13.746, 82],
    [14.816, 29.8],
  ])('with the Sun %d deg down is %d nL at the zenith, as measured, within 6 %', (depth, nl) => {
    expect(Math.abs(twilightNl(-depth, 90, 0) / nl - 1)).toBeLessThan(0.06);
  });

  it('is brighter low and towards the Sun', () => {
    const towards = twilightNl(-12, 30, 0);
    const away = twilightNl(-12, 30, 180);
    expect(Math.log10(towards / away)).toBeCloseTo(0.31, 6);
    expect(away).toBeGreaterThan(twilightNl(-12, 90, 180));
    expect(twilightNl(-12, 0, 0)).toBe(twilightNl(-12, 15, 0));
  });
});

describe('the fitness of a set', () => {
  it('has nothing to say on a night without Moon and Sun', () => {
    const fitness = fitnessOf(site, [moonless, moonless + 0.02], v);
    expect(fitness).toMatchObject({ fitForModel: true, moonlightZenithNl: 0, problems: [] });
    expect(fitness.sunAltitudeDeg).toBeLessThan(-18);
    expect(fitness.moonAltitudeDeg).toBeLessThan(0);
  });

  it('names a bright Moon with its height, its phase and its light, and calls the set unfit', () => {
    const fitness = fitnessOf(site, [moonlit, moonlit + 0.02], v);
    expect(fitness.fitForModel).toBe(false);
    expect(fitness.moonIlluminatedFraction).toBeCloseTo(0.94, 1);
    expect(fitness.problems).toHaveLength(1);
    const [{ code, message }] = fitness.problems;
    expect(code).toBe('moon-up');
    expect(message).toMatch(
      /^The Moon was up to \d+ deg above the horizon, \d\d % lit: its light \(about \d+ nL at the zenith\) is in the map and not subtracted; the natural sky cannot be told/,
    );
  });

  it('finds a young Moon worth a word that leaves the set fit', () => {
    // 2.8 days after new Moon, 3 deg up.
    const jd = 2461356.55;
    const fitness = fitnessOf(site, [jd], v);
    expect(fitness.moonlightZenithNl).toBeLessThan(8);
    expect(fitness.moonlightZenithNl).toBeGreaterThan(1);
    expect(fitness.problems.map(({ code }) => code)).toContain('moon-up');
    expect(fitness.problems[0].message).toContain('it is counted as airglow');
  });

  it.each([
    [2461351.545, 'twilight', false],
    [2461351.25, 'daylight', false],
  ])('at JD %d says %s', (jd, code, fit) => {
    const fitness = fitnessOf(site, [jd, jd + 0.001], v);
    expect(fitness.problems.map((one) => one.code)).toEqual([code]);
    expect(fitness.fitForModel).toBe(fit);
  });

  it('takes the worst moment of a set', () => {
    const dusk = fitnessOf(site, [2461351.545], v);
    const whole = fitnessOf(site, [2461351.545, 2461351.6], v);
    expect(whole.sunAltitudeDeg).toBe(dusk.sunAltitudeDeg);
  });
});

describe('maps of moonlight and twilight', () => {
  const grid = allSkyGrid(4);
  const sky = (startJdUtc: number): ObservedSky => ({
    grid,
    site,
    startJdUtc,
    seconds: new Float32Array(grid.rows * grid.columns).fill(30),
  });
  const cell = (azimuth: number, altitude: number): number =>
    Math.floor((altitude + 6) / 4) * grid.columns + Math.floor((azimuth + 180) / 4);

  it('are brightest about the Moon and below the horizon nothing', () => {
    const map = moonlight(sky(moonlit), v);
    const { moon } = sunAndMoon(site, moonlit);
    const azimuth = moon.azimuthDeg > 180 ? moon.azimuthDeg - 360 : moon.azimuthDeg;
    const brightest = Math.max(...map.filter((nl) => !Number.isNaN(nl)));
    expect(map[cell(azimuth, moon.altitudeDeg)]).toBe(brightest);
    expect(map[cell(0, -4)]).toBeNaN();
    expect(Math.max(...moonlight(sky(moonless), v).filter((nl) => nl > 0), 0)).toBe(0);
  });

  it('hold nothing where nothing was seen', () => {
    const { seconds, ...rest } = sky(moonlit);
    seconds[cell(20, 50)] = NaN;
    expect(moonlight({ ...rest, seconds }, v)[cell(20, 50)]).toBeNaN();
    expect(twilight({ ...rest, seconds }, v)[cell(20, 50)]).toBeNaN();
    expect(twilight({ ...rest, seconds }, v)[cell(24, 50)]).toBeGreaterThan(0);
  });

  it('are those of B in B: a moonlit sky is bluer than the Moon', () => {
    const ofV = scatteredMoonlightNl(moonAt(45, 0), 90, 45, 0.13);
    const ofB = scatteredMoonlightNl(moonAt(45, 0), 90, 45, 0.25, 'B');
    const colour = magOfNanolamberts(ofB) - magOfNanolamberts(ofV);
    expect(colour).toBeGreaterThan(0.1);
    expect(colour).toBeLessThan(0.4);
    expect(nanolambertsOfMag(magOfNanolamberts(ofB))).toBeCloseTo(ofB, 6);
  });
});
