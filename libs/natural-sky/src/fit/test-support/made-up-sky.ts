import { allSkyGrid, cellDirection, type MapGrid } from '@nightskies/sky';
import type { NaturalComponents } from '../../components/natural-components.js';
import type { ObservedSky } from '../../observed-sky.js';
import { clampedAirmass } from '../../extinction/airmass.js';
import { airglowMap } from './airglow-map.js';
import { seededNumbers, type SeededNumbers } from './seeded-numbers.js';
import { townGlow, type Town } from './town-glow.js';

/** A sky whose every part is known, and what an observer would have of it. */
export interface MadeUpSky {
  readonly sky: ObservedSky;
  readonly observed: Float32Array;
  readonly sigma: Float32Array;
  readonly usable: Float32Array;
  /** What the observer believes of the components: not the truth. */
  readonly components: NaturalComponents;
  /** 1 sigma of the zeropoint the sky was drawn with, relative. */
  readonly systematicFraction: number;
  readonly truth: {
    readonly natural: Float32Array;
    readonly artificial: Float32Array;
    /** At the zenith above the atmosphere, nL. */
    readonly airglowZenithNl: number;
    readonly towns: readonly Town[];
  };
}

const extinction = 0.16;

/** A smooth field of a few waves over the sky, rms 1. */
function wavesOf(random: SeededNumbers, longestDeg: number): (n: number, e: number) => number {
  const waves = Array.from({ length: 6 }, () => {
    const length = (random.between(0.35, 1) * longestDeg * Math.PI) / 180;
    const turn = random.between(0, 2 * Math.PI);
    const phase = random.between(0, 2 * Math.PI);
    const count = (2 * Math.PI) / length;
    return { north: count * Math.cos(turn), east: count * Math.sin(turn), phase };
  });
  return (north, east) => {
    let sum = 0;
    for (const wave of waves) sum += Math.cos(wave.north * north + wave.east * east + wave.phase);
    return sum / Math.sqrt(waves.length / 2);
  };
}

/** A band of light along a great circle tilted towards an azimuth. */
function bandOf(
  random: SeededNumbers,
  options: { readonly base: number; readonly peak: number; readonly width: number },
): (n: number, e: number, u: number) => number {
  const tilt = random.between(0.2, 1.4);
  const turn = random.between(0, 2 * Math.PI);
  const pole = [Math.sin(tilt) * Math.cos(turn), Math.sin(tilt) * Math.sin(turn), Math.cos(tilt)];
  const bulge = random.between(0, 2 * Math.PI);
  return (north, east, up) => {
    const off = north * pole[0] + east * pole[1] + up * pole[2];
    const along = 1 + 0.5 * (north * Math.cos(bulge) + east * Math.sin(bulge));
    return options.base + options.peak * along * Math.exp(-((off / options.width) ** 2));
  };
}

function drawTowns(random: SeededNumbers, dark: boolean): readonly Town[] {
  if (dark) return [];
  const count = 1 + Math.floor(random.between(0, 5));
  return Array.from({ length: count }, () => ({
    azimuthDeg: random.between(0, 360),
    nearness: Math.exp(random.between(Math.log(0.05), Math.log(0.3))),
    size: random.between(0.05, 0.3),
    zenithNl: Math.exp(random.between(Math.log(0.1), Math.log(4))),
  }));
}

/**
 * A sky from a seed: airglow of another height, extinction, gradient, drift and with waves; zodiacal
 * and galactic bands that differ from what the observer has in scale and by waves; diffuse light of
 * another profile; towns by single scattering; terrain; noise; a zeropoint that is wrong.
 */
export function madeUpSky(
  seed: number,
  options: {
    readonly dark?: boolean;
    readonly zeropointSigma?: number;
    /** Towns in the place of those drawn. */
    readonly towns?: readonly Town[];
  } = {},
): MadeUpSky {
  const random = seededNumbers(seed);
  const grid = allSkyGrid(1);
  const size = grid.columns * grid.rows;
  const seconds = secondsOf(grid);
  const airglowZenithNl = random.between(18, 65);
  const glowing = airglowMap(grid, {
    heightKm: random.between(86, 98),
    elevationKm: 1.2,
    extinction,
    fraction: 0.6 + 0.07 * random.normal(),
  });
  const believed = airglowMap(grid, { heightKm: 90, elevationKm: 1.2, extinction, fraction: 0.6 });
  const gradient = random.between(0, 0.15);
  const gradientTurn = random.between(0, 2 * Math.PI);
  const drift = 0.06 * random.normal();
  const airglowWaves = wavesOf(random, 70);
  const waveSize = random.between(0.005, 0.035);
  const zodiacalBand = bandOf(random, { base: 18, peak: 30, width: 0.45 });
  const galacticBand = bandOf(random, { base: 6, peak: 45, width: 0.2 });
  const zodiacalWaves = wavesOf(random, 90);
  const galacticWaves = wavesOf(random, 50);
  const zodiacalScale = 1 + 0.08 * random.normal();
  const galacticScale = 1 + 0.08 * random.normal();
  const diffuseScale = 1 + 0.3 * random.normal();
  const diffusePower = random.between(-0.1, 0.1);
  const drawn = drawTowns(random, options.dark === true);
  const towns = options.towns ?? drawn;
  const glows = towns.map(townGlow);
  const zeropointSigma = options.zeropointSigma ?? 0.015;
  const zeropoint = 1 + zeropointSigma * random.normal();
  const skyline = wavesOf(random, 80);
  const empty = (): Float32Array => new Float32Array(size).fill(NaN);
  const maps = { zodiacal: empty(), galactic: empty(), diffuse: empty() };
  const truth = { natural: empty(), artificial: empty() };
  const observed = empty();
  const sigma = empty();
  const usable = new Float32Array(size);
  for (let y = 0, i = 0; y < grid.rows; y += 1) {
    for (let x = 0; x < grid.columns; x += 1, i += 1) {
      const { altitudeDeg, azimuthDeg } = cellDirection(grid, x, y);
      if (altitudeDeg < 0) continue;
      const azimuth = (azimuthDeg * Math.PI) / 180;
      const level = Math.cos((altitudeDeg * Math.PI) / 180);
      const [north, east] = [level * Math.cos(azimuth), level * Math.sin(azimuth)];
      const up = Math.sin((altitudeDeg * Math.PI) / 180);
      const airmass = clampedAirmass(altitudeDeg);
      const dimmed = (part: number): number => 10 ** (-0.4 * part * extinction * airmass);
      maps.zodiacal[i] = zodiacalBand(north, east, up) * dimmed(0.6);
      maps.galactic[i] = galacticBand(north, east, up) * dimmed(0.9);
      const scattered = 31 * (1 - Math.exp(-0.147 * airmass));
      maps.diffuse[i] = scattered;
      const side = north * Math.cos(gradientTurn) + east * Math.sin(gradientTurn);
      const airglow =
        airglowZenithNl *
        glowing[i] *
        (1 + gradient * side + (drift * (seconds[i] - 600)) / 3600) *
        (1 + waveSize * airglowWaves(north, east));
      const natural =
        airglow +
        zodiacalScale * maps.zodiacal[i] * (1 + 0.03 * zodiacalWaves(north, east)) +
        galacticScale * maps.galactic[i] * (1 + 0.04 * galacticWaves(north, east)) +
        diffuseScale * scattered * airmass ** diffusePower;
      let artificial = 0;
      for (const glow of glows) artificial += glow(altitudeDeg, azimuthDeg);
      truth.natural[i] = natural;
      truth.artificial[i] = artificial;
      sigma[i] = 0.004 * (natural + artificial);
      observed[i] = (natural + artificial + sigma[i] * random.normal()) * zeropoint;
      const rim = 3 + 1.5 * skyline(Math.cos(azimuth), Math.sin(azimuth));
      usable[i] = altitudeDeg > rim ? 1 : 0;
    }
  }
  return {
    sky: {
      grid,
      site: { longitudeDeg: -110, latitudeDeg: 37, heightM: 1200 },
      startJdUtc: 2461000.7,
      seconds,
    },
    observed,
    sigma,
    usable,
    components: {
      ...maps,
      airglow: believed,
      errors: {
        zodiacal: maps.zodiacal.map(() => 0),
        galactic: maps.galactic.map(() => 0),
        diffuse: maps.diffuse.map((value) => 0.3 * value),
        scattering: new Float32Array(size),
      },
    },
    systematicFraction: zeropointSigma,
    truth: { ...truth, airglowZenithNl, towns },
  };
}

/** Rings of altitude one after another, each once round: 20 minutes in all. */
function secondsOf(grid: MapGrid): Float32Array {
  return Float32Array.from({ length: grid.columns * grid.rows }, (_, i) => {
    const altitude = Math.max(0, grid.altitude0Deg + Math.floor(i / grid.columns) * grid.stepDeg);
    return 400 * Math.floor(altitude / 25) + (400 * (i % grid.columns)) / grid.columns;
  });
}
