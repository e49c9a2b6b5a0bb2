import { Header } from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import { fitTanSip, withInverse } from './fit-tan-sip.js';
import { readTanSip, tanSipCards } from './header-cards.js';
import { evaluate, zeroPolynomial } from './polynomial.js';
import { TanSip } from './tan-sip.js';

function distorted(): TanSip {
  const a = zeroPolynomial(3);
  const b = zeroPolynomial(3);
  // u^2, uv, u^3 and v^2, uv^2 of a few pixels at the corners of 1000 px.
  a.coefficients[2 * 4 + 0] = 8e-6;
  a.coefficients[1 * 4 + 1] = -5e-6;
  a.coefficients[3 * 4 + 0] = 2e-8;
  b.coefficients[0 * 4 + 2] = 7e-6;
  b.coefficients[1 * 4 + 2] = -3e-8;
  return new TanSip({
    crval: { raDeg: 83.6, decDeg: 72 },
    crpix: { x: 511.5, y: 400 },
    cd: [
      [-0.02, 0.005],
      [0.0049, 0.0202],
    ],
    a,
    b,
  });
}

describe('a TAN-SIP solution', () => {
  it('finds every pixel back from its direction to 1e-7 px', () => {
    const wcs = distorted();
    for (const x of [0, 300, 1023]) {
      for (const y of [0, 500, 800]) {
        const back = wcs.pixelOf(wcs.directionAt({ x, y }));
        expect(back?.x).toBeCloseTo(x, 7);
        expect(back?.y).toBeCloseTo(y, 7);
      }
    }
  });

  it('sees nothing behind the tangent plane', () => {
    expect(distorted().pixelOfPlace({ raDeg: 263.6, decDeg: -72 })).toBeUndefined();
  });

  it('is recovered to 1e-6 px from exact pairs, wherever the fit starts', () => {
    const wcs = distorted();
    const places = Array.from({ length: 400 }, (_, i) => ({
      x: (i % 20) * 53.8,
      y: Math.floor(i / 20) * 42,
    }));
    const directions = places.map((place) => wcs.directionAt(place));
    const fitted = fitTanSip(
      {
        x: Float64Array.from(places, ({ x }) => x),
        y: Float64Array.from(places, ({ y }) => y),
        starX: Float64Array.from(directions, ({ x }) => x),
        starY: Float64Array.from(directions, ({ y }) => y),
        starZ: Float64Array.from(directions, ({ z }) => z),
        weight: new Float64Array(400).fill(1),
      },
      { order: 3, crpix: { x: 511.5, y: 400 }, start: { raDeg: 85, decDeg: 71.5 }, halfSize: 512 },
    );
    expect(fitted?.terms.crval.raDeg).toBeCloseTo(83.6, 8);
    for (const [i, place] of places.entries()) {
      const back = fitted?.pixelOf(directions[i]);
      expect(back?.x).toBeCloseTo(place.x, 6);
      expect(back?.y).toBeCloseTo(place.y, 6);
    }
  });

  it('has an inverse polynomial good to 0.01 px over the picture', () => {
    const wcs = withInverse(distorted(), 1024, 801);
    const { ap, bp } = wcs.terms;
    if (ap === undefined || bp === undefined) throw new Error('no inverse was fitted');
    for (const x of [0, 250, 1023]) {
      for (const y of [0, 333, 800]) {
        const offset = wcs.undistort({ x, y });
        expect(Math.abs(offset.x + evaluate(ap, offset.x, offset.y) - (x - 511.5))).toBeLessThan(
          0.01,
        );
        expect(Math.abs(offset.y + evaluate(bp, offset.x, offset.y) - (y - 400))).toBeLessThan(
          0.01,
        );
      }
    }
  });

  it('comes back from header cards as it was', () => {
    const wcs = withInverse(distorted(), 1024, 801);
    const read = readTanSip(Header.of(tanSipCards(wcs)));
    const place = { x: 17.25, y: 600.5 };
    expect(read?.placeAt(place)).toEqual(wcs.placeAt(place));
    expect(read?.terms.ap).toEqual(wcs.terms.ap);
  });

  it('is not read from headers of another projection', () => {
    expect(readTanSip(Header.of([['CTYPE1', 'RA---ZEA']]))).toBeUndefined();
  });
});
