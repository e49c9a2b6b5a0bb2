import { readFileSync } from 'node:fs';
import {
  degree,
  equatorialVector,
  galacticAxes,
  openStarCatalogue,
  rotate,
  sphericalOf,
  starCatalogueUrl,
  type Vector3,
} from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { nanolambertsOfS10, solarColour } from '../components/band.js';
import {
  galacticMapError,
  galacticMapUrl,
  readGalacticGrid,
  readGalacticMap,
} from './read-galactic-map.js';

/**
 * Starlight and light scattered by dust, measured from Pioneer 10 beyond the zodiacal cloud, in a field
 * of 2 to 3 deg. Stars brighter than V 6.5 are taken off (Leinert et al. 1998, section 10.4).
 */
const starsFromV = 6.5;
const fieldSigmaDeg = 1.3;

interface Place {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  /** S10(sun) of Pioneer's band. */
  readonly measured: number;
  /** S10 of the stars of the catalogue from V 6.5 on, and of the map beyond. */
  readonly catalogue: number;
  readonly map: number;
  /** B-V of the sum. */
  readonly colour: number;
}

const bytes = readFileSync(galacticMapUrl);
const beyond = readGalacticGrid(bytes, 'BEYOND10');
const maps = { V: readGalacticMap(bytes, 'V'), B: readGalacticMap(bytes, 'B') };
const stars = openStarCatalogue(readFileSync(starCatalogueUrl));
const places = readPlaces();

function readPlaces(): Place[] {
  const url = new URL('../test-support/pioneer10.csv', import.meta.url);
  const [header, ...rows] = readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(','));
  return rows.flatMap(([ra, ...values]) =>
    values.flatMap((value, k) => {
      const [raDeg, decDeg, measured] = [ra, header[k + 1], value].map(Number);
      return measured > 0 ? [placeAt(raDeg, decDeg, measured)] : [];
    }),
  );
}

function placeAt(raDeg: number, decDeg: number, measured: number): Place {
  const at = equatorialVector({ raDeg, decDeg });
  const middle = rotate(galacticAxes, at);
  const near = stars.cone({ raDeg, decDeg, radiusDeg: 3 * fieldSigmaDeg, limitV: 10 });
  const fieldDeg2 = 2 * Math.PI * fieldSigmaDeg ** 2;
  let catalogue = 0;
  let catalogueB = 0;
  for (let i = 0; i < near.count; i++) {
    if (near.v[i] < starsFromV) continue;
    const cosine = at.x * near.x[i] + at.y * near.y[i] + at.z * near.z[i];
    const weight = Math.exp((cosine - 1) / (fieldSigmaDeg * degree) ** 2) / fieldDeg2;
    const light = weight * 10 ** (-0.4 * (near.v[i] - 10));
    catalogue += light;
    catalogueB += light * 10 ** (-0.4 * (Number.isNaN(near.bv[i]) ? 0.7 : near.bv[i]));
  }
  const map = meanOfField(middle);
  const { longitudeDeg, latitudeDeg } = sphericalOf(middle);
  const ratio =
    maps.B.surfaceBrightness(longitudeDeg, latitudeDeg) /
    maps.V.surfaceBrightness(longitudeDeg, latitudeDeg);
  const colour = -2.5 * Math.log10((catalogueB + map * ratio) / (catalogue + map));
  return { raDeg, decDeg, longitudeDeg, latitudeDeg, measured, catalogue, map, colour };
}

/** Mean of the map, S10, over a Gaussian field. */
function meanOfField(middle: Vector3): number {
  const { right, up } = frameAt(middle);
  const side = 13;
  const [x, y, z] = [0, 1, 2].map(() => new Float64Array(side * side));
  const weights = new Float64Array(side * side);
  for (let k = 0; k < side * side; k++) {
    const u = (((k % side) - 6) / 2) * fieldSigmaDeg * degree;
    const v = ((Math.floor(k / side) - 6) / 2) * fieldSigmaDeg * degree;
    x[k] = middle.x + u * right.x + v * up.x;
    y[k] = middle.y + u * right.y + v * up.y;
    z[k] = middle.z + u * right.z + v * up.z;
    weights[k] = Math.exp(-(u * u + v * v) / 2 / (fieldSigmaDeg * degree) ** 2);
  }
  const out = new Float32Array(side * side);
  beyond.sample(x, y, z, out);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return out.reduce((sum, value, k) => sum + weights[k] * value, 0) / all / nanolambertsOfS10.V;
}

function frameAt(middle: Vector3): { right: Vector3; up: Vector3 } {
  const flat = Math.hypot(middle.x, middle.y);
  const right = { x: -middle.y / flat, y: middle.x / flat, z: 0 };
  const up = { x: -middle.z * right.y, y: middle.z * right.x, z: flat };
  return { right, up };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** S10 of V as S10(sun) of another band, by colours beside those of the Sun: V-R goes as 0.46 (B-V). */
const bandFactor = {
  red: ({ colour }: Place) => 10 ** (0.4 * 0.46 * (colour - solarColour)),
  blue: ({ colour }: Place) => 10 ** (-0.4 * (colour - solarColour)),
};

const logOf = (place: Place, band: keyof typeof bandFactor): number =>
  Math.log(place.measured / ((place.catalogue + place.map) * bandFactor[band](place)));

describe('the galactic map against Pioneer 10', () => {
  it('is judged in the red channel: 640 nm', () => {
    // Readings at the poles, blue and red: Leinert et al. 1998, table 34.
    const mean = (of: (place: Place) => boolean): number => {
      const some = places.filter(of);
      return some.reduce((sum, { measured }) => sum + measured, 0) / some.length;
    };
    const poles = [
      { name: 'north celestial', blue: 56, red: 77, here: mean(({ decDeg }) => decDeg === 80) },
      { name: 'south celestial', blue: 74, red: 94, here: mean(({ decDeg }) => decDeg === -80) },
      {
        name: 'north ecliptic',
        blue: 66,
        red: 82,
        here: mean(({ raDeg, decDeg }) => raDeg === 270 && (decDeg === 60 || decDeg === 70)),
      },
    ];
    for (const { name, blue, red, here } of poles) {
      console.log(`${name} pole: ${here.toFixed(0)}; read in blue ${blue}, in red ${red} S10(sun)`);
      expect(Math.abs(here - red)).toBeLessThan(Math.abs(here - blue));
    }
  });

  it('has six sevenths of its light, and scatters by 15 % about that over the sky', () => {
    const logs = places.map((place) => logOf(place, 'red'));
    const centre = median(logs);
    console.log(
      `${places.length} places: Pioneer over map ${Math.exp(centre).toFixed(3)} in the median, scatter ` +
        `${(100 * spread(logs)).toFixed(1)} %, robust ` +
        `${(148.3 * median(logs.map((log) => Math.abs(log - centre)))).toFixed(1)} %; were it blue: ` +
        Math.exp(median(places.map((place) => logOf(place, 'blue')))).toFixed(3),
    );
    for (const [low, high] of [
      [0, 10],
      [10, 20],
      [20, 30],
      [30, 50],
      [50, 90],
    ]) {
      const some = places.filter(
        ({ latitudeDeg }) => Math.abs(latitudeDeg) >= low && Math.abs(latitudeDeg) < high,
      );
      const ofBand = some.map((place) => logOf(place, 'red'));
      console.log(
        `|b| ${low} to ${high}: ${some.length}, ratio ${Math.exp(median(ofBand)).toFixed(2)}, scatter ` +
          `${(100 * spread(ofBand)).toFixed(0)} %, Pioneer ${median(some.map((p) => p.measured))} S10`,
      );
    }
    expect(places.length).toBeGreaterThan(850);
    // The red channel itself is above the readings at the poles, and above stars of Gaia and dust.
    expect(Math.abs(centre)).toBeLessThan(0.2);
    expect(spread(logs)).toBeLessThan(0.18);
  });

  it('is nearer to it than its stated error for two thirds of the sky', () => {
    const { floorNl, relative } = galacticMapError.V;
    const deviations = places.map((place) => {
      const factor = bandFactor.red(place);
      const sigma = Math.hypot(floorNl / nanolambertsOfS10.V, relative * place.map) * factor;
      // The measurement's own: 3 S10, or 5 in the Milky Way (Leinert et al. 1998, section 10.4).
      const own = Math.abs(place.latitudeDeg) < 15 ? 5 : 3;
      return (
        Math.abs(place.measured - factor * (place.catalogue + place.map)) / Math.hypot(sigma, own)
      );
    });
    const within = (sigmas: number): number =>
      deviations.filter((value) => value < sigmas).length / deviations.length;
    console.log(
      `within 1 sigma ${(100 * within(1)).toFixed(0)} %, within 2 ${(100 * within(2)).toFixed(0)} %`,
    );
    expect(within(1)).toBeGreaterThan(0.6);
    expect(within(1)).toBeLessThan(0.85);
    expect(within(2)).toBeGreaterThan(0.9);
  });
});
