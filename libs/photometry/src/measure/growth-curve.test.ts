import { describe, expect, it } from 'vitest';
import type { GrowthCurve, GrowthStars } from '../measured-stars.js';
import { growthCurve, growthRadiiPx, lastNearRing } from './growth-curve.js';
import { evenWidth, PointSpread, relativeWidth, type FieldWidth } from './point-spread.js';

const radiusPx = Float64Array.from(growthRadiiPx(6));
const gaussian = (radius: number, sigma: number): number =>
  1 - Math.exp(-(radius * radius) / (2 * sigma * sigma));

/** A core, a skirt and one hundredth of the light in wings of 14 px. */
const truth: GrowthCurve = {
  radiusPx,
  fraction: radiusPx.map(
    (r) => 0.85 * gaussian(r, 0.8) + 0.14 * gaussian(r, 1.8) + 0.01 * gaussian(r, 14),
  ),
  fractionError: radiusPx.map(() => 0),
  wings: 0,
  wingsError: 0,
};
const trueWidth: FieldWidth = {
  ...evenWidth(1000, 1000),
  coefficients: [0.02, -0.01, 0.09, 0, 0.07],
};

/** Stars all over the field as they would be measured without noise. */
function madeUp(count: number, wide: boolean): GrowthStars {
  const spread = new PointSpread(truth);
  const rings = radiusPx.length;
  const x = Float64Array.from({ length: count }, (_, k) => 1000 * ((k * 0.754_877_666) % 1));
  const y = Float64Array.from({ length: count }, (_, k) => 1000 * ((k * 0.569_840_291) % 1));
  const light = new Float64Array(count * rings).fill(NaN);
  const expected = new Float64Array(count).fill(NaN);
  const own = (spread.encircled(18) - spread.encircled(9)) / (Math.PI * (18 * 18 - 9 * 9));
  for (let k = 0; k < count; k++) {
    const total = 1e5 * (1 + (k % 9));
    const bright = k % 10 === 9;
    if (bright) expected[k] = total;
    const width = wide ? relativeWidth(trueWidth, x[k], y[k]) : 1;
    for (let ring = bright ? lastNearRing + 1 : 0; ring < rings; ring++) {
      const inner = ring === 0 ? 0 : radiusPx[ring - 1];
      const area = Math.PI * (radiusPx[ring] ** 2 - inner ** 2);
      const part = spread.encircled(radiusPx[ring], width) - spread.encircled(inner, width);
      const lost = ring <= lastNearRing ? own * area : 0;
      light[k * rings + ring] = total * (part - lost);
    }
  }
  return {
    ...{ count, x, y, width: 1000, height: 1000, radiusPx, annulusPx: [9, 18], expected, light },
    lightError: light.map((value) => (Number.isNaN(value) ? NaN : 50)),
  };
}

describe('the growth curve of stars', () => {
  it('comes back from stars all alike, wings and their share in the background included', () => {
    const shape = growthCurve([madeUp(100, false)]);
    expect(shape).not.toBeNull();
    radiusPx.forEach((_, ring) => {
      const found = shape?.growth.fraction[ring] ?? NaN;
      expect(Math.abs(found - truth.fraction[ring])).toBeLessThan(3e-4);
    });
  });

  it('comes back with its change over the field', () => {
    const shape = growthCurve([madeUp(150, true), madeUp(150, true)]);
    expect(shape).not.toBeNull();
    if (shape === null) return;
    const spread = new PointSpread(shape.growth);
    const trueSpread = new PointSpread(truth);
    for (const [x, y] of [
      [500, 500],
      [950, 500],
      [30, 970],
    ]) {
      const width = relativeWidth(shape.width, x, y);
      const expected = relativeWidth(trueWidth, x, y);
      expect(Math.abs(width - expected)).toBeLessThan(0.01);
      const off = spread.encircled(6, width) - trueSpread.encircled(6, expected);
      expect(Math.abs(off)).toBeLessThan(6e-4);
    }
  });

  it('has smaller errors from more stars that scatter', () => {
    const scattered = (count: number): GrowthStars => {
      const stars = madeUp(count, false);
      const light = stars.light.map((value, k) => value + 800 * Math.sin(12.9898 * (k + 1)));
      return { ...stars, light, lightError: stars.lightError.map((error) => 16 * error) };
    };
    const few = growthCurve([scattered(40)])?.growth.fractionError[7] ?? NaN;
    const many = growthCurve([scattered(640)])?.growth.fractionError[7] ?? NaN;
    expect(many).toBeLessThan(few / 2);
    expect(many).toBeGreaterThan(few / 8);
  });

  it('is no surer than the one star that outweighs all others', () => {
    const stars = madeUp(40, false);
    const rings = radiusPx.length;
    const bright = 9;
    stars.expected[bright] *= 100;
    for (let ring = 0; ring < rings; ring++) stars.light[bright * rings + ring] *= 100;
    const shape = growthCurve([{ ...stars, lightError: stars.light.map(() => 5000) }]);
    // Six rings of the wings, each known to 5000 of 1e7 DN.
    const stated = Math.sqrt(6) * 5e-4;
    expect(shape?.growth.fractionError[lastNearRing]).toBeGreaterThan(0.8 * stated);
    expect(shape?.growth.fractionError[lastNearRing]).toBeLessThan(1.3 * stated);
  });

  it('needs three stars', () => {
    expect(growthCurve([])).toBeNull();
    expect(growthCurve([madeUp(2, false)])).toBeNull();
  });
});
