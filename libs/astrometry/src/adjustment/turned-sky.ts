import {
  degree,
  unitVector,
  wrapDeg,
  type HorizontalDirection,
  type UnitVector,
} from '@nightskies/sky';
import { inverseOf, timesVector } from '@nightskies/pixels';

export interface PointedFrame {
  readonly commanded: HorizontalDirection;
  /** Optical axis as the stars of the frame have it. */
  readonly axis: UnitVector;
}

/** Mounts in the field are levelled better than this, degrees. */
const greatestLeanDeg = 2;

/** Fewer frames do not tell a turned sky from frames that are false. */
const fewestFrames = 3;

const rounds = 12;
/** A frame this far from the rest counts half, radians. */
const doubtful = 3 * degree;

/**
 * The turn of the whole sky that carries commanded directions to where frames looked, as a vector in
 * degrees (east, north, up; right-handed): least squares on the sphere in the manner of Wahba (1965,
 * SIAM Review 7, 409), by Gauss and Newton with weights that fall off (Cauchy). Nothing is expected of
 * it beforehand. Null for too few frames.
 */
export function skyTurnDeg(frames: readonly PointedFrame[]): UnitVector | null {
  if (frames.length < fewestFrames) return null;
  const pairs = frames.map(({ commanded, axis }) => ({ from: unitVector(commanded), to: axis }));
  let turn: UnitVector = { east: 0, north: 0, up: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const normal = new Float64Array(9);
    const right = new Float64Array(3);
    for (const { from, to } of pairs) {
      const p = turnedBy(from, turn);
      const off = Math.hypot(to.east - p.east, to.north - p.north, to.up - p.up);
      const weight = 1 / (1 + (off / doubtful) ** 2);
      const v = [p.east, p.north, p.up];
      for (let i = 0; i < 3; i += 1) {
        for (let j = 0; j < 3; j += 1) {
          normal[3 * i + j] += weight * ((i === j ? 1 : 0) - v[i] * v[j]);
        }
      }
      right[0] += weight * (p.north * to.up - p.up * to.north);
      right[1] += weight * (p.up * to.east - p.east * to.up);
      right[2] += weight * (p.east * to.north - p.north * to.east);
    }
    const inverse = inverseOf(normal, 3);
    if (inverse === undefined) return null;
    const [east, north, up] = timesVector(inverse, right);
    turn = followedBy(turn, { east, north, up });
  }
  return { east: turn.east / degree, north: turn.north / degree, up: turn.up / degree };
}

/** A vector turned about another by its length in radians (Rodrigues). */
function turnedBy(v: UnitVector, turn: UnitVector): UnitVector {
  const angle = Math.hypot(turn.east, turn.north, turn.up);
  if (angle === 0) return v;
  const [e, n, u] = [turn.east / angle, turn.north / angle, turn.up / angle];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const along = (1 - c) * (e * v.east + n * v.north + u * v.up);
  return {
    east: c * v.east + s * (n * v.up - u * v.north) + along * e,
    north: c * v.north + s * (u * v.east - e * v.up) + along * n,
    up: c * v.up + s * (e * v.north - n * v.east) + along * u,
  };
}

/** One turn after another as a single turn, by quaternions; radians. */
function followedBy(first: UnitVector, second: UnitVector): UnitVector {
  const [a, b] = [quaternion(second), quaternion(first)];
  const cosine = a.cosine * b.cosine - a.east * b.east - a.north * b.north - a.up * b.up;
  const east = a.cosine * b.east + b.cosine * a.east + a.north * b.up - a.up * b.north;
  const north = a.cosine * b.north + b.cosine * a.north + a.up * b.east - a.east * b.up;
  const up = a.cosine * b.up + b.cosine * a.up + a.east * b.north - a.north * b.east;
  // The same turn has two quaternions; that of the turn below 180 deg has a positive cosine.
  const sign = cosine < 0 ? -1 : 1;
  const sine = Math.hypot(east, north, up);
  const scale = sine === 0 ? 0 : (sign * 2 * Math.atan2(sine, sign * cosine)) / sine;
  return { east: scale * east, north: scale * north, up: scale * up };
}

/** Cosine of half the angle, and the axis times the sine of half the angle. */
function quaternion({ east, north, up }: UnitVector): UnitVector & { readonly cosine: number } {
  const angle = Math.hypot(east, north, up);
  const scale = angle === 0 ? 0 : Math.sin(angle / 2) / angle;
  return {
    cosine: Math.cos(angle / 2),
    east: scale * east,
    north: scale * north,
    up: scale * up,
  };
}

/** What the headers say of the place of the camera, degrees; north and east positive. */
export interface StatedSite {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** A turn this near to that of a wrong sign is taken for one: refraction bends stars below the horizon. */
const signToleranceDeg = 8;

/** The parts of a turn mix by so much of its length, for turns do not add like vectors. */
const mixingShare = 0.03;

/**
 * What a turned sky says of the headers: a wrong clock or longitude turns it about the pole, a wrong
 * latitude about the line from east to west, and a mount off in azimuth about the zenith, which harms
 * nothing. A sentence for the user; null for a sky that is not turned beyond what mounts lean.
 *
 * @param site null when unknown
 */
export function turnedSkyDoubt(turn: UnitVector, site: StatedSite | null): string | null {
  if (Math.hypot(turn.east, turn.north) < greatestLeanDeg) return null;
  const start = `The sky is turned by ${turn.east.toFixed(1)} deg about east and ${turn.north.toFixed(1)} deg about north, more than any mount leans`;
  if (site === null || Math.abs(site.latitudeDeg) > 80) {
    return `${start}: check the clock (JD) and the site (LONGITUD, LATITUDE) of the headers.`;
  }
  const least = Math.max(
    greatestLeanDeg / 2,
    mixingShare * Math.hypot(turn.east, turn.north, turn.up),
  );
  const causes = [
    ...(Math.abs(turn.north) < least ? [] : [clockOrLongitude(turn, site)]),
    ...(Math.abs(turn.east) < least ? [] : [latitude(turn, site)]),
  ];
  return `${start}, as by ${causes.join(', and ')}: check JD, LONGITUD and LATITUDE of the headers.`;
}

function clockOrLongitude(turn: UnitVector, { latitudeDeg, longitudeDeg }: StatedSite): string {
  // A clock that is ahead shows the stars too far west: the sky turns the other way, 4 minutes a degree.
  const tooFarEast = -turn.north / Math.cos(latitudeDeg * degree);
  if (isWrongSign(tooFarEast, longitudeDeg)) {
    return 'a LONGITUD of the wrong sign (east is positive, west negative)';
  }
  const clock = `${Math.abs(4 * tooFarEast).toFixed(0)} min ${tooFarEast > 0 ? 'ahead' : 'behind'}`;
  const side = tooFarEast > 0 ? 'east' : 'west';
  return `a clock ${clock}, or a longitude ${Math.abs(tooFarEast).toFixed(1)} deg too far ${side}`;
}

function latitude(turn: UnitVector, { latitudeDeg }: StatedSite): string {
  if (isWrongSign(turn.east, latitudeDeg)) {
    return 'a LATITUDE of the wrong sign (north is positive, south negative)';
  }
  const side = turn.east > 0 ? 'north' : 'south';
  return `a latitude ${Math.abs(turn.east).toFixed(1)} deg too far ${side}`;
}

/** Whether an angle is off by what a change of its sign makes. */
function isWrongSign(offDeg: number, statedDeg: number): boolean {
  const flipDeg = wrapDeg(2 * statedDeg, -180);
  return (
    Math.abs(flipDeg) > 2 * signToleranceDeg &&
    Math.abs(wrapDeg(offDeg - flipDeg, -180)) < signToleranceDeg
  );
}
