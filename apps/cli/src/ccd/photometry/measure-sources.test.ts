import { image, type Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { photometryFlags as flag } from './flags.js';
import { measureSources } from './measure-sources.js';
import type { PhotometryOptions } from './options.js';
import { overlaps } from './overlaps.js';

const [width, height] = [80, 60];
const detector = {
  ...{ gain: 1, readNoise: 0, saturation: 5000, exposureSeconds: 20 },
  notes: [],
};

/** Round stars on a level; the place of star i is element i. */
function sky(stars: readonly (readonly [x: number, y: number, flux: number])[], level = 100) {
  const data = Float32Array.from({ length: width * height }, (_, k) => {
    const [column, row] = [k % width, Math.floor(k / width)];
    const light = stars.map(
      ([x, y, flux]) =>
        (flux / (2 * Math.PI * 4)) * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / 8),
    );
    return light.reduce((sum, one) => sum + one, level);
  });
  return image(width, height, data);
}

function measure(
  source: Image,
  places: readonly (readonly [x: number, y: number])[],
  more: Partial<
    Pick<PhotometryOptions, 'recentre' | 'psf' | 'fwhm' | 'background' | 'aperture'>
  > = {},
  mask?: Image<Uint8Array>,
) {
  return measureSources(
    source,
    mask,
    {
      count: places.length,
      x: Float64Array.from(places, ([x]) => x),
      y: Float64Array.from(places, ([, y]) => y),
      sky: null,
      id: { kind: 'numbers', name: 'id', data: new Int32Array(places.length) },
      carried: [],
      fwhmPx: undefined,
      words: '',
    },
    detector,
    {
      aperture: [8],
      annulus: { inner: 12, outer: 18 },
      method: 'exact',
      background: 'median',
      zeropoint: 20,
      ...more,
    },
  );
}

describe('sources in a picture', () => {
  it('have the light and the magnitude that they were given', () => {
    const { apertures, background } = measure(sky([[40.3, 30.6, 50_000]]), [[40.3, 30.6]]);
    const [first] = apertures;
    // Beyond four sigma a Gaussian has e^-8 of its light.
    expect((first?.flux[0] ?? 0) / 50_000).toBeCloseTo(1 - Math.exp(-8), 3);
    expect(first?.mag[0]).toBeCloseTo(20 - 2.5 * Math.log10(2500), 3);
    expect(background?.level[0]).toBeCloseTo(100, 3);
    expect(first?.flags[0]).toBe(0);
  });

  it('are flagged for what is odd, each for itself', () => {
    const stars = sky([
      [40, 30, 200_000],
      [20, 30, 5000],
      [26, 30, 5000],
    ]);
    const mask = new Uint8Array(width * height);
    mask[45 * width + 60] = 1;
    const { apertures } = measure(
      stars,
      [
        [40, 30],
        [20, 30],
        [3, 50],
        [200, 10],
        [NaN, 10],
        [60, 47],
        [60, 20],
        [65, 20],
      ],
      {},
      image(width, height, mask),
    );
    const [first] = apertures;
    expect([...(first?.flags ?? [])]).toEqual([
      flag.saturated.bit,
      0,
      flag.border.bit,
      flag.outside.bit,
      flag.noPosition.bit,
      flag.maskedPixels.bit,
      flag.overlap.bit,
      flag.overlap.bit,
    ]);
    expect(first?.flux[3]).toBeNaN();
    expect(first?.area[5]).toBeLessThan(Math.PI * 64);
  });

  it('that are given beside their place are found, with their width', () => {
    const stars = sky([
      [40.3, 30.6, 50_000],
      [20.7, 20.2, 20_000],
    ]);
    const moved = measure(
      stars,
      [
        [41, 30],
        [20, 21],
        [65, 45],
      ],
      { recentre: true },
    );
    expect(moved.x[0]).toBeCloseTo(40.3, 2);
    expect(moved.y[1]).toBeCloseTo(20.2, 2);
    expect(moved.fwhmPx?.[0]).toBeCloseTo(2 * 2.3548, 1);
    // Where there is no star, the place stays.
    expect(moved.x[2]).toBe(65);
    expect((moved.apertures[0]?.flags[2] ?? 0) & flag.noCentre.bit).toBe(flag.noCentre.bit);
  });

  it.each(['gaussian', 'moffat'] as const)(
    'have all their light by fits of a %s, within its errors',
    (psf) => {
      const truth = [
        [20.3, 20.6, 30_000],
        [55.7, 18.2, 60_000],
        [40.1, 41.4, 90_000],
      ] as const;
      const source = sky(truth);
      // The grain of a sky in whole numbers, the same in every run.
      let state = 11;
      for (let k = 0; k < source.data.length; k += 1) {
        state = (state * 48271) % 2147483647;
        source.data[k] = (source.data[k] ?? 0) + 20 * (state / 2147483647 - 0.5);
      }
      const places = [...truth.map(([x, y]) => [x, y] as const), [70, 50] as const];
      const measured = measure(source, places, { psf, aperture: [6] });
      expect(measured.psf?.stars).toBeGreaterThan(0);
      for (const [i, [x, , flux]] of truth.entries()) {
        const pull = ((measured.psf?.flux[i] ?? 0) - flux) / (measured.psf?.fluxError[i] ?? 0);
        expect(Math.abs(pull)).toBeLessThan(3);
        expect(measured.psf?.x[i]).toBeCloseTo(x, 1);
      }
      // Nothing but grain: no light beyond its error, or no fit, and then a flag.
      const nothing = (measured.psf?.flux[3] ?? NaN) / (measured.psf?.fluxError[3] ?? NaN);
      const lost = (measured.apertures[0]?.flags[3] ?? 0) & flag.noCentre.bit;
      expect(lost > 0 || Math.abs(nothing) < 4).toBe(true);
    },
  );

  it('have their sums without a background, when none is asked for', () => {
    const { apertures, background } = measure(sky([]), [[40, 30]], { background: 'none' });
    expect(background).toBeNull();
    expect(apertures[0]?.flux[0]).toBeCloseTo(100 * Math.PI * 64, 4);
  });
});

describe('apertures that overlap', () => {
  it('are told from those that touch nothing, as trying every pair tells', () => {
    let state = 5;
    const next = (): number => {
      state = (state * 48271) % 2147483647;
      return (state / 2147483647) * 100 - 20;
    };
    const x = Float64Array.from({ length: 150 }, next);
    const y = Float64Array.from({ length: 150 }, next);
    x[7] = NaN;
    const expected = Array.from(x, (atX, i) =>
      x.some((other, k) => k !== i && Math.hypot(other - atX, (y[k] ?? 0) - (y[i] ?? 0)) < 6)
        ? 1
        : 0,
    );
    expect(expected).toContain(0);
    expect([...overlaps(x, y, 6)]).toEqual(expected);
  });
});
