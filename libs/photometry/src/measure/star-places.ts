import {
  cameraAxes,
  pixelOfVector,
  starFlag,
  tangentPoint,
  unitVector,
  type CameraModel,
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
 * Where the catalogue's stars are seen, and which of them fall on the array. A cone about the optical
 * axis is cut out before anything is computed of a star, so that the whole sky may be given.
 */
export function placeStars({ camera, pose, sky, catalogue, band }: FrameToMeasure): PlacedStars {
  const axes = cameraAxes(pose);
  const centre = sky.altAzToIcrsVector(pose);
  const least = Math.cos(fieldRadius(camera) + slack);
  const index: number[] = [];
  const x: number[] = [];
  const y: number[] = [];
  const azimuthDeg: number[] = [];
  const altitudeDeg: number[] = [];
  const { x: cx, y: cy, z: cz } = catalogue;
  for (let star = 0; star < catalogue.count; star++) {
    const along = cx[star] * centre.x + cy[star] * centre.y + cz[star] * centre.z;
    if (along < least) continue;
    const seen = sky.icrsVectorToAltAz({ x: cx[star], y: cy[star], z: cz[star] });
    const point = pixelOfVector(camera, axes, unitVector(seen));
    if (
      point === null ||
      !(point.x > -marginPx && point.x < camera.width + marginPx) ||
      !(point.y > -marginPx && point.y < camera.height + marginPx)
    ) {
      continue;
    }
    index.push(star);
    x.push(point.x);
    y.push(point.y);
    azimuthDeg.push(seen.azimuthDeg);
    altitudeDeg.push(seen.altitudeDeg);
  }
  const { v, bv } = catalogue;
  return {
    count: index.length,
    index: Int32Array.from(index),
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    azimuthDeg: Float64Array.from(azimuthDeg),
    altitudeDeg: Float64Array.from(altitudeDeg),
    magnitude: Float64Array.from(index, (star) =>
      band === 'V' ? v[star] : v[star] + (Number.isNaN(bv[star]) ? typicalColour : bv[star]),
    ),
    known: Uint8Array.from(index, (star) => (band === 'V' || !Number.isNaN(bv[star]) ? 1 : 0)),
  };
}

/** Angle from the optical axis to the farthest corner of the array with its margin, radians. */
function fieldRadius(camera: CameraModel): number {
  let farthest = 0;
  for (const x of [-marginPx, camera.width + marginPx]) {
    for (const y of [-marginPx, camera.height + marginPx]) {
      const point = tangentPoint(camera, x, y);
      if (point === null) return Math.PI;
      farthest = Math.max(farthest, Math.atan(Math.hypot(point.x, point.y)));
    }
  }
  return farthest;
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
