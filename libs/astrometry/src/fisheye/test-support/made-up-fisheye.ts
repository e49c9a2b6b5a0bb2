import { degree, directionOf, unitVector } from '@nightskies/sky';
import { normal } from '../../solving/test-support/random-sky.js';
import { FisheyeCamera, type FisheyeModel } from '../fisheye-model.js';
import type { FisheyeStars } from '../reference-stars.js';

interface Star {
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
  readonly v: number;
}

const asStars = (stars: readonly Star[]): FisheyeStars => ({
  azimuthDeg: stars.map(({ azimuthDeg }) => azimuthDeg),
  altitudeDeg: stars.map(({ altitudeDeg }) => altitudeDeg),
  v: stars.map(({ v }) => v),
});

/** As many stars as the real sky has to V 6, strewn evenly over the whole sphere. */
export function madeUpSphere(random: () => number): Star[] {
  const count = 4800;
  return Array.from({ length: count }, (_, i) => ({
    azimuthDeg: 360 * random(),
    altitudeDeg: Math.asin(2 * random() - 1) / degree,
    v: 6 + 2 * Math.log10((i + 1) / count),
  }));
}

/** The stars of a sphere that stand over the horizon. */
export function overHorizon(sphere: readonly Star[]): FisheyeStars {
  return asStars(sphere.filter(({ altitudeDeg }) => altitudeDeg > 0));
}

/** The sphere as it stands later: turned about the pole of a latitude, from east to west. */
export function laterSphere(sphere: readonly Star[], latitudeDeg: number, minutes: number): Star[] {
  const angle = minutes * (15.041 / 60) * degree;
  const [sine, cosine] = [Math.sin(latitudeDeg * degree), Math.cos(latitudeDeg * degree)];
  return sphere.map((star) => {
    const { east, north, up } = unitVector(star);
    // Along the pole, towards the upper meridian's equator, and west.
    const pole = cosine * north + sine * up;
    const meridian = -sine * north + cosine * up;
    const turned = Math.cos(angle) * meridian + Math.sin(angle) * east;
    const toEast = Math.cos(angle) * east - Math.sin(angle) * meridian;
    const direction = directionOf({
      east: toEast,
      north: cosine * pole - sine * turned,
      up: sine * pole + cosine * turned,
    });
    return { ...direction, v: star.v };
  });
}

/** A sphere as seen from farther north by some degrees. */
export function northernSphere(sphere: readonly Star[], degrees: number): Star[] {
  const [sine, cosine] = [Math.sin(degrees * degree), Math.cos(degrees * degree)];
  return sphere.map((star) => {
    const { east, north, up } = unitVector(star);
    const direction = directionOf({
      east,
      north: cosine * north - sine * up,
      up: cosine * up + sine * north,
    });
    return { ...direction, v: star.v };
  });
}

export interface MadeUpSources {
  readonly noisePx: number;
  readonly falseOnes: number;
  /** Whether clouds hide a direction. */
  readonly hidden?: (star: Star) => boolean;
  /** Another camera than the polynomial one: radius in px of an angle in radians. */
  readonly law?: (theta: number) => number;
}

/** What a detection would list, brightest first: a tenth of the stars lost, faint ones not seen. */
export function madeUpSources(
  { azimuthDeg, altitudeDeg, v }: FisheyeStars,
  model: FisheyeModel,
  random: () => number,
  given: MadeUpSources,
): { x: Float64Array; y: Float64Array } {
  const camera = new FisheyeCamera(model);
  const seen: { x: number; y: number; brightness: number }[] = [];
  for (let i = 0; i < v.length; i += 1) {
    const star = { azimuthDeg: azimuthDeg[i], altitudeDeg: altitudeDeg[i], v: v[i] };
    const airmass = 1 / Math.max(Math.sin(star.altitudeDeg * degree), 0.05);
    const brightness = star.v + 0.3 * airmass + 0.3 * normal(random);
    const lost = random() < 0.1 || brightness > 5.6 || given.hidden?.(star) === true;
    const { east, north, up } = unitVector(star);
    const pixel = camera.pixelOfVector([east, north, up]);
    if (lost || pixel === undefined) continue;
    const { x: px, y: py } = model.principalPoint;
    const stretch =
      given.law === undefined
        ? 1
        : given.law(camera.thetaOf([east, north, up])) / Math.hypot(pixel.x - px, pixel.y - py);
    const x = px + stretch * (pixel.x - px) + given.noisePx * normal(random);
    const y = py + stretch * (pixel.y - py) + given.noisePx * normal(random);
    if (x < 0 || y < 0 || x > model.width - 1 || y > model.height - 1) continue;
    seen.push({ x, y, brightness });
  }
  for (let i = 0; i < given.falseOnes; i += 1) {
    const brightness = 1.5 + 4 * Math.sqrt(random());
    seen.push({ x: random() * model.width, y: random() * model.height, brightness });
  }
  seen.sort((a, b) => a.brightness - b.brightness);
  return {
    x: Float64Array.from(seen, ({ x }) => x),
    y: Float64Array.from(seen, ({ y }) => y),
  };
}
