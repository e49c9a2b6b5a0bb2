import type { MatchedPairs } from '../wcs/plane-fit.js';
import type { TanSip } from '../wcs/tan-sip.js';
import type { SolverSources } from './solver-stars.js';
import { PointGrid } from './source-field.js';
import type { StarField } from './star-field.js';

/** Positions are not trusted beyond this, px: catalogue, blends and the optics of a real camera. */
const errorFloor = 0.01;

/** Taken for a position without an error, such as that of a saturated star, px. */
const unknownError = 0.5;

/** Sources and the stars they were taken for; element i of each array belongs to one pair. */
export interface Matching {
  readonly sources: Int32Array;
  readonly stars: Int32Array;
}

/** Each star with the nearest source, each source with the nearest star, where both agree. */
export function match(
  wcs: TanSip,
  { stars: { x, y, z } }: StarField,
  stars: Int32Array,
  sources: SolverSources,
  order: Int32Array,
  radius: number,
): Matching {
  const seenX = new Float64Array(order.length);
  const seenY = new Float64Array(order.length);
  for (let i = 0; i < order.length; i += 1) {
    const seen = wcs.undistort({ x: sources.x[order[i]], y: sources.y[order[i]] });
    seenX[i] = seen.x;
    seenY[i] = seen.y;
  }
  const grid = new PointGrid(seenX, seenY);
  const starOf = new Int32Array(order.length).fill(-1);
  const distanceOf = new Float64Array(order.length).fill(Infinity);
  for (let k = 0; k < stars.length; k += 1) {
    const star = stars[k];
    const point = wcs.plane.project({ x: x[star], y: y[star], z: z[star] });
    if (point === undefined) continue;
    const expected = wcs.offsetOf(point);
    const i = grid.nearest(expected.x, expected.y, radius);
    if (i < 0) continue;
    const distance = (seenX[i] - expected.x) ** 2 + (seenY[i] - expected.y) ** 2;
    if (distance < distanceOf[i]) {
      starOf[i] = star;
      distanceOf[i] = distance;
    }
  }
  const matched = { sources: new Int32Array(order.length), stars: new Int32Array(order.length) };
  let count = 0;
  for (let i = 0; i < order.length; i += 1) {
    if (starOf[i] < 0) continue;
    matched.sources[count] = order[i];
    matched.stars[count] = starOf[i];
    count += 1;
  }
  return {
    sources: matched.sources.subarray(0, count),
    stars: matched.stars.subarray(0, count),
  };
}

/** The pairs with their weights, as a fit takes them. */
export function pairsOf(
  { sources: hits, stars: ranks }: Matching,
  { stars }: StarField,
  sources: SolverSources,
): MatchedPairs {
  const count = hits.length;
  const column = (): Float64Array => new Float64Array(count);
  const [x, y, starX, starY, starZ] = [column(), column(), column(), column(), column()];
  const weight = column();
  const errors = sources.positionError;
  for (let i = 0; i < count; i += 1) {
    x[i] = sources.x[hits[i]];
    y[i] = sources.y[hits[i]];
    starX[i] = stars.x[ranks[i]];
    starY[i] = stars.y[ranks[i]];
    starZ[i] = stars.z[ranks[i]];
    weight[i] = errors === undefined ? 1 : weightOf(errors[hits[i]]);
  }
  return { x, y, starX, starY, starZ, weight };
}

function weightOf(positionError: number): number {
  const error = Number.isFinite(positionError) ? positionError : unknownError;
  return 1 / (error ** 2 + errorFloor ** 2);
}
