import type { IcrsPlace } from '../../wcs/tangent-plane.js';
import { TanSip } from '../../wcs/tan-sip.js';
import type { SolverStars } from '../solver-stars.js';

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal deviate (Box & Muller 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Stars strewn evenly over the sphere, twice as many for every 0.6 magnitudes, to V = 10. */
export function randomSky(seed: number, count: number): SolverStars {
  const random = seeded(seed);
  const stars = {
    x: new Float64Array(count),
    y: new Float64Array(count),
    z: new Float64Array(count),
    v: new Float32Array(count),
  };
  for (let i = 0; i < count; i += 1) {
    const z = 2 * random() - 1;
    const ra = 2 * Math.PI * random();
    const across = Math.sqrt(1 - z * z);
    stars.x[i] = across * Math.cos(ra);
    stars.y[i] = across * Math.sin(ra);
    stars.z[i] = z;
    stars.v[i] = 10 + 2 * Math.log10((i + 1) / count);
  }
  return stars;
}

export interface MadePicture {
  readonly width: number;
  readonly height: number;
  readonly centre: IcrsPlace;
  readonly scaleArcsec: number;
  readonly rotationDeg: number;
  readonly mirrored: boolean;
}

/** The TAN solution of a picture: up (lower y) at a position angle from north through east. */
export function tanOf(picture: MadePicture): TanSip {
  const angle = (picture.rotationDeg * Math.PI) / 180;
  const scale = picture.scaleArcsec / 3600;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const sign = picture.mirrored ? -1 : 1;
  return new TanSip({
    crval: picture.centre,
    crpix: { x: (picture.width - 1) / 2, y: (picture.height - 1) / 2 },
    cd: [
      [-sign * scale * cosine, -scale * sine],
      [sign * scale * sine, -scale * cosine],
    ],
  });
}

export interface SeenSources {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * What a camera would list, brightest first: stars inside the picture with noise in place and
 * magnitude, some lost, some false.
 */
export function sourcesOf(
  stars: SolverStars,
  wcs: TanSip,
  size: { readonly width: number; readonly height: number },
  random: () => number,
  given: { readonly most: number; readonly noisePx: number; readonly falseOnes: number },
): SeenSources {
  const seen: { x: number; y: number; brightness: number }[] = [];
  for (let i = 0; i < stars.x.length && seen.length < given.most; i += 1) {
    const pixel = wcs.pixelOf({ x: stars.x[i], y: stars.y[i], z: stars.z[i] });
    if (pixel === undefined) continue;
    if (pixel.x < 0 || pixel.y < 0 || pixel.x > size.width - 1 || pixel.y > size.height - 1) {
      continue;
    }
    if (random() < 0.1) continue;
    seen.push({
      x: pixel.x + given.noisePx * normal(random),
      y: pixel.y + given.noisePx * normal(random),
      brightness: stars.v[i] + 0.3 * normal(random),
    });
  }
  const starCount = seen.length;
  for (let i = 0; i < given.falseOnes; i += 1) {
    seen.push({
      x: random() * (size.width - 1),
      y: random() * (size.height - 1),
      brightness: seen[Math.floor(random() * starCount)]?.brightness ?? 5,
    });
  }
  seen.sort((a, b) => a.brightness - b.brightness);
  return {
    x: Float64Array.from(seen, ({ x }) => x),
    y: Float64Array.from(seen, ({ y }) => y),
  };
}

/** Greatest distance between two solutions over a grid of the picture, px. */
export function greatestDifferencePx(
  found: TanSip,
  truth: TanSip,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  let greatest = 0;
  for (let j = 0; j <= 8; j += 1) {
    for (let i = 0; i <= 8; i += 1) {
      const place = { x: ((width - 1) * i) / 8, y: ((height - 1) * j) / 8 };
      const back = found.pixelOf(truth.directionAt(place));
      if (back === undefined) return Infinity;
      greatest = Math.max(greatest, Math.hypot(back.x - place.x, back.y - place.y));
    }
  }
  return greatest;
}
