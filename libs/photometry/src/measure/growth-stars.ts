import { growthSums } from '../apertures/index.js';
import type { GrowthStars } from '../measured-stars.js';
import { annulusBackground, type SkyPlanes } from './annulus-background.js';
import { apertureRing, growthRadiiPx, lastNearRing } from './growth-curve.js';
import { flattenedSky } from './sky-surface.js';
import { densityAt } from './star-plane.js';

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
/** Their background: from the last radius to so many times it. */
const farthestFactor = 4 / 3;
/** A ring counts when so much of it is free of other stars. */
const leastFree = 0.3;

/**
 * Light of stars ring by ring above their background.
 *
 * @param pixels the frame, bad pixels filled; `planes.sky` is the frame without the light of
 *   catalogue stars as far as it is known
 * @param wings whether rings beyond twice the aperture are measured
 * @param ownProfile what was taken from `planes.sky` of the star itself, per px; null for nothing
 * @param confusion variance of the light of unseen stars, DN^2 per px
 */
export function measureGrowth(
  planes: SkyPlanes,
  pixels: Float32Array,
  candidates: readonly GrowthCandidate[],
  aperturePx: number,
  annulusPx: readonly [number, number],
  wings: boolean,
  ownProfile: Float64Array | null,
  confusion: number,
): GrowthStars {
  const { width, height } = planes;
  const radiusPx = Float64Array.from(growthRadiiPx(aperturePx));
  const rings = radiusPx.length;
  const count = candidates.length;
  const x = Float64Array.from(candidates, (star) => star.x);
  const y = Float64Array.from(candidates, (star) => star.y);
  const light = new Float64Array(count * rings).fill(NaN);
  const lightError = light.slice();
  const sums = growthSums(
    { width, height, data: pixels },
    { x, y },
    [...radiusPx.subarray(0, apertureRing + 1)],
    { variance: { width, height, data: planes.variance } },
  );
  candidates.forEach((star, i) => {
    if (star.wingsOnly) return;
    const near = annulusBackground(planes, star.x, star.y, annulusPx, star.owner);
    if (near.pixels === 0) return;
    const at = i * rings;
    let [sum, variance, inner] = [0, 0, 0];
    // The star's own wings were taken from the sky plane: here they stay in the background.
    const own = ownLevel(star, annulusPx, ownProfile);
    for (let ring = 0; ring <= apertureRing; ring++) {
      const within = sums[ring];
      const area = Math.PI * (radiusPx[ring] ** 2 - inner ** 2);
      light[at + ring] = within.sum[i] - sum - area * (near.mean + own);
      lightError[at + ring] = Math.sqrt(
        within.error[i] ** 2 - variance + area * confusion + area * area * near.variance,
      );
      [sum, variance, inner] = [within.sum[i], within.error[i] ** 2, radiusPx[ring]];
    }
    freeRings(planes, star, near.mean, apertureRing + 1, lastNearRing, at, own);
  });
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
    const last = radiusPx[rings - 1];
    const reach = farthestFactor * last;
    const bright = candidates.flatMap((star, i) => {
      // A gradient of the sky only falls out of whole rings.
      const room = Math.min(star.x, star.y, width - 1 - star.x, height - 1 - star.y);
      const at = Math.round(star.y) * width + Math.round(star.x + annulusPx[1]);
      const noise = Math.sqrt(planes.variance[at]);
      const told = room >= reach && star.evenSky && star.light > wingLightOverNoise * noise;
      return told ? [{ star, i }] : [];
    });
    if (bright.length === 0) return;
    const places = bright.map(({ star }) => star);
    const flat = { ...planes, sky: flattenedSky(planes, places, reach) };
    for (const { star, i } of bright) {
      const far = annulusBackground(flat, star.x, star.y, [last, reach], star.owner);
      if (far.pixels === 0) continue;
      freeRings(flat, star, far.mean, lastNearRing + 1, rings - 1, i * rings, 0);
    }
  }

  /** Rings by the mean of their free pixels, which others' discs do not cover. */
  function freeRings(
    plane: SkyPlanes,
    star: GrowthCandidate,
    background: number,
    from: number,
    to: number,
    at: number,
    ownInBackground: number,
  ): void {
    const last = radiusPx[to];
    const sum = new Float64Array(rings);
    const noise = new Float64Array(rings);
    const free = new Int32Array(rings);
    const top = Math.max(Math.ceil(star.y - last), 0);
    const bottom = Math.min(Math.floor(star.y + last), height - 1);
    const left = Math.max(Math.ceil(star.x - last), 0);
    const right = Math.min(Math.floor(star.x + last), width - 1);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const pixel = row * width + column;
        const owner = plane.owners[pixel];
        if (plane.unusable[pixel] !== 0 || (owner !== 0 && owner !== star.owner)) continue;
        const [dx, dy] = [column - star.x, row - star.y];
        const distance = Math.sqrt(dx * dx + dy * dy);
        if (distance < radiusPx[from - 1] || distance >= last) continue;
        const excess = plane.sky[pixel] - background;
        let ring = from;
        while (radiusPx[ring] <= distance) ring++;
        const own = ownProfile === null ? 0 : star.light * densityAt(ownProfile, distance);
        sum[ring] += excess + own;
        noise[ring] += plane.variance[pixel];
        free[ring] += 1;
      }
    }
    for (let ring = from; ring <= to; ring++) {
      const area = Math.PI * (radiusPx[ring] ** 2 - radiusPx[ring - 1] ** 2);
      if (free[ring] < leastFree * area) continue;
      light[at + ring] = (sum[ring] / free[ring] - ownInBackground) * area;
      const mean = (noise[ring] / free[ring] + confusion) / free[ring];
      lightError[at + ring] = area * Math.sqrt(mean);
    }
  }
}

/** Mean of a star's own profile over the annulus, DN per px. */
function ownLevel(
  { light }: GrowthCandidate,
  [inner, outer]: readonly [number, number],
  profile: Float64Array | null,
): number {
  if (profile === null) return 0;
  const steps = 36;
  let sum = 0;
  let area = 0;
  for (let k = 0; k < steps; k++) {
    const radius = inner + ((outer - inner) * (k + 0.5)) / steps;
    sum += radius * densityAt(profile, radius);
    area += radius;
  }
  return (light * sum) / area;
}
