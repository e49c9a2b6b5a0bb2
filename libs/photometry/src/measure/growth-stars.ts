import { growthSums } from '../apertures/index.js';
import type { GrowthStars } from '../measured-stars.js';
import { annulusBackground, type SkyPlanes } from './annulus-background.js';
import { apertureRing, farAnnulusPx, growthRadiiPx, lastNearRing } from './growth-curve.js';
import { skySurface, type SkySurface } from './sky-surface.js';
import { densitiesBySquare, densityAt, reaches, stepsPerSquare } from './star-plane.js';

/** A star whose spread is measured. */
export interface GrowthCandidate {
  readonly x: number;
  readonly y: number;
  /** Its number in the owners of the planes. */
  readonly owner: number;
  /** All its light, DN, by catalogue and transparency. */
  readonly light: number;
  /** True when the light within the aperture cannot be measured, but the wings can. */
  readonly wingsOnly: boolean;
  /** True far from the horizon, where the brightness of the sky has no curvature to speak of. */
  readonly evenSky: boolean;
}

/** Wings beyond twice the aperture are followed for stars with this light over the noise of a pixel. */
const wingLightOverNoise = 8000;
/** A ring counts when so much of it is free of other stars. */
const leastFree = 0.3;

/** How the light of catalogue stars was taken from a sky: `subtractStars`. */
export interface TakenStars {
  /** Light per px, as `PointSpread.profile`. */
  readonly profile: Float64Array;
  /** Each star's only as far as it is more than this, DN per px. */
  readonly leastDn: number;
}

/** Sums over the free pixels of rings. */
interface FreeRings {
  /** Of the whole ring, px. */
  readonly area: Float64Array;
  readonly pixels: Float64Array;
  /** DN; and what was taken from it of the star itself. */
  readonly sky: Float64Array;
  readonly own: Float64Array;
  readonly noise: Float64Array;
}

/** What was taken from the sky of a star itself. */
interface OwnLight {
  /** By the square of the distance, as a part of the whole. */
  readonly densities: Float64Array;
  /** Radius to which it was taken. */
  readonly reachOf: (light: number) => number;
  /** The densities end here. */
  readonly farthestPx: number;
}

/**
 * Light of stars ring by ring above their background.
 *
 * @param pixels the frame, bad pixels filled; `planes.sky` is the frame without the light of
 *   catalogue stars as far as it is known
 * @param wings whether rings beyond twice the aperture are measured
 * @param taken how stars were taken from `planes.sky`; null where they were not
 * @param confusion variance of the light of unseen stars, DN^2 per px
 */
export function measureGrowth(
  planes: SkyPlanes,
  pixels: Float32Array,
  candidates: readonly GrowthCandidate[],
  aperturePx: number,
  annulusPx: readonly [number, number],
  wings: boolean,
  taken: TakenStars | null,
  confusion: number,
): GrowthStars {
  const { width, height } = planes;
  const radiusPx = Float64Array.from(growthRadiiPx(aperturePx));
  const rings = radiusPx.length;
  const count = candidates.length;
  const x = Float64Array.from(candidates, (star) => star.x);
  const y = Float64Array.from(candidates, (star) => star.y);
  const farthestPx = radiusPx[rings - 1];
  const ownLight: OwnLight | null =
    taken === null
      ? null
      : {
          densities: densitiesBySquare(taken.profile, farthestPx),
          reachOf: reaches(taken.profile, taken.leastDn),
          farthestPx,
        };
  const light = new Float64Array(count * rings).fill(NaN);
  const lightError = light.slice();
  const sums = growthSums(
    { width, height, data: pixels },
    { x, y },
    [...radiusPx.subarray(0, apertureRing + 1)],
    { variance: { width, height, data: planes.variance } },
  );
  for (let i = 0; i < count; i++) {
    const star = candidates[i];
    if (star.wingsOnly) continue;
    const near = annulusBackground(planes, star.x, star.y, annulusPx, star.owner);
    if (near.pixels === 0) continue;
    const at = i * rings;
    let [sum, variance, inner] = [0, 0, 0];
    // The star's own wings were taken from the sky plane: here they stay in the background.
    const own =
      taken === null || ownLight === null
        ? 0
        : ownLevel(star, annulusPx, taken, ownLight.reachOf(star.light));
    for (let ring = 0; ring <= apertureRing; ring++) {
      const within = sums[ring];
      const area = Math.PI * (radiusPx[ring] ** 2 - inner ** 2);
      light[at + ring] = within.sum[i] - sum - area * (near.mean + own);
      lightError[at + ring] = Math.sqrt(
        within.error[i] ** 2 - variance + area * confusion + area * area * near.variance,
      );
      [sum, variance, inner] = [within.sum[i], within.error[i] ** 2, radiusPx[ring]];
    }
    const nearEdges = radiusPx.subarray(apertureRing, lastNearRing + 1);
    const beyond = freeRings(planes, star, nearEdges, null, ownLight);
    for (let ring = apertureRing + 1; ring <= lastNearRing; ring++) {
      takeRing(at + ring, beyond, ring - apertureRing - 1, near.mean + own, near.variance);
    }
  }
  if (wings) measureWings();
  return {
    count,
    x,
    y,
    width,
    height,
    radiusPx,
    annulusPx,
    expected: Float64Array.from(candidates, (star) => (star.wingsOnly ? star.light : NaN)),
    light,
    lightError,
  };

  /** Rings beyond twice the aperture, about stars whose whole rings lie on the array. */
  function measureWings(): void {
    const [last, reach] = farAnnulusPx(radiusPx);
    const bright = candidates.flatMap((star, i) => {
      // A gradient of the sky only falls out of whole rings.
      const room = Math.min(star.x, star.y, width - 1 - star.x, height - 1 - star.y);
      const at = Math.round(star.y) * width + Math.round(star.x + annulusPx[1]);
      const noise = Math.sqrt(planes.variance[at]);
      const told = room >= reach && star.evenSky && star.light > wingLightOverNoise * noise;
      return told ? [{ star, i }] : [];
    });
    if (bright.length === 0) return;
    const stars = bright.map(({ star }) => star);
    const surface = skySurface(planes, stars, last);
    const wingEdges = Float64Array.of(...radiusPx.subarray(lastNearRing), reach);
    for (const { star, i } of bright) {
      const found = freeRings(planes, star, wingEdges, surface, ownLight);
      const beyond = wingEdges.length - 2;
      if (found.pixels[beyond] === 0) continue;
      const background = found.sky[beyond] / found.pixels[beyond];
      const variance = varianceOfMean(found, beyond);
      for (let k = 0; k < beyond; k++) {
        takeRing(i * rings + lastNearRing + 1 + k, found, k, background, variance);
      }
    }
  }

  /** Light and error, as element `at`, of ring k from its free pixels. */
  function takeRing(
    at: number,
    found: FreeRings,
    k: number,
    background: number,
    backgroundVariance: number,
  ): void {
    const [area, pixels] = [found.area[k], found.pixels[k]];
    if (pixels < leastFree * area) return;
    light[at] = ((found.sky[k] + found.own[k]) / pixels - background) * area;
    lightError[at] = area * Math.sqrt(varianceOfMean(found, k) + backgroundVariance);
  }

  /** Square of the standard error of the mean pixel of ring k. */
  function varianceOfMean({ pixels, noise }: FreeRings, k: number): number {
    return (noise[k] / pixels[k] + confusion) / pixels[k];
  }
}

/** Sums over the pixels that others' discs do not cover, ring k between edge k and the next. */
function freeRings(
  { width, height, sky, variance, owners }: SkyPlanes,
  { x: starX, y: starY, owner, light: starLight }: GrowthCandidate,
  edgesPx: Float64Array,
  surface: SkySurface | null,
  taken: OwnLight | null,
): FreeRings {
  const squares = new Float64Array(edgesPx.length);
  for (let k = 0; k < squares.length; k++) squares[k] = edgesPx[k] * edgesPx[k];
  const last = squares.length - 1;
  const outer = edgesPx[last];
  const area = new Float64Array(last);
  for (let k = 0; k < last; k++) area[k] = Math.PI * (squares[k + 1] - squares[k]);
  const pixels = new Float64Array(last);
  const light = new Float64Array(last);
  const own = new Float64Array(last);
  const noise = new Float64Array(last);
  const levels = new Float64Array(2 * Math.ceil(outer) + 1);
  const densities = taken === null ? null : taken.densities;
  const ownSquare = taken === null ? 0 : Math.min(taken.reachOf(starLight), taken.farthestPx) ** 2;
  const top = Math.max(Math.ceil(starY - outer), 0);
  const bottom = Math.min(Math.floor(starY + outer), height - 1);
  const left = Math.max(Math.ceil(starX - outer), 0);
  const right = Math.min(Math.floor(starX + outer), width - 1);
  for (let row = top; row <= bottom; row++) {
    surface?.levelsOfRow(row, left, right, levels);
    const dy2 = (row - starY) * (row - starY);
    for (let column = left; column <= right; column++) {
      const pixel = row * width + column;
      const of = owners[pixel];
      if (of !== 0 && of !== owner) continue;
      const square = (column - starX) * (column - starX) + dy2;
      if (square < squares[0] || square >= squares[last]) continue;
      let k = last - 1;
      while (squares[k] > square) k--;
      light[k] += sky[pixel] - levels[column - left];
      noise[k] += variance[pixel];
      pixels[k] += 1;
      if (densities !== null && square < ownSquare) {
        own[k] += starLight * densities[(stepsPerSquare * square) | 0];
      }
    }
  }
  return { area, pixels, sky: light, own, noise };
}

/** Mean of a star's own profile over the annulus, DN per px. */
function ownLevel(
  { light }: GrowthCandidate,
  [inner, outer]: readonly [number, number],
  taken: TakenStars,
  reachPx: number,
): number {
  const steps = 36;
  let sum = 0;
  let area = 0;
  for (let k = 0; k < steps; k++) {
    const radius = inner + ((outer - inner) * (k + 0.5)) / steps;
    if (radius < reachPx) sum += radius * densityAt(taken.profile, radius);
    area += radius;
  }
  return (light * sum) / area;
}
