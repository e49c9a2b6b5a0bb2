import type { Positions } from '../aperture-sums/aperture-sums.js';
import type { AnnulusSums, RingsOfStar, RingSums } from './star-planes.js';

/** Planes of a frame, row by row, as those of `StarPlanes`. */
export interface PlanesReference {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
  readonly variance: Float32Array;
  readonly flags: Uint8Array;
  readonly owners: Int32Array;
}

/** Slow twin of `StarPlanes.fillBad`: the same bits. */
export function fillBadReference(
  { width, pixels, variance, flags }: PlanesReference,
  badBits: number,
  noDataBit: number,
): number {
  const bad: number[] = [];
  pixels.forEach((value, at) => {
    const bits =
      flags[at] | (Number.isFinite(value) && Number.isFinite(variance[at]) ? 0 : noDataBit);
    if ((bits & badBits) === 0) return;
    flags[at] = bits;
    bad.push(at);
  });
  for (const at of bad) {
    const column = at % width;
    let [sum, noise, good] = [0, 0, 0];
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const other = at + dy * width + dx;
        if (column + dx < 0 || column + dx >= width) continue;
        if (other < 0 || other >= pixels.length || (flags[other] & badBits) !== 0) continue;
        sum += pixels[other];
        noise += variance[other];
        good += 1;
      }
    }
    pixels[at] = good === 0 ? 0 : sum / good;
    variance[at] = good === 0 ? 0 : noise / good;
  }
  return bad.length;
}

/** Slow twin of `StarPlanes.sharpPixels`. */
export function sharpPixelsReference(
  { width, height, pixels, variance }: PlanesReference,
  sigma: number,
): Int32Array {
  const found: number[] = [];
  for (let row = 2; row < height - 2; row++) {
    for (let at = row * width + 2; at < (row + 1) * width - 2; at++) {
      const beside = pixels[at] - 0.5 * (pixels[at - 2] + pixels[at + 2]);
      if (beside > 0 && beside * beside >= sigma * sigma * variance[at]) found.push(at);
    }
  }
  return Int32Array.from(found);
}

/** Slow twin of `StarPlanes.markDiscs`. */
export function markDiscsReference(
  { width, height, flags, owners }: PlanesReference,
  { x, y }: Positions,
  radiusPx: ArrayLike<number>,
): void {
  flags.forEach((bits, at) => {
    owners[at] = bits === 0 ? 0 : -1;
  });
  for (let star = 0; star < x.length; star++) {
    for (const { at } of pixelsWithin(width, height, x[star], y[star], radiusPx[star])) {
      owners[at] = owners[at] === 0 ? star + 1 : -1;
    }
  }
}

/** Slow twin of `StarPlanes.takeStars`: the plane that it makes. */
export function takeStarsReference(
  { width, height, pixels }: PlanesReference,
  { x, y }: Positions,
  light: ArrayLike<number>,
  reachPx: ArrayLike<number>,
  profile: Float64Array,
): Float32Array {
  const sky = pixels.slice();
  for (let star = 0; star < x.length; star++) {
    const reach = Math.min(reachPx[star], (profile.length - 1) / 2);
    for (const { at, square } of pixelsWithin(width, height, x[star], y[star], reach)) {
      sky[at] -= light[star] * profileAt(profile, square);
    }
  }
  return sky;
}

/** Slow twin of `StarPlanes.annulusSums`: the same bits. */
export function annulusSumsReference(
  { width, height, variance, owners }: PlanesReference,
  plane: Float32Array,
  { x, y }: Positions,
  of: ArrayLike<number>,
  [inner, outer]: readonly [number, number],
): AnnulusSums {
  const count = x.length;
  const sums = {
    light: new Float64Array(count),
    variance: new Float64Array(count),
    pixels: new Float64Array(count),
  };
  for (let n = 0; n < count; n++) {
    const light = [0, 0, 0, 0];
    const noise = [0, 0, 0, 0];
    for (let row = 0; row < height; row++) {
      const square = (row - y[n]) * (row - y[n]);
      if (!(Math.abs(row - y[n]) <= outer)) continue;
      const half = Math.sqrt(outer * outer - square);
      const hole = square <= inner * inner ? Math.sqrt(inner * inner - square) : -1;
      // Four sums take turns, from the first pixel of a run on.
      let lane = 0;
      let inHole = false;
      for (let column = Math.max(Math.ceil(x[n] - half), 0); column < width; column++) {
        if (column > x[n] + half) break;
        if (hole >= 0 && column >= x[n] - hole && column <= x[n] + hole) {
          inHole = true;
          continue;
        }
        if (inHole) lane = 0;
        inHole = false;
        const at = row * width + column;
        if (owners[at] === 0 || owners[at] === of[n]) {
          light[lane] += plane[at];
          noise[lane] += variance[at];
          sums.pixels[n] += 1;
        }
        lane = (lane + 1) % 4;
      }
    }
    sums.light[n] = light[0] + light[2] + (light[1] + light[3]);
    sums.variance[n] = noise[0] + noise[2] + (noise[1] + noise[3]);
  }
  return sums;
}

/** Slow twin of `StarPlanes.ringSums`: the same bits. */
export function ringSumsReference(
  { width, height, variance, owners }: PlanesReference,
  plane: Float32Array,
  { x, y, owner, edgesPx, level, taken }: RingsOfStar,
): RingSums {
  const squares = edgesPx.map((edge) => edge * edge);
  const rings = edgesPx.length - 1;
  const [light, own, noise, pixels] = [0, 1, 2, 3].map(() => new Float64Array(rings));
  const factors = new Float64Array(level?.terms ?? 0);
  const end = taken === null ? 0 : Math.min(taken.reachPx, (taken.profile.length - 1) / 2) ** 2;
  for (let row = 0; row < height; row++) {
    level?.factorsOfRow(row, factors, 0);
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const square = (column - x) * (column - x) + (row - y) * (row - y);
      const ring = squares.findLastIndex((edge) => square >= edge);
      if (ring < 0 || ring >= rings || (owners[at] !== 0 && owners[at] !== owner)) continue;
      let sum = 0;
      factors.forEach((factor, term) => {
        sum += factor * (level?.columnFactors[factors.length * column + term] ?? 0);
      });
      light[ring] += plane[at] - sum;
      if (taken !== null && square < end) {
        own[ring] += taken.light * profileAt(taken.profile, square);
      }
      noise[ring] += variance[at];
      pixels[ring] += 1;
    }
  }
  return { light, own, variance: noise, pixels };
}

function profileAt(profile: Float64Array, square: number): number {
  const place = Math.max(2 * Math.sqrt(square) - 0.5, 0);
  const k = Math.floor(place);
  return profile[k] + (place - k) * (profile[k + 1] - profile[k]);
}

/** Pixels within a radius of a place, row by row. */
function pixelsWithin(
  width: number,
  height: number,
  x: number,
  y: number,
  radius: number,
): { readonly at: number; readonly square: number }[] {
  const found: { at: number; square: number }[] = [];
  if (!(radius > 0)) return found;
  for (let row = 0; row < height; row++) {
    if (!(Math.abs(row - y) <= radius)) continue;
    const half = Math.sqrt(Math.max(radius * radius - (row - y) * (row - y), 0));
    for (let column = 0; column < width; column++) {
      if (!(column >= x - half && column <= x + half)) continue;
      const square = (column - x) * (column - x) + (row - y) * (row - y);
      found.push({ at: row * width + column, square });
    }
  }
  return found;
}
