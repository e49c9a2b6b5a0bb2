import type { DirectionTurn } from '@nightskies/pixels';
import type { ObserverFrame } from '../coordinates/observer-frame.js';
import { degree } from '../angles.js';
import type { CellDirections } from './cell-grid.js';

/** Nodes of the table of refraction. */
const nodeCount = 1024;

/** Altitudes beyond what the frame sees that cells may have all the same, deg. */
const marginDeg = 2;

/** What the altitudes of a frame's cells may be, deg. */
interface SeenAltitudes {
  readonly lowestDeg: number;
  readonly highestDeg: number;
}

/**
 * What `apparentCells` turns by, for kernels that do the same.
 *
 * @param altitudes what the frame may see, deg
 */
export function apparentTurn(sky: ObserverFrame, altitudes: SeenAltitudes): DirectionTurn {
  const lowest = Math.sin(Math.max(-90, altitudes.lowestDeg - marginDeg) * degree);
  const highest = Math.sin(Math.min(90, altitudes.highestDeg + marginDeg) * degree);
  const step = (highest - lowest) / (nodeCount - 1);
  const lift = Float64Array.from({ length: nodeCount }, (_, node) =>
    liftOverCosine(sky, lowest + node * step),
  );
  return { velocity: sky.velocity, horizon: sky.horizon, lowestSine: lowest, step, lift };
}

/**
 * Turns directions of ICRS cells into those in which they are seen at one time and place: azimuth and
 * apparent altitude as unit vectors (x north, y east, z up). Aberration, precession, nutation and the
 * turning of the Earth are exact; refraction comes from a table of 1024 nodes over the altitudes of a
 * frame, good to 0.1 arcsec (0.001 px of 96 arcsec) above the horizon; the bending of light by the Sun
 * (0.05 arcsec at 10 deg from it) is left out.
 *
 * @param altitudes what the frame may see, deg
 */
export function apparentCells(
  sky: ObserverFrame,
  altitudes: SeenAltitudes,
): (icrs: CellDirections, count: number, out: CellDirections) => void {
  const turn = apparentTurn(sky, altitudes);
  return (icrs, count, out) => {
    turnDirections(turn, icrs, count, out);
  };
}

/** Turns directions as `apparentCells` says; they may be turned in place. */
export function turnDirections(
  { velocity, horizon, lowestSine: lowest, step, lift }: DirectionTurn,
  icrs: CellDirections,
  count: number,
  out: CellDirections,
): void {
  const speed2 = velocity.x ** 2 + velocity.y ** 2 + velocity.z ** 2;
  const slow = Math.sqrt(1 - speed2);
  for (let i = 0; i < count; i++) {
    // Aberration as in `aberrated`, written out.
    const along = icrs.x[i] * velocity.x + icrs.y[i] * velocity.y + icrs.z[i] * velocity.z;
    const scale = 1 / (1 + along);
    const forward = (1 + along / (1 + slow)) * scale;
    const x = slow * scale * icrs.x[i] + forward * velocity.x;
    const y = slow * scale * icrs.y[i] + forward * velocity.y;
    const z = slow * scale * icrs.z[i] + forward * velocity.z;
    const east = horizon[0] * x + horizon[1] * y + horizon[2] * z;
    const north = horizon[3] * x + horizon[4] * y + horizon[5] * z;
    const up = horizon[6] * x + horizon[7] * y + horizon[8] * z;
    const place = Math.max(0, Math.min(nodeCount - 1.000001, (up - lowest) / step));
    const node = Math.floor(place);
    const q = lift[node] + (lift[node + 1] - lift[node]) * (place - node);
    // The vector turned towards the zenith by the lift R = q cos a; R is below 0.02.
    const level2 = Math.max(0, 1 - up * up);
    const angle2 = q * q * level2;
    const cosine = 1 - angle2 / 2 + (angle2 * angle2) / 24;
    const sineOverLevel = q * (1 - angle2 / 6);
    const level = cosine - up * sineOverLevel;
    out.x[i] = north * level;
    out.y[i] = east * level;
    out.z[i] = up * cosine + level2 * sineOverLevel;
  }
}

/** Refraction in radians over the cosine of the true altitude, which stays finite at the zenith. */
function liftOverCosine(sky: ObserverFrame, sine: number): number {
  const up = Math.max(-1, Math.min(0.999999, sine));
  const altitudeDeg = Math.asin(up) / degree;
  const { altitudeDeg: seen } = sky.apparent({ azimuthDeg: 0, altitudeDeg });
  return ((seen - altitudeDeg) * degree) / Math.sqrt(1 - up * up);
}
