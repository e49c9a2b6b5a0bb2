/** What a frame says of the light of a star of magnitude 0: ln(DN) = level - slope X. */
export interface Transparency {
  /** Whole light of a star expected, DN. */
  lightOf(magnitude: number, airmass: number): number;
}

/** Extinction a frame of few airmasses falls back to, and how far it is trusted; mag per airmass. */
const usual = { extinction: 0.2, error: 0.1 };
const perMagnitude = 0.4 * Math.LN10;
const rounds = 8;

/**
 * How bright stars are in this frame, robustly (Tukey's weights about a median start): only to know
 * which light to expect, for masks, neighbours, and stars that are missing.
 *
 * @returns null for no star
 */
export function transparencyOf(
  light: ArrayLike<number>,
  magnitude: ArrayLike<number>,
  airmass: ArrayLike<number>,
): Transparency | null {
  const value: number[] = [];
  const mass: number[] = [];
  for (let k = 0; k < light.length; k++) {
    if (!(light[k] > 0) || !Number.isFinite(airmass[k]) || !Number.isFinite(magnitude[k])) continue;
    value.push(Math.log(light[k]) + perMagnitude * magnitude[k]);
    mass.push(airmass[k]);
  }
  if (value.length === 0) return null;
  let slope = usual.extinction * perMagnitude;
  let level = middle(value.map((each, k) => each + slope * mass[k]));
  for (let round = 0; round < rounds; round++) {
    const off = value.map((each, k) => each - level + slope * mass[k]);
    const scale = Math.max(1.4826 * middle(off.map(Math.abs)), 0.01);
    const weight = off.map((each) => Math.max(1 - (each / (4.7 * scale)) ** 2, 0) ** 2);
    // Normal equations of level and slope; the usual extinction enters as one more measurement.
    const prior = (scale / (usual.error * perMagnitude)) ** 2;
    let [w, wx, wxx, wy, wxy] = [0, 0, prior, 0, -prior * usual.extinction * perMagnitude];
    value.forEach((each, k) => {
      w += weight[k];
      wx += weight[k] * mass[k];
      wxx += weight[k] * mass[k] * mass[k];
      wy += weight[k] * each;
      wxy += weight[k] * each * mass[k];
    });
    const determinant = w * wxx - wx * wx;
    if (!(determinant > 0)) break;
    level = (wy * wxx - wxy * wx) / determinant;
    slope = -(wxy * w - wy * wx) / determinant;
  }
  return {
    lightOf: (magnitudeOfStar, airmassOfStar) =>
      Math.exp(level - slope * airmassOfStar - perMagnitude * magnitudeOfStar),
  };
}

function middle(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1];
}
