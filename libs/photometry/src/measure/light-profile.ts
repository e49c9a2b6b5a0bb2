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
