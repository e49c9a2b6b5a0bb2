import type { GrowthCurve } from '../measured-stars.js';

/** How the width of stars changes over the field: 1 at the middle of the array. */
export interface FieldWidth {
  /** Middle of the array, px, and half its longer side, to which places are scaled. */
  readonly centreX: number;
  readonly centreY: number;
  readonly halfPx: number;
  /** Of u, v, u^2, u v, v^2 with u, v in halves of the array from its middle. */
  readonly coefficients: readonly [number, number, number, number, number];
}

/** The same width everywhere. */
export function evenWidth(width: number, height: number): FieldWidth {
  return {
    centreX: (width - 1) / 2,
    centreY: (height - 1) / 2,
    halfPx: Math.max(width, height) / 2,
    coefficients: [0, 0, 0, 0, 0],
  };
}

/** Width at a place over that in the middle; kept within a factor of two. */
export function relativeWidth(field: FieldWidth, x: number, y: number): number {
  const u = (x - field.centreX) / field.halfPx;
  const v = (y - field.centreY) / field.halfPx;
  const [a, b, c, d, e] = field.coefficients;
  return Math.min(Math.max(1 + a * u + b * v + c * u * u + d * u * v + e * v * v, 0.5), 2);
}

/**
 * A growth curve between its radii: Fritsch and Carlson's monotone cubic (SIAM Journal on Numerical
 * Analysis 17, 238, 1980), from 0 at radius 0 to 1 at three times the last radius.
 */
export class PointSpread {
  private readonly radius: Float64Array;
  private readonly fraction: Float64Array;
  private readonly slope: Float64Array;
  /** Radius that holds all light, px. */
  readonly reachPx: number;

  constructor(growth: GrowthCurve) {
    const last = growth.radiusPx[growth.radiusPx.length - 1];
    this.reachPx = 3 * last;
    this.radius = Float64Array.of(0, ...growth.radiusPx, this.reachPx);
    this.fraction = Float64Array.of(0, ...growth.fraction, 1);
    this.slope = monotoneSlopes(this.radius, this.fraction);
  }

  /** Part of the light within a radius, for a star `width` times as wide as in the middle. */
  encircled(radiusPx: number, width = 1): number {
    const r = radiusPx / width;
    if (!(r > 0)) return 0;
    if (r >= this.reachPx) return 1;
    const { radius, fraction, slope } = this;
    let k = 0;
    while (radius[k + 1] <= r) k++;
    const h = radius[k + 1] - radius[k];
    const t = (r - radius[k]) / h;
    const s = 1 - t;
    return (
      s * s * ((1 + 2 * t) * fraction[k] + t * h * slope[k]) +
      t * t * ((1 + 2 * s) * fraction[k + 1] - s * h * slope[k + 1])
    );
  }

  /**
   * Part of a star's light that falls into a circle of radius `aperturePx` whose centre is `distancePx`
   * away: ring by ring, by the part of each ring that lies in the circle.
   */
  shareInCircle(aperturePx: number, distancePx: number, width: number): number {
    if (distancePx <= 0) return this.encircled(aperturePx, width);
    const steps = 24;
    const from = Math.max(distancePx - aperturePx, 0);
    const to = distancePx + aperturePx;
    let inner = this.encircled(from, width);
    let share = distancePx < aperturePx ? this.encircled(aperturePx - distancePx, width) : 0;
    const start = distancePx < aperturePx ? aperturePx - distancePx : from;
    if (distancePx < aperturePx) inner = share;
    for (let k = 1; k <= steps; k++) {
      const outerRadius = start + ((to - start) * k) / steps;
      const middle = start + ((to - start) * (k - 0.5)) / steps;
      const outer = this.encircled(outerRadius, width);
      const cosine =
        (middle * middle + distancePx * distancePx - aperturePx * aperturePx) /
        (2 * middle * distancePx);
      share += (outer - inner) * (Math.acos(Math.min(Math.max(cosine, -1), 1)) / Math.PI);
      inner = outer;
    }
    return share;
  }

  /** Light per px at steps of half a px from 0.25 px on, as parts of the whole, out to `reachPx`. */
  profile(): Float64Array {
    const steps = Math.ceil(2 * this.reachPx);
    const density = new Float64Array(steps);
    let inner = 0;
    for (let k = 0; k < steps; k++) {
      const outer = this.encircled((k + 1) / 2);
      density[k] = Math.max(outer - inner, 0) / ((Math.PI * (2 * k + 1)) / 4);
      inner = outer;
    }
    return density;
  }
}

function monotoneSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length;
  const secant = Float64Array.from(
    { length: n - 1 },
    (_, k) => (y[k + 1] - y[k]) / (x[k + 1] - x[k]),
  );
  const slope = new Float64Array(n);
  for (let k = 1; k < n - 1; k++) {
    if (secant[k - 1] * secant[k] <= 0) continue;
    const [before, after] = [x[k] - x[k - 1], x[k + 1] - x[k]];
    const [w1, w2] = [2 * after + before, after + 2 * before];
    slope[k] = (w1 + w2) / (w1 / secant[k - 1] + w2 / secant[k]);
  }
  return slope;
}
