import { readFileSync } from 'node:fs';
import { writeFits } from '@nightskies/fits';
import { vectorOfAnglesDeg } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { nanolambertsOfS10 } from '../components/band.js';
import { galacticMapError, galacticMapUrl, readGalacticMap } from './read-galactic-map.js';
import { SphereGrid } from './sphere-grid.js';

const bytes = readFileSync(galacticMapUrl);
const v = readGalacticMap(bytes, 'V');
const b = readGalacticMap(bytes, 'B');
const s10 = (l: number, latitude: number): number =>
  v.surfaceBrightness(l, latitude) / nanolambertsOfS10.V;

/** Mean of S10 over a band of latitude, both sides. */
function meanBetween(low: number, high: number, map = v): number {
  let [sum, weights] = [0, 0];
  for (let latitude = low + 0.5; latitude < high; latitude++) {
    const weight = Math.cos((latitude * Math.PI) / 180);
    for (let l = 0.5; l < 360; l++) {
      sum += weight * (map.surfaceBrightness(l, latitude) + map.surfaceBrightness(l, -latitude));
      weights += 2 * weight;
    }
  }
  return sum / weights / nanolambertsOfS10.V;
}

describe('the galactic map', () => {
  it('has about 80 S10 in the mean of the sky, and falls from the plane to the poles', () => {
    const bands = [0, 10, 20, 30, 45, 60, 90];
    const means = bands.slice(1).map((high, k) => meanBetween(bands[k], high));
    console.log(`S10(V) by latitude: ${means.map((mean) => mean.toFixed(1)).join(' ')}`);
    for (let k = 1; k < means.length; k++) expect(means[k]).toBeLessThan(means[k - 1]);
    const all = meanBetween(0, 90);
    console.log(`mean of the sky: ${all.toFixed(1)} S10`);
    expect(all).toBeGreaterThan(75);
    expect(all).toBeLessThan(85);
  });

  it('is faintest at the poles of the Milky Way: 15 to 25 S10', () => {
    for (const pole of [-90, 90]) {
      expect(s10(0, pole)).toBeGreaterThan(15);
      expect(s10(0, pole)).toBeLessThan(25);
    }
  });

  it('is brightest within 8 deg of the centre, and dark in the rift between it and Cygnus', () => {
    let [best, where] = [0, { l: 0, latitude: 0 }];
    for (let l = 0.5; l < 360; l++) {
      for (let latitude = -89.5; latitude < 90; latitude++) {
        const value = s10(l, latitude);
        if (value > best) [best, where] = [value, { l, latitude }];
      }
    }
    console.log(`brightest: ${best.toFixed(0)} S10 at l ${where.l}, b ${where.latitude}`);
    const off = where.l > 180 ? where.l - 360 : where.l;
    expect(Math.hypot(off, where.latitude)).toBeLessThan(8);
    // The great cloud of Sagittarius: 20.3 mag/arcsec2.
    expect(best).toBeGreaterThan(800);
    expect(best).toBeLessThan(1200);
    expect(s10(15, 6)).toBeLessThan(0.75 * s10(15, -6));
    console.log(
      `rift at l 15, b 6: ${s10(15, 6).toFixed(0)}, across the plane ${s10(15, -6).toFixed(0)}`,
    );
  });

  it('shows the Magellanic clouds', () => {
    expect(s10(280.5, -32.9)).toBeGreaterThan(4 * s10(280.5, 32.9));
    expect(s10(302.8, -44.3)).toBeGreaterThan(3 * s10(302.8, 44.3));
  });

  it('has the colour of starlight: B-V 0.65 to 0.95 in the mean, bluer far from the plane', () => {
    const colour = (low: number, high: number): number =>
      -2.5 * Math.log10(meanBetween(low, high, b) / meanBetween(low, high));
    console.log(`B-V: plane ${colour(0, 10).toFixed(2)}, poles ${colour(60, 90).toFixed(2)}`);
    expect(colour(0, 90)).toBeGreaterThan(0.65);
    expect(colour(0, 90)).toBeLessThan(0.95);
    expect(colour(60, 90)).toBeLessThan(colour(0, 10));
  });

  it('has no seam at longitude 0 and none at the poles', () => {
    for (let latitude = -85; latitude <= 85; latitude += 5) {
      const [before, after] = [s10(359.999, latitude), s10(0.001, latitude)];
      expect(Math.abs(after - before)).toBeLessThan(0.02 * after);
      expect(s10(360, latitude)).toBeCloseTo(s10(0, latitude), 6);
      expect(s10(-10, latitude)).toBeCloseTo(s10(350, latitude), 4);
    }
    for (const side of [-1, 1]) {
      const about = Array.from({ length: 36 }, (_, k) => s10(10 * k, side * 89.99));
      expect(Math.max(...about) - Math.min(...about)).toBeLessThan(0.1);
    }
  });

  it('gives many places at once as it gives each, with its error', () => {
    const places = Array.from({ length: 500 }, (_, k) => [
      (k * 137.508) % 360,
      (Math.asin(-0.999 + (1.998 * k) / 499) * 180) / Math.PI,
    ]);
    const vectors = places.map(([l, latitude]) => vectorOfAnglesDeg(l, latitude));
    const [out, errors] = [new Float32Array(500), new Float32Array(500)];
    v.sampleVectors(
      Float64Array.from(vectors, ({ x }) => x),
      Float64Array.from(vectors, ({ y }) => y),
      Float64Array.from(vectors, ({ z }) => z),
      out,
      errors,
    );
    for (const [k, [l, latitude]] of places.entries()) {
      expect(out[k]).toBe(v.surfaceBrightness(l, latitude));
      expect(errors[k]).toBeCloseTo(v.error(l, latitude), 4);
      expect(errors[k]).toBeGreaterThan(galacticMapError.V.floorNl);
    }
  });

  it('knows nothing of no direction', () => {
    expect(v.surfaceBrightness(Number.NaN, 0)).toBeNaN();
  });

  it('samples half a million directions in less than 60 ms', () => {
    const count = 500_000;
    const [x, y, z] = [0, 1, 2].map(() => new Float64Array(count));
    for (let k = 0; k < count; k++) {
      const place = vectorOfAnglesDeg(k * 0.37, Math.sin(k) * 89);
      [x[k], y[k], z[k]] = [place.x, place.y, place.z];
    }
    const out = new Float32Array(count);
    v.sampleVectors(x, y, z, out);
    const start = process.cpuUsage();
    v.sampleVectors(x, y, z, out);
    const used = process.cpuUsage(start);
    const nanoseconds = ((used.user + used.system) * 1000) / count;
    console.log(`${nanoseconds.toFixed(0)} ns of CPU per direction`);
    // A machine at work on other things takes a few times as long as a quiet one.
    expect(nanoseconds).toBeLessThan(300);
  });

  it('names what is wrong with another file', () => {
    const other = writeFits([{ shape: [4, 4], data: new Float32Array(16) }]);
    expect(() => readGalacticMap(other, 'V')).toThrow(/no plane V/);
  });
});

describe('values on the sphere', () => {
  it('are those of the cells in their middles, and lie straight between', () => {
    const values = Float32Array.from({ length: 8 * 4 }, (_, k) => k);
    const grid = new SphereGrid(values, 8);
    const at = (l: number, latitude: number): number => {
      const { x, y, z } = vectorOfAnglesDeg(l, latitude);
      const out = new Float32Array(1);
      grid.sample(Float64Array.of(x), Float64Array.of(y), Float64Array.of(z), out);
      return out[0];
    };
    expect(at(22.5, -67.5)).toBeCloseTo(0, 4);
    expect(at(67.5, -22.5)).toBeCloseTo(9, 4);
    expect(at(45, -45)).toBeCloseTo(4.5, 4);
    // Half way from the last column to the first, and over the pole to the column across.
    expect(at(0, 67.5)).toBeCloseTo((24 + 31) / 2, 4);
    expect(at(22.5, 90)).toBeCloseTo((24 + 28) / 2, 4);
  });
});
