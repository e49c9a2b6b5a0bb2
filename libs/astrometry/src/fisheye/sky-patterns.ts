import { degree, unitVector } from '@nightskies/sky';
import type { EastNorthUp } from './fisheye-model.js';
import type { FisheyeStars } from './reference-stars.js';
import { TriangleIndex, triangleShape, type SkyTriangle } from './triangle-index.js';

/** Stars that patterns are made of: the brightest in the upper part of the sky. */
const patternStars = 90;
const patternLowestUp = Math.sin(15 * degree);
const longestSide = 45 * degree;
const shortestSide = 5 * degree;

/** Stars a hypothesis is tested with and grown by. */
const proofStars = 170;
const proofLowestUp = Math.sin(8 * degree);

/** Angle between unit vectors, radians. */
export function angleBetween(a: EastNorthUp, b: EastNorthUp): number {
  const [east, north, up] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return 2 * Math.asin(Math.min(1, Math.sqrt(east * east + north * north + up * up) / 2));
}

/** The reference stars as the search needs them. */
export class SkyPatterns {
  /** All reference stars, brightest first. */
  readonly vectors: readonly EastNorthUp[];
  readonly index: TriangleIndex;
  /** Ranks of the stars a hypothesis is proved with, brightest first. */
  readonly proof: readonly number[];
  readonly #nearest = new Map<number, readonly number[]>();

  constructor(stars: FisheyeStars) {
    this.vectors = Array.from({ length: stars.v.length }, (_, i): EastNorthUp => {
      const direction = { azimuthDeg: stars.azimuthDeg[i], altitudeDeg: stars.altitudeDeg[i] };
      const { east, north, up } = unitVector(direction);
      return [east, north, up];
    });
    const ranks = this.vectors.map((_, i) => i);
    const high = ranks.filter((i) => this.vectors[i][2] > patternLowestUp).slice(0, patternStars);
    this.proof = ranks.filter((i) => this.vectors[i][2] > proofLowestUp).slice(0, proofStars);
    this.index = new TriangleIndex(this.#triangles(high));
  }

  /** Proof stars in the order of their distance from a star. */
  proofFrom(star: number): readonly number[] {
    let found = this.#nearest.get(star);
    if (found === undefined) {
      found = nearestFirst(this.vectors, this.proof, this.vectors[star]);
      this.#nearest.set(star, found);
    }
    return found;
  }

  #zenithDistance(corners: readonly number[]): number {
    const sum = (k: 0 | 1 | 2) => corners.reduce((total, star) => total + this.vectors[star][k], 0);
    return Math.atan2(Math.hypot(sum(0), sum(1)), sum(2));
  }

  #triangles(stars: readonly number[]): SkyTriangle[] {
    const shapes: SkyTriangle[] = [];
    const sideOf = (a: number, b: number) => angleBetween(this.vectors[a], this.vectors[b]);
    const fits = (side: number) => side > shortestSide && side < longestSide;
    for (const [i, a] of stars.entries()) {
      for (let j = 0; j < i; j += 1) {
        const b = stars[j];
        const ab = sideOf(a, b);
        if (!fits(ab)) continue;
        for (let k = 0; k < j; k += 1) {
          const c = stars[k];
          const [bc, ca] = [sideOf(b, c), sideOf(c, a)];
          if (!fits(bc) || !fits(ca)) continue;
          const shape = triangleShape([a, b, c], [bc, ca, ab]);
          shapes.push({ ...shape, zenithDistance: this.#zenithDistance(shape.corners) });
        }
      }
    }
    return shapes;
  }
}

/** Stars in the order of their distance from a direction. */
export function nearestFirst(
  vectors: readonly EastNorthUp[],
  stars: readonly number[],
  [east, north, up]: EastNorthUp,
): number[] {
  const along = (star: number): number => {
    const [a, b, c] = vectors[star];
    return a * east + b * north + c * up;
  };
  return stars.toSorted((a, b) => along(b) - along(a) || a - b);
}
