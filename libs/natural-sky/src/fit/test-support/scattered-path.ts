import type { Town } from './town-glow.js';

/**
 * Single scattering of a distant light along a line of sight, up to a factor: the integral of
 * exp(-s sin h / H) (1 - albedo g cos) / distance^2 over the path s, both in distances of the town.
 */
export function scatteredPath(
  { nearness, size }: Pick<Town, 'nearness' | 'size'>,
  altitudeDeg: number,
  acrossDeg: number,
): number {
  const altitude = (altitudeDeg * Math.PI) / 180;
  const cosine = Math.cos(altitude) * Math.cos((acrossDeg * Math.PI) / 180);
  const sine = Math.sin(altitude);
  let sum = 0;
  // Steps that grow: the light of a near path counts as much as that above the town.
  for (let i = 0; i < 60; i += 1) {
    const s = 3 * ((i + 0.5) / 60) ** 2;
    const step = (6 * ((i + 0.5) / 60)) / 60;
    const square = 1 + s * s - 2 * s * cosine + size * size;
    const forward = 1 + 0.7 * ((cosine - s) / Math.sqrt(square));
    sum += (step * Math.exp(-(s * sine + s * 0.15) / nearness) * forward) / square;
  }
  return sum;
}
