import {
  cameraAxes,
  degree,
  directionOf,
  dot,
  picturePoint,
  pixelOfVector,
  starFlag,
  tangentPoint,
  type CameraAxes,
  type CameraModel,
  type HorizontalDirection,
  type ObserverFrame,
  type PlanePoint,
  type StarSelection,
  type UnitVector,
  type Vector3,
} from '@nightskies/sky';
import type { FrameToMeasure } from './frame-input.js';

/** Catalogue stars on the array and close beside it, brightest (in V) first. */
export interface PlacedStars {
  readonly count: number;
  /** Index in the selection given. */
  readonly index: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly azimuthDeg: Float64Array;
  readonly altitudeDeg: Float64Array;
  /** In the band of the frame; B of a star without a known colour is V plus 0.7, and `known` is 0. */
  readonly magnitude: Float64Array;
  readonly known: Uint8Array;
}

/** Colour of a star that has none in the catalogue, the middle one of stars of V 8 to 10, mag. */
const typicalColour = 0.7;

/** Aberration, and what refraction differs over the field at the horizon, stay below this, radians. */
const slack = 0.02;

/** Wings of a bright star reach into the picture from so far outside, px. */
const marginPx = 60;

/**
 * Where the catalogue's stars are seen, and which of them fall on the array. A rectangle about the
 * optical axis is cut out before anything is computed of a star, so that the whole sky may be given.
 */
export function placeStars({ camera, pose, sky, catalogue, band }: FrameToMeasure): PlacedStars {
  const axes = cameraAxes(pose);
  const field = fieldOf(camera);
  const view = icrsAxes(axes, sky);
  const index = new Int32Array(catalogue.count);
  const x = new Float64Array(catalogue.count);
  const y = new Float64Array(catalogue.count);
  const azimuthDeg = new Float64Array(catalogue.count);
  const altitudeDeg = new Float64Array(catalogue.count);
  const { x: cx, y: cy, z: cz } = catalogue;
  let count = 0;
  for (let star = 0; star < catalogue.count; star++) {
    if (!mayBeSeen(view, field, cx[star], cy[star], cz[star])) continue;
    const source = { x: cx[star], y: cy[star], z: cz[star] };
    const seen = seenAt(source, sky, camera, axes, field);
    if (seen === null) continue;
    index[count] = star;
    x[count] = seen.x;
    y[count] = seen.y;
    azimuthDeg[count] = seen.azimuthDeg;
    altitudeDeg[count] = seen.altitudeDeg;
    count += 1;
  }
  const rows = index.slice(0, count);
  return {
    count,
    index: rows,
    x: x.slice(0, count),
    y: y.slice(0, count),
    azimuthDeg: azimuthDeg.slice(0, count),
    altitudeDeg: altitudeDeg.slice(0, count),
    ...magnitudesIn(band, catalogue, rows),
  };
}

/** Magnitudes of stars in a band, and which of them are known. */
function magnitudesIn(
  band: 'V' | 'B',
  { v, bv }: StarSelection,
  rows: Int32Array,
): Pick<PlacedStars, 'magnitude' | 'known'> {
  const magnitude = new Float64Array(rows.length);
  const known = new Uint8Array(rows.length).fill(1);
  for (let k = 0; k < rows.length; k++) {
    magnitude[k] = v[rows[k]];
    if (band === 'V') continue;
    const colour = bv[rows[k]];
    if (Number.isNaN(colour)) known[k] = 0;
    magnitude[k] += known[k] === 1 ? colour : typicalColour;
  }
  return { magnitude, known };
}

/** Where a star is seen; null beside the array and its margin. */
function seenAt(
  source: Vector3,
  sky: ObserverFrame,
  camera: CameraModel,
  axes: CameraAxes,
  field: Field,
): (PlanePoint & HorizontalDirection) | null {
  const high = sky.trueHorizonVector(source);
  const { azimuthDeg, altitudeDeg } = sky.apparent(directionOf(high));
  const point = pictureOf(camera, axes, field, apparentVector(high, altitudeDeg));
  if (
    point === null ||
    !(point.x > -marginPx && point.x < camera.width + marginPx) ||
    !(point.y > -marginPx && point.y < camera.height + marginPx)
  ) {
    return null;
  }
  return { x: point.x, y: point.y, azimuthDeg, altitudeDeg };
}

/** What of the plane tangent to the sky falls on the array with its margin. */
interface Field {
  /** Largest distances from the axis to the right or left, up or down, slack included. */
  readonly right: number;
  readonly up: number;
  /** Up to here from the axis every direction is within the lens, square of the distance. */
  readonly lensSquare: number;
}

function fieldOf(camera: CameraModel): Field {
  let right = 0;
  let up = 0;
  let square = 0;
  const [columns, rows] = [camera.width, camera.height].map((size) => [
    -marginPx,
    (size - 1) / 2,
    size + marginPx,
  ]);
  for (const x of columns) {
    for (const y of rows) {
      const point = tangentPoint(camera, x, y);
      if (point === null) return { right: Infinity, up: Infinity, lensSquare: 0 };
      right = Math.max(right, Math.abs(point.x));
      up = Math.max(up, Math.abs(point.y));
      square = Math.max(square, point.x * point.x + point.y * point.y);
    }
  }
  // An angle grows in the tangent plane as the square of the secant.
  const aside = slack * (1 + square);
  return { right: right + aside, up: up + aside, lensSquare: square };
}

/** Axes of the camera among the stars. */
interface IcrsAxes {
  readonly right: Vector3;
  readonly up: Vector3;
  readonly axis: Vector3;
}

/** From the axis so far, radians, another direction tells where right or up is. */
const asideRad = 0.1;

function icrsAxes({ right, up, axis }: CameraAxes, sky: ObserverFrame): IcrsAxes {
  const from = (vector: UnitVector): Vector3 => sky.altAzToIcrsVector(directionOf(vector));
  const beside = (side: UnitVector): Vector3 =>
    from({
      east: axis.east + asideRad * side.east,
      north: axis.north + asideRad * side.north,
      up: axis.up + asideRad * side.up,
    });
  const centre = from(axis);
  const across = (other: Vector3): Vector3 => {
    const along = innerProduct(other, centre);
    const { x, y, z } = centre;
    const off = { x: other.x - along * x, y: other.y - along * y, z: other.z - along * z };
    const length = Math.sqrt(innerProduct(off, off));
    return { x: off.x / length, y: off.y / length, z: off.z / length };
  };
  return { right: across(beside(right)), up: across(beside(up)), axis: centre };
}

function innerProduct(a: Vector3, b: Vector3): number {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

/** Whether a star may fall on the array, as far as can be told before it is placed. */
function mayBeSeen(
  { right, up, axis }: IcrsAxes,
  field: Field,
  x: number,
  y: number,
  z: number,
): boolean {
  if (field.right === Infinity) return true;
  const along = x * axis.x + y * axis.y + z * axis.z;
  return (
    along > 0 &&
    Math.abs(x * right.x + y * right.y + z * right.z) <= field.right * along &&
    Math.abs(x * up.x + y * up.y + z * up.z) <= field.up * along
  );
}

/** A direction over the horizon, lifted or lowered to another altitude. */
function apparentVector({ east, north }: UnitVector, altitudeDeg: number): UnitVector {
  const horizontal = Math.sqrt(east * east + north * north);
  const stretch = horizontal > 0 ? Math.cos(altitudeDeg * degree) / horizontal : 0;
  return { east: stretch * east, north: stretch * north, up: Math.sin(altitudeDeg * degree) };
}

function pictureOf(
  camera: CameraModel,
  axes: CameraAxes,
  { lensSquare }: Field,
  vector: UnitVector,
): PlanePoint | null {
  const forward = dot(vector, axes.axis);
  if (!(forward > 0)) return null;
  const x = dot(vector, axes.right) / forward;
  const y = dot(vector, axes.up) / forward;
  return x * x + y * y <= lensSquare
    ? picturePoint(camera, x, y)
    : pixelOfVector(camera, axes, vector);
}

/**
 * Standard error of a catalogue magnitude, mag: Hipparcos entries 0.01 (ESA 1997, median of the
 * ground-based Johnson V of the main catalogue), B-V likewise; V transformed from Tycho-2 0.03 (Hog
 * et al. 2000 and the transformation); steps of 0.05 mag or no colour 0.05; with a companion 0.02,
 * variable 0.05 more.
 */
export function magnitudeError(flags: number, hip: number, band: 'V' | 'B'): number {
  let error = hip > 0 ? 0.01 : 0.03;
  if ((flags & starFlag.poorMagnitude) !== 0) error = 0.05;
  if ((flags & starFlag.multiple) !== 0) error = Math.hypot(error, 0.02);
  if ((flags & starFlag.variable) !== 0) error = Math.hypot(error, 0.05);
  return band === 'V' ? error : error * Math.SQRT2;
}
