import type { FramePlanes } from './frame-planes.js';
import type { PlacedStars } from './star-places.js';

/** Whose light stands in each pixel: 0 nobody's, k + 1 that of star k alone, `crowded` of several. */
export type Owners = Int32Array;

export const crowded = -1;

/**
 * Marks the discs of stars.
 *
 * @param radiusPx of each star, 0 for none
 * @param flags pixels with any are nobody's to use: `crowded`
 * @param owners what was there before is lost
 */
export function markStars(
  { width, height, flags }: Pick<FramePlanes, 'width' | 'height' | 'flags'>,
  { count, x, y }: PlacedStars,
  radiusPx: Float64Array,
  owners: Owners,
): void {
  for (let at = 0; at < flags.length; at++) owners[at] = flags[at] === 0 ? 0 : crowded;
  for (let star = 0; star < count; star++) {
    const radius = radiusPx[star];
    if (!(radius > 0)) continue;
    const top = Math.max(Math.ceil(y[star] - radius), 0);
    const bottom = Math.min(Math.floor(y[star] + radius), height - 1);
    for (let row = top; row <= bottom; row++) {
      const half = Math.sqrt(Math.max(radius * radius - (row - y[star]) ** 2, 0));
      const right = Math.min(Math.floor(x[star] + half), width - 1);
      for (let column = Math.max(Math.ceil(x[star] - half), 0); column <= right; column++) {
        const at = row * width + column;
        owners[at] = owners[at] === 0 ? star + 1 : crowded;
      }
    }
  }
}

/**
 * Takes the light of stars out of an image by their profile, each out to where it falls below `least`
 * DN per px. Good for wings; what is left at the cores is to be masked.
 */
export function subtractStars(
  image: { readonly width: number; readonly height: number; readonly data: Float32Array },
  { count, x, y }: PlacedStars,
  light: Float64Array,
  profile: Float64Array,
  least: number,
): void {
  const { width, height, data } = image;
  let brightest = 0;
  for (const each of light) brightest = Math.max(brightest, each);
  const reachOfLight = reaches(profile, least);
  const densities = densitiesBySquare(profile, reachOfLight(brightest));
  for (let star = 0; star < count; star++) {
    const own = light[star];
    const reach = reachOfLight(own);
    if (reach === 0) continue;
    const top = Math.max(Math.ceil(y[star] - reach), 0);
    const bottom = Math.min(Math.floor(y[star] + reach), height - 1);
    for (let row = top; row <= bottom; row++) {
      const dy2 = (row - y[star]) * (row - y[star]);
      const half = Math.sqrt(Math.max(reach * reach - dy2, 0));
      const right = Math.min(Math.floor(x[star] + half), width - 1);
      for (let column = Math.max(Math.ceil(x[star] - half), 0); column <= right; column++) {
        const dx = column - x[star];
        data[row * width + column] -= own * densities[(stepsPerSquare * (dx * dx + dy2)) | 0];
      }
    }
  }
}

/** Steps of `densitiesBySquare` in a square px of the square of the distance. */
export const stepsPerSquare = 8;

/** The profile by the square of the distance, so that no root is taken for a pixel. */
export function densitiesBySquare(profile: Float64Array, reach: number): Float64Array {
  const densities = new Float64Array(Math.ceil(stepsPerSquare * reach * reach) + 2);
  for (let k = 0; k < densities.length; k++) {
    densities[k] = densityAt(profile, Math.sqrt((k + 0.5) / stepsPerSquare));
  }
  return densities;
}

/** Light per px at a distance, as a part of the whole, from `PointSpread.profile`. */
export function densityAt(profile: Float64Array, distancePx: number): number {
  const place = Math.max(2 * distancePx - 0.5, 0);
  const k = Math.floor(place);
  if (k + 1 >= profile.length) return 0;
  return profile[k] + (place - k) * (profile[k + 1] - profile[k]);
}

/** Radius within which a star of so much light adds more than `least` DN per px, for many stars. */
export function reaches(profile: Float64Array, least: number): (light: number) => number {
  // The most that is still to come farther out, which only falls: halving finds the place.
  const most = profile.slice();
  for (let k = most.length - 2; k >= 0; k--) most[k] = Math.max(most[k], most[k + 1]);
  return (light) => {
    let [low, high] = [0, most.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (light * most[middle] < least) high = middle;
      else low = middle + 1;
    }
    return low / 2;
  };
}
