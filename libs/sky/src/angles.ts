/** Radians of one degree. */
export const degree = Math.PI / 180;

/** An angle brought to [from, from + 360), degrees. */
export function wrapDeg(angleDeg: number, from: number): number {
  const turned = angleDeg - 360 * Math.floor((angleDeg - from) / 360);
  // Rounding may carry a tiny negative angle to the upper end, which is not part of the interval.
  return turned < from + 360 ? turned : from;
}
