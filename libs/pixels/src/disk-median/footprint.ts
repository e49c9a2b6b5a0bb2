/**
 * A disk of pixels: those with dx^2 + dy^2 <= radius^2. `halfWidths[k]` is the largest |dx| of the
 * row dy = k - reach. A radius of 12.5 px gives the 489 px of the predecessor's filter.
 */
export interface DiskFootprint {
  readonly reach: number;
  readonly halfWidths: Int32Array;
  /** Number of pixels. */
  readonly size: number;
}

/** @throws RangeError for a radius that is not 0 or more */
export function diskFootprint(radius: number): DiskFootprint {
  if (!(radius >= 0) || !Number.isFinite(radius)) {
    throw new RangeError(`a disk needs a radius of 0 px or more, not ${radius}`);
  }
  const reach = Math.floor(radius);
  const halfWidths = new Int32Array(2 * reach + 1);
  let size = 0;
  for (let dy = -reach; dy <= reach; dy += 1) {
    // Integers decide membership: the square root may be one unit off at a perfect square.
    let half = Math.floor(Math.sqrt(radius * radius - dy * dy)) + 1;
    while (half * half + dy * dy > radius * radius) half -= 1;
    halfWidths[dy + reach] = half;
    size += 2 * half + 1;
  }
  return { reach, halfWidths, size };
}

/** Index within 0..length-1 of an index beyond it, mirrored with the edge repeated (scipy `reflect`). */
export function reflected(index: number, length: number): number {
  const period = 2 * length;
  const at = ((index % period) + period) % period;
  return at < length ? at : period - 1 - at;
}
