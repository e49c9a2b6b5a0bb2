import type { EquatorialDirection, StandardStar } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { measureOldFrame, type OldFrame } from './measure-old-frame.js';

const size = 1024;
const site = { longitudeDeg: -116.8731, latitudeDeg: 36.4519, heightM: 1214 };
const jdUtc = 2461345.65636574;
/** Near the zenith of the site at that time. */
const centre: EquatorialDirection = { raDeg: 335, decDeg: 36.5 };
const scaleDeg = 96 / 3600;

/** Flat sky about the centre: good for places the test chooses itself. */
const skyToPixel = ({ raDeg, decDeg }: EquatorialDirection) => ({
  x: 512 + ((raDeg - centre.raDeg) * Math.cos((centre.decDeg * Math.PI) / 180)) / scaleDeg,
  y: 512 + (decDeg - centre.decDeg) / scaleDeg,
});

function standardAt(hip: number, x: number, y: number, motionDecMas = 0): StandardStar {
  const cosine = Math.cos((centre.decDeg * Math.PI) / 180);
  return {
    hip,
    raDeg: centre.raDeg + ((x - 512) * scaleDeg) / cosine,
    decDeg: centre.decDeg + (y - 512) * scaleDeg,
    motionRaMas: 0,
    motionDecMas,
    v: 5.5,
    bv: 0.6,
    bvError: 0.01,
    neighbourFainterMag: null,
    spectralType: '',
  };
}

const background = 200;
const data = new Uint16Array(size * size).fill(background);

function addStar(x0: number, y0: number, flux: number, sigma = 1.1): void {
  for (let y = Math.round(y0) - 15; y <= y0 + 15; y += 1) {
    for (let x = Math.round(x0) - 15; x <= x0 + 15; x += 1) {
      if (x < 0 || y < 0 || x >= size || y >= size) continue;
      const r2 = (x - x0) ** 2 + (y - y0) ** 2;
      data[y * size + x] += Math.round(
        (flux / (2 * Math.PI * sigma ** 2)) * Math.exp(-r2 / (2 * sigma ** 2)),
      );
    }
  }
}
addStar(400.3, 500.6, 100_000);
addStar(600, 300, 10_000);
addStar(700, 300, 420_000);
addStar(20, 512, 100_000);

const frame: OldFrame = {
  name: 'ib043.fit',
  image: { width: size, height: size, data },
  band: 'V',
  jdUtc,
  exposureSeconds: 12,
  centre,
  cdelt: [scaleDeg, scaleDeg],
  skyToPixel,
};
const standards = [
  standardAt(1, 400.1, 500.9),
  standardAt(2, 600, 300),
  standardAt(3, 700, 300),
  standardAt(4, 20, 512),
  standardAt(5, -3, 500),
];

describe('a frame measured as by the old pipeline', () => {
  const { name, starsInImage, stars, rejected } = measureOldFrame(frame, standards, site);

  it('yields the stars whose peak lies in the window, with place, width and light per second', () => {
    expect(name).toBe('ib043.fit');
    expect(stars).toHaveLength(1);
    const [star] = stars;
    expect(star).toMatchObject({ frame: '043.fit', hip: 1, magnitude: 5.5, bv: 0.6 });
    expect(star.x).toBeCloseTo(400.3, 2);
    expect(star.y).toBeCloseTo(500.6, 2);
    expect(Math.abs(star.sigma)).toBeCloseTo(1.1, 2);
    expect(star.psfFlux / (100_000 / 12)).toBeCloseTo(1, 3);
    expect(star.apertureFlux / (100_000 / 12)).toBeCloseTo(1, 3);
    expect(star.elevationDeg).toBeGreaterThan(80);
  });

  it('says of every other star in the image why it was not taken', () => {
    expect(starsInImage).toBe(4);
    expect(rejected).toEqual([
      { hip: 2, reason: 'faint' },
      { hip: 3, reason: 'saturated' },
      { hip: 4, reason: 'off-centre' },
    ]);
  });

  it('takes B as V and the colour', () => {
    const inB = measureOldFrame({ ...frame, band: 'B' }, standards, site);
    expect(inB.stars[0].magnitude).toBeCloseTo(6.1, 12);
    const raw = measureOldFrame({ ...frame, name: 'ib043b.fit', band: 'B' }, standards, site);
    expect(raw.stars[0].frame).toBe('043.fit');
  });

  it('moves stars from J2000 to the date', () => {
    const seen: number[] = [];
    measureOldFrame(
      {
        ...frame,
        skyToPixel: (place) => {
          seen.push(place.decDeg);
          return undefined;
        },
      },
      [standardAt(1, 400, 500), standardAt(1, 400, 500, 1000)],
      site,
    );
    const years = (jdUtc - 2451545) / 365.25;
    expect((seen[1] - seen[0]) * 3600).toBeCloseTo(years, 4);
  });

  it('rejects stars below 12 degrees, and passes over those more than 17 degrees away', () => {
    const low = measureOldFrame({ ...frame, jdUtc: jdUtc + 0.3 }, standards, site);
    expect(low.rejected.filter(({ reason }) => reason === 'low')).toHaveLength(3);
    const away = measureOldFrame(
      { ...frame, centre: { raDeg: 10, decDeg: 36.5 } },
      standards,
      site,
    );
    expect(away).toMatchObject({ starsInImage: 0, stars: [], rejected: [] });
  });
});
