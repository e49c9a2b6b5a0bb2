/**
 * Area of the part of a disk about the origin that lies left of x and below y, exact.
 *
 * @param radius of the disk
 */
function lowerLeftArea(x: number, y: number, radius: number): number {
  const u = Math.max(-radius, Math.min(radius, x));
  if (y <= -radius) return 0;
  if (y >= radius) return 2 * underArc(u, radius);
  // Where the chord at height y meets the circle: between these the chord bounds the part from above.
  const half = Math.sqrt(radius * radius - y * y);
  const chordTo = Math.max(-half, Math.min(half, u));
  const underChord = y * (chordTo + half) + underArc(chordTo, radius) - underArc(-half, radius);
  if (y < 0) return underChord;
  const besides =
    underArc(Math.min(u, -half), radius) +
    Math.max(0, underArc(u, radius) - underArc(half, radius));
  return underChord + 2 * besides;
}

/** Area between the x axis and the upper half of the circle, from -radius to x. */
function underArc(x: number, radius: number): number {
  const u = Math.max(-radius, Math.min(radius, x));
  const root = Math.sqrt(Math.max(0, radius * radius - u * u));
  return (u * root + radius * radius * (Math.asin(u / radius) + Math.PI / 2)) / 2;
}

/** Area of the part of a rectangle that lies in a disk about the origin. */
export function areaInDisk(
  box: {
    readonly left: number;
    readonly right: number;
    readonly bottom: number;
    readonly top: number;
  },
  radius: number,
): number {
  const { left, right, bottom, top } = box;
  const farX = Math.max(Math.abs(left), Math.abs(right));
  const farY = Math.max(Math.abs(bottom), Math.abs(top));
  // Nearly all cells: for them the differences below would only lose digits.
  if (farX * farX + farY * farY <= radius * radius) return (right - left) * (top - bottom);
  const nearX = Math.max(0, left, -right);
  const nearY = Math.max(0, bottom, -top);
  if (nearX * nearX + nearY * nearY >= radius * radius) return 0;
  const area =
    lowerLeftArea(right, top, radius) -
    lowerLeftArea(left, top, radius) -
    lowerLeftArea(right, bottom, radius) +
    lowerLeftArea(left, bottom, radius);
  return Math.max(0, area);
}
