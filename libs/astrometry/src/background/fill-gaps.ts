const neighbours = 10;

/**
 * A mesh whose unused boxes take the mean of the ten nearest used ones, weighted by the inverse of
 * the distance in boxes (Shepard 1968). Boxes as near as the tenth all count, so that the result
 * does not depend on an order; photutils takes ten, and differs where distances are equal.
 */
export function fillGaps(values: Float64Array, used: Uint8Array, columns: number): Float64Array {
  if (!used.includes(0)) return values;
  const known = Array.from(used.keys()).filter((box) => used[box] === 1);
  return values.map((value, box) => {
    if (used[box] === 1) return value;
    const distances = known
      .map((other) => ({
        other,
        distance: Math.hypot(
          (other % columns) - (box % columns),
          Math.floor(other / columns) - Math.floor(box / columns),
        ),
      }))
      .sort((a, b) => a.distance - b.distance || a.other - b.other);
    const farthest = distances[Math.min(neighbours, distances.length) - 1].distance;
    let sum = 0;
    let weights = 0;
    for (const { other, distance } of distances) {
      if (distance > farthest) break;
      sum += values[other] / distance;
      weights += 1 / distance;
    }
    return sum / weights;
  });
}
