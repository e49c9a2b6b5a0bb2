import { image, type Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { madeUpMask, madeUpSky } from '../test-support/made-up-sky.js';
import { photutilsFixture } from '../test-support/photutils-fixture.js';
import { daoStars, type DaoOptions } from './dao-star-finder.js';

function withoutSlope(source: Image): Image {
  return image(
    source.width,
    source.height,
    source.data.map((value, k) => {
      const x = k % source.width;
      const y = Math.floor(k / source.width);
      return value - (500 + 0.5 * x + 0.3 * y + 0.002 * x * y + 10);
    }),
  );
}

const names: Readonly<Record<string, keyof DaoOptions>> = {
  fwhm: 'fwhmPx',
  threshold: 'threshold',
  sharplo: 'sharpnessLow',
  sharphi: 'sharpnessHigh',
  roundlo: 'roundnessLow',
  roundhi: 'roundnessHigh',
  ratio: 'ratio',
  theta: 'thetaDeg',
  sigma_radius: 'sigmaRadius',
  sky: 'sky',
  peakmax: 'peakMax',
  brightest: 'brightest',
  exclude_border: 'excludeBorder',
};

function oursOf(options: Readonly<Record<string, number | boolean>>): DaoOptions {
  const known = Object.entries(options).filter(([name]) => name in names);
  return {
    fwhmPx: 0,
    threshold: 0,
    ...Object.fromEntries(known.map(([name, value]) => [names[name], value])),
    ...(options.mask === true ? { mask: madeUpMask() } : {}),
  };
}

describe('stars found by DAOFIND', () => {
  it.each(photutilsFixture.detections)('are those of photutils with $options', (peer) => {
    const stars = daoStars(withoutSlope(madeUpSky()), oursOf(peer.options));
    const columns: Readonly<Record<string, Float64Array>> = {
      xcentroid: stars.xCentroid,
      ycentroid: stars.yCentroid,
      sharpness: stars.sharpness,
      roundness1: stars.roundness1,
      roundness2: stars.roundness2,
      peak: stars.peak,
      flux: stars.flux,
      mag: stars.mag,
    };
    expect(Object.keys(columns)).toEqual(expect.arrayContaining(Object.keys(peer.columns)));
    expect(stars.count).toBe(peer.columns.flux.length);
    expect(stars.npix).toBe(peer.npix);
    for (const [name, values] of Object.entries(peer.columns)) {
      // Roundness 1 comes from the filtered image in float32.
      const tolerance = name === 'roundness1' ? 2e-6 : 1e-9;
      values.forEach((value, star) => {
        if (value === null) expect(columns[name][star]).toBeNaN();
        else expect(Math.abs(columns[name][star] - value)).toBeLessThan(tolerance);
      });
    }
  });

  it('do not depend on pixels without a value elsewhere, and are never on one', () => {
    const source = withoutSlope(madeUpSky());
    const options = { fwhmPx: 2.6, threshold: 40 };
    const all = daoStars(source, options);
    const gone = Math.round(all.yCentroid[5]) * 160 + Math.round(all.xCentroid[5]);
    source.data[gone] = Number.NaN;
    const left = daoStars(source, options);
    expect(left.xCentroid).toContain(all.xCentroid[20]);
    expect(left.xCentroid).not.toContain(all.xCentroid[5]);
  });

  it('are none in an image of zeros, and of any constant none off the border', () => {
    const zeros = image(30, 20, new Float32Array(600));
    expect(daoStars(zeros, { fwhmPx: 3, threshold: 1 }).count).toBe(0);
    const flat = image(30, 20, new Float32Array(600).fill(1e4));
    expect(daoStars(flat, { fwhmPx: 3, threshold: 1, excludeBorder: true }).count).toBe(0);
  });

  it.each([
    ['fwhmPx', { fwhmPx: 0, threshold: 1 }],
    ['ratio', { fwhmPx: 3, threshold: 1, ratio: 1.5 }],
    ['sigmaRadius', { fwhmPx: 3, threshold: 1, sigmaRadius: 0 }],
  ])('are not looked for with an impossible %s', (name, options) => {
    expect(() => daoStars(madeUpSky(), options)).toThrow(new RegExp(name));
  });
});
