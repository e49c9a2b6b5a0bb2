/** A town beyond the horizon. */
export interface Town {
  readonly azimuthDeg: number;
  /** Scale height of what scatters over the distance of the town: 0.02 far, 0.3 near. */
  readonly nearness: number;
  /** Radius over distance: keeps the light finite towards the middle. */
  readonly size: number;
  /** Zenith luminance, nL. */
  readonly zenithNl: number;
}

/**
 * Light of towns scattered once along the line of sight, towards the light or away from it: not the
 * formulae of the fit. Table over altitude and distance in azimuth, read at whole degrees.
 */
export function townGlow(town: Town): (altitudeDeg: number, azimuthDeg: number) => number {
  const columns = 181;
  const table = new Float64Array(91 * columns);
  for (let altitude = 0; altitude <= 90; altitude += 1) {
    for (let across = 0; across < columns; across += 1) {
      table[altitude * columns + across] = scatteredPath(town, altitude, across);
    }
  }
  const scale = town.zenithNl / table[90 * columns];
  return (altitudeDeg, azimuthDeg) => {
    const turn = Math.abs(((((azimuthDeg - town.azimuthDeg) % 360) + 540) % 360) - 180);
    const low = Math.min(Math.floor(altitudeDeg), 89);
    const near = Math.min(Math.floor(turn), 179);
    const up = altitudeDeg - low;
    const over = turn - near;
    const at = low * columns + near;
    const below = table[at] * (1 - over) + table[at + 1] * over;
    const above = table[at + columns] * (1 - over) + table[at + columns + 1] * over;
    return scale * (below * (1 - up) + above * up);
  };
}

/**
 * Single scattering of a distant light along a line of sight, up to a factor: the integral of
 * exp(-s sin h / H) (1 - albedo g cos) / distance^2 over the path s, both in distances of the town.
 */
function scatteredPath(
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
