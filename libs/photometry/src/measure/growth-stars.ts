import type { RingsOfStar, RingSums } from '@nightskies/pixels';
import type { GrowthStars } from '../measured-stars.js';
import { annulusBackgrounds, type SkyPlanes } from './annulus-background.js';
import { apertureRing, farAnnulusPx, growthRadiiPx, lastNearRing } from './growth-curve.js';
import { densityAt, reaches } from './light-profile.js';
import { skySurface } from './sky-surface.js';

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

/** How the light of catalogue stars was taken from a sky: `StarPlanes.takeStars`. */
export interface TakenStars {
  /** Light per px, as `PointSpread.profile`. */
  readonly profile: Float64Array;
  /** Each star's only as far as it is more than this, DN per px. */
  readonly leastDn: number;
}

/**
 * Light of stars ring by ring above their background.
 *
 * @param sky where backgrounds and rings beyond the aperture are taken from: the frame, bad pixels
 *   filled, as it is or without the light of catalogue stars as far as it is known
 * @param wings whether rings beyond twice the aperture are measured
 * @param taken how stars were taken from the sky; null where they were not
 * @param confusion variance of the light of unseen stars, DN^2 per px
 */
export function measureGrowth(
  sky: SkyPlanes,
  candidates: readonly GrowthCandidate[],
  aperturePx: number,
  annulusPx: readonly [number, number],
  wings: boolean,
  taken: TakenStars | null,
  confusion: number,
): GrowthStars {
  const { planes, plane } = sky;
  const { width, height } = planes;
  const radiusPx = Float64Array.from(growthRadiiPx(aperturePx));
  const rings = radiusPx.length;
  const count = candidates.length;
  const x = Float64Array.from(candidates, (star) => star.x);
  const y = Float64Array.from(candidates, (star) => star.y);
  const reachOf = taken === null ? () => 0 : reaches(taken.profile, taken.leastDn);
  const light = new Float64Array(count * rings).fill(NaN);
  const lightError = light.slice();
  const sums = planes.circleSums('pixels', { x, y }, [...radiusPx.subarray(0, apertureRing + 1)]);
  const owners = candidates.map(({ owner }) => owner);
  const near = annulusBackgrounds(sky, { x, y }, owners, annulusPx);
  const nearEdges = radiusPx.subarray(apertureRing, lastNearRing + 1);
  for (let i = 0; i < count; i++) {
    const star = candidates[i];
    if (star.wingsOnly || near.pixels[i] === 0) continue;
    const at = i * rings;
    let sum = 0;
    let variance = 0;
    let inner = 0;
    // The star's own wings were taken from the sky plane: here they stay in the background.
    const own = taken === null ? 0 : ownLevel(star, annulusPx, taken, reachOf(star.light));
    const level = near.mean[i] + own;
    for (let ring = 0; ring <= apertureRing; ring++) {
      const within = sums[ring];
      const area = Math.PI * (radiusPx[ring] ** 2 - inner ** 2);
      light[at + ring] = within.sum[i] - sum - area * level;
      lightError[at + ring] = Math.sqrt(
        within.error[i] ** 2 - variance + area * confusion + area * area * near.variance[i],
      );
      sum = within.sum[i];
      variance = within.error[i] ** 2;
      inner = radiusPx[ring];
    }
    const beyond = planes.ringSums(plane, ringsOf(star, nearEdges, null));
    for (let ring = apertureRing + 1; ring <= lastNearRing; ring++) {
      const k = ring - apertureRing - 1;
      takeRing(at + ring, beyond, nearEdges, k, level, near.variance[i]);
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
    const pixelVariance = planes.variance;
    const bright = candidates.flatMap((star, i) => {
      // A gradient of the sky only falls out of whole rings.
      const room = Math.min(star.x, star.y, width - 1 - star.x, height - 1 - star.y);
      const at = Math.round(star.y) * width + Math.round(star.x + annulusPx[1]);
      const noise = Math.sqrt(pixelVariance[at]);
      const told = room >= reach && star.evenSky && star.light > wingLightOverNoise * noise;
      return told ? [{ star, i }] : [];
    });
    if (bright.length === 0) return;
    const stars = bright.map(({ star }) => star);
    const surface = skySurface(sky, stars, last);
    const wingEdges = Float64Array.of(...radiusPx.subarray(lastNearRing), reach);
    for (const { star, i } of bright) {
      const found = planes.ringSums(plane, ringsOf(star, wingEdges, surface));
      const beyond = wingEdges.length - 2;
      if (found.pixels[beyond] === 0) continue;
      const background = found.light[beyond] / found.pixels[beyond];
      const variance = varianceOfMean(found, beyond);
      for (let k = 0; k < beyond; k++) {
        takeRing(i * rings + lastNearRing + 1 + k, found, wingEdges, k, background, variance);
      }
    }
  }

  function ringsOf(
    { x: atX, y: atY, owner, light: whole }: GrowthCandidate,
    edgesPx: Float64Array,
    level: RingsOfStar['level'],
  ): RingsOfStar {
    return {
      ...{ x: atX, y: atY, owner, edgesPx, level },
      taken:
        taken === null
          ? null
          : {
              profile: taken.profile,
              light: whole,
              reachPx: Math.min(reachOf(whole), radiusPx[rings - 1]),
            },
    };
  }

  /** Light and error, as element `at`, of ring k from its free pixels. */
  function takeRing(
    at: number,
    found: RingSums,
    edgesPx: Float64Array,
    k: number,
    background: number,
    backgroundVariance: number,
  ): void {
    const area = Math.PI * (edgesPx[k + 1] ** 2 - edgesPx[k] ** 2);
    const pixels = found.pixels[k];
    if (pixels < leastFree * area) return;
    light[at] = ((found.light[k] + found.own[k]) / pixels - background) * area;
    lightError[at] = area * Math.sqrt(varianceOfMean(found, k) + backgroundVariance);
  }

  /** Square of the standard error of the mean pixel of ring k. */
  function varianceOfMean({ pixels, variance }: RingSums, k: number): number {
    return (variance[k] / pixels[k] + confusion) / pixels[k];
  }
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
