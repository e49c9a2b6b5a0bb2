import { observerFrame, rotate, galacticAxes, type Vector3 } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { withFaintLight } from './faint-light.js';
import { FaintStars, meanColourMag } from './faint-stars.js';
import { rateOfStar, usualPhotometry } from './photometry.js';
import { makeScene } from './scene.js';

const options = { faintestV: 12, dexPerMag: 0.41 };
/** A hundredth of the stars of the sky: as many as a quick test takes. */
const stars = new FaintStars(options, 3, 10, 3551);

interface Visited extends Vector3 {
  readonly v: number;
  readonly colour: number;
}

function starsAbout(centre: Vector3, reachDeg: number): Visited[] {
  const found: Visited[] = [];
  stars.visit(centre, reachDeg, (x, y, z, v, colour) => found.push({ x, y, z, v, colour }));
  return found;
}

const all = starsAbout({ x: 1, y: 0, z: 0 }, 180);
const cosine = (a: Vector3, b: Vector3): number => a.x * b.x + a.y * b.y + a.z * b.z;

describe('faint stars', () => {
  it('continue the catalogue: none of its brightness, so many more to each magnitude', () => {
    const expected = 3551 * (10 ** (2 * 0.41) - 1);
    expect(stars.count).toBeCloseTo(expected, 6);
    expect(Math.abs(all.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    for (const { v } of all) {
      expect(v).toBeGreaterThanOrEqual(10);
      expect(v).toBeLessThanOrEqual(12);
    }
    const brighter = all.filter(({ v }) => v < 11).length / all.length;
    expect(brighter).toBeCloseTo(1 / (10 ** 0.41 + 1), 1);
    const colour = all.reduce((sum, star) => sum + star.colour, 0) / all.length;
    expect(colour).toBeCloseTo(meanColourMag, 1);
  });

  it('stand closer in the Milky Way, as the stars of the catalogue do', () => {
    const within = (low: number, high: number): number =>
      all.filter((star) => {
        const sine = Math.abs(rotate(galacticAxes, star).z);
        return sine >= low && sine < high;
      }).length;
    const ratio = within(0, 0.1) / within(0.9, 1);
    // Catalogue stars of V 9 to 10: 11.0 and 2.47 per square degree.
    expect(ratio).toBeGreaterThan(3.8);
    expect(ratio).toBeLessThan(5.6);
  });

  it('are the same, at the same places, for every frame that sees them', () => {
    const centre = { x: 0.6, y: 0, z: 0.8 };
    const near = (list: Visited[]): string[] =>
      list
        .filter((star) => cosine(star, centre) > Math.cos(0.1))
        .map(({ x, y, z, v }) => [x, y, z, v].join())
        .toSorted();
    const wanted = near(all);
    expect(wanted.length).toBeGreaterThan(30);
    expect(near(starsAbout(centre, 6))).toEqual(wanted);
    const beside = { x: 0.62, y: 0.05, z: Math.sqrt(1 - 0.62 ** 2 - 0.05 ** 2) };
    expect(near(starsAbout(beside, 12))).toEqual(wanted);
    for (const star of starsAbout(centre, 6)) {
      expect(Math.hypot(star.x, star.y, star.z)).toBeCloseTo(1, 12);
    }
  });

  it('shine together as much as one by one', () => {
    const lightOf = (list: Visited[]): number =>
      list.reduce((sum, s) => sum + 10 ** (-0.4 * s.v), 0);
    let mean = 0;
    const steps = 400;
    // Over the sine of galactic latitude, along one meridian.
    for (let i = 0; i < steps; i++) {
      const sine = -1 + (2 * (i + 0.5)) / steps;
      const [, , , , , , x, y, z] = galacticAxes;
      const [a, b, c] = galacticAxes;
      const flat = Math.sqrt(1 - sine * sine);
      const place = { x: flat * a + sine * x, y: flat * b + sine * y, z: flat * c + sine * z };
      mean += (stars.meanLight(place) * 4 * Math.PI) / steps;
    }
    expect(lightOf(all) / mean).toBeGreaterThan(0.97);
    expect(lightOf(all) / mean).toBeLessThan(1.03);
  });

  it('brighten the true sky by their mean light, dimmed by the air, but not the ground', () => {
    const sky = observerFrame({
      jdUtc: 2_461_351.65,
      latitudeDeg: 38.4,
      longitudeDeg: -110.1,
      heightM: 1740,
      refraction: null,
    });
    const scene = makeScene({ kind: 'scene' }, 0.16);
    const law = usualPhotometry.V;
    const arcsec2PerSr = ((180 / Math.PI) * 3600) ** 2;
    const shining = withFaintLight(scene, stars, sky, law, 1 / arcsec2PerSr);
    const added = shining.luminance(0, 0, 1) - scene.luminance(0, 0, 1);
    const zenith = sky.altAzToIcrsVector({ azimuthDeg: 0, altitudeDeg: 90 });
    const expected = stars.meanLight(zenith) * rateOfStar(law, 0, meanColourMag, 1);
    // The rotation leaves out the aberration.
    expect(added / expected).toBeCloseTo(1, 3);
    expect(shining.luminance(0, 1, -0.01)).toBe(scene.luminance(0, 1, -0.01));
  });
});
