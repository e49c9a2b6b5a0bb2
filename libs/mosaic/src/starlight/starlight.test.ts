import { readFileSync } from 'node:fs';
import { firstImage, imageNamed, readFits } from '@nightskies/fits';
import { diskMedian, image } from '@nightskies/pixels';
import { observerFrame, openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { luminanceOfUnitRate } from '../products/brightness.js';
import { normals, seeded, starField } from '../test-support/star-field.js';
import { keptFaintStarlight, type StarlightOptions } from './kept-faint-starlight.js';
import { PixelLight } from './pixel-light.js';
import { CatalogueDensity, starCounts } from './star-counts.js';
import { starlightFile } from './starlight-file.js';

describe('the light of stars in a median', () => {
  // The picture of the stars of `starField`.
  const pixelLight = new PixelLight([
    { share: 0.82, sigmaPx: Math.sqrt(0.6) },
    { share: 0.18, sigmaPx: Math.sqrt(2.2) },
  ]);

  it.each([
    [0.01, 8],
    [0.03, 8],
    [0.03, 25],
    [0.06, 12],
  ])(
    'of %d stars a pixel and noise of %d is what made-up fields show, within a twentieth',
    (starsPerPixel, sigma) => {
      const field = { sky: 0, starsPerPixel, faintest: 30 };
      const size = 400;
      const normal = normals(seeded(41));
      let seen = 0;
      const fields = 4;
      for (let seed = 0; seed < fields; seed++) {
        const { data } = starField(size, seeded(500 + seed), field);
        const noisy = image(
          size,
          size,
          data.map((light) => light + sigma * normal()),
        );
        const filtered = diskMedian(noisy, 12.5).data;
        seen += filtered.reduce((sum, value) => sum + value, 0) / filtered.length / fields;
      }
      // Fluxes of the field: N(> f) ~ f^-1.025 from 30 on, in steps of a tenth.
      const light = Float64Array.from({ length: 120 }, (_, k) => 30 * 1.1 ** (k + 0.5));
      const perPixel = light.map(
        (_, k) => starsPerPixel * (1.1 ** (-1.025 * k) - 1.1 ** (-1.025 * (k + 1))),
      );
      const said = pixelLight.crowd({ light, perPixel }).medianShift(1, 1, sigma);
      console.log(
        `${starsPerPixel} stars/px, noise ${sigma}: median up by ${seen.toFixed(3)}, computed ${said.toFixed(3)}`,
      );
      expect(Math.abs(seen / said - 1)).toBeLessThan(0.05);
    },
  );

  it('scales: twice the light and twice the noise raise it twice', () => {
    const light = Float64Array.of(10, 30, 100);
    const crowd = pixelLight.crowd({ light, perPixel: Float64Array.of(0.03, 0.01, 0.003) });
    const once = crowd.medianShift(1, 1, 5);
    expect(crowd.medianShift(1, 2, 10) / once / 2).toBeCloseTo(1, 2);
    expect(crowd.medianShift(1, 1, 5, 3)).toBeCloseTo(once, 3);
    expect(crowd.medianShift(0, 1, 5)).toBeCloseTo(0, 6);
  });

  it('between two crowds is between theirs', () => {
    const of = (count: number) =>
      pixelLight.crowd({ light: Float64Array.of(20), perPixel: Float64Array.of(count) });
    const half = of(0.01).towards(of(0.03), 0.5).medianShift(1, 1, 6);
    expect(half).toBeCloseTo(of(0.02).medianShift(1, 1, 6), 6);
  });
});

const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));

describe('star counts', () => {
  it('hold all stars to V 10 and go on as Tycho-2, UCAC4 and the counts at the pole', () => {
    const total = (sine: number, limit: number): number =>
      starCounts(sine, limit).stars.reduce((sum, stars) => sum + stars, 0);
    expect(total(0.3, 10)).toBeCloseTo(1, 2);
    // Means over the sky, by the density of the catalogue: log N(16) - log N(10), then to V 20.
    const weights = [0.13, 0.39, 0.62, 0.8, 0.93].map((sine, k) => ({
      sine,
      stars: [13.6, 8.3, 5.9, 4.6, 3.9][k] * [0.26, 0.24, 0.21, 0.16, 0.13][k],
    }));
    const mean = (limit: number): number =>
      weights.reduce((sum, { sine, stars }) => sum + stars * total(sine, limit), 0) /
      weights.reduce((sum, { stars }) => sum + stars, 0);
    expect(Math.abs(Math.log10(mean(16)) - 2.3)).toBeLessThan(0.1);
    expect(Math.abs(Math.log10(mean(20) / mean(16)) - 1.1)).toBeLessThan(0.12);
  });

  it('find every star of the catalogue, more in the plane than at the poles', () => {
    const density = new CatalogueDensity(catalogue);
    // Galactic centre, a place in the plane in Cygnus, and the north pole of the Milky Way; ICRS.
    const cygnus = { x: 0.4941, y: -0.4448, z: 0.747 };
    const pole = { x: -0.8677, y: -0.1981, z: 0.456 };
    const [dense, sparse] = [density.at(cygnus), density.at(pole)];
    expect(dense.sine).toBeCloseTo(0, 3);
    expect(sparse.sine).toBeCloseTo(1, 3);
    expect(dense.perDeg2).toBeGreaterThan(12);
    // deep.csv of the catalogue: 3.5 to 4 stars of V < 10 per square degree beyond 75 deg.
    expect(sparse.perDeg2).toBeGreaterThan(2.5);
    expect(sparse.perDeg2).toBeLessThan(4.5);
    expect(dense.relativeError).toBeLessThan(0.1);
  });
});

describe('the starlight a map keeps', () => {
  const scale = { zeropointMag: 14.74, plateScaleArcsec: 96 };
  const options: StarlightOptions = {
    ...scale,
    small: image(288, 72, new Float32Array(288 * 72).fill(18 * luminanceOfUnitRate(scale))),
    sky: observerFrame({
      jdUtc: 2_461_345.66,
      latitudeDeg: 36,
      longitudeDeg: -117,
      heightM: 1200,
      refraction: null,
    }),
    density: new CatalogueDensity(catalogue),
    extinction: 0.16,
    airmassAt: (altitudeDeg) => 1 / Math.sin(((altitudeDeg + 3) * Math.PI) / 180),
    exposureSeconds: 12,
    binningX: 1,
    binningY: 1,
    gainElectronsPerDn: 1.6,
    readNoiseElectrons: 9,
    radiusDeg: 0.3336,
    colourMag: 0,
    faintestV: 12,
  };
  const start = process.cpuUsage();
  const starlight = keptFaintStarlight(options);
  const used = process.cpuUsage(start);
  const high = starlight.share.data.subarray(0, 60 * 288);

  it('is a share of 0.6 to 1.3 of the stars of V 10 to 12, greater where they are dense', () => {
    console.log(`starlight of a map: ${((used.user + used.system) / 1e3).toFixed(0)} ms of CPU`);
    expect(Math.min(...high)).toBeGreaterThan(0.6);
    expect(Math.max(...high)).toBeLessThan(1.3);
    const faint = starlight.faint.data;
    const order = Array.from(high.keys()).sort((a, b) => faint[a] - faint[b]);
    const mean = (cells: number[]): number =>
      cells.reduce((sum, cell) => sum + high[cell], 0) / cells.length;
    expect(mean(order.slice(-1000))).toBeGreaterThan(mean(order.slice(0, 1000)));
  });

  it('grows with fainter stars, of which nearly all is kept', () => {
    const all = keptFaintStarlight({ ...options, faintestV: 20 });
    const cell = 30 * 288 + 100;
    expect(all.faint.data[cell]).toBeGreaterThan(2 * starlight.faint.data[cell]);
    const beyond = (key: 'kept' | 'faint'): number =>
      all[key].data[cell] - starlight[key].data[cell];
    expect(beyond('kept') / beyond('faint')).toBeGreaterThan(0.9);
    expect(beyond('kept') / beyond('faint')).toBeLessThan(1.1);
  });

  it('is not known where the map has no data', () => {
    const small = image(288, 72, options.small.data.slice().fill(Number.NaN, 0, 288));
    const { kept } = keptFaintStarlight({ ...options, small });
    expect(kept.data[5]).toBeNaN();
    expect(kept.data[300]).toBeGreaterThan(0);
  });

  it('is written with its errors, in the sky it belongs to', () => {
    const file = readFits(starlightFile(starlight, [['NIGHT', 'TEST261101']]), 'faint.fits');
    expect(firstImage(file).header.string('NIGHT')).toBe('TEST261101');
    expect(firstImage(file).header.string('CTYPE1')).toBe('ALON-CAR');
    for (const name of ['UNCERT', 'FAINT', 'SHARE', 'SHAREERR']) {
      expect(imageNamed(file, name)?.shape).toEqual([288, 72]);
    }
    expect(imageNamed(file, 'SHARE')?.float32()[1000]).toBe(starlight.share.data[1000]);
  });
});
