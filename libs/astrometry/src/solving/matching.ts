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
  readonly residualX: Float64Array;
  readonly residualY: Float64Array;
}

/** Each star with the nearest source, each source with the nearest star, where both agree. */
export function match(
  wcs: TanSip,
  field: StarField,
  stars: Int32Array,
  sources: SolverSources,
  order: Int32Array,
  radius: number,
): Matching {
  const seenX = new Float64Array(order.length);
  const seenY = new Float64Array(order.length);
  order.forEach((source, i) => {
    const seen = wcs.undistort({ x: sources.x[source], y: sources.y[source] });
    [seenX[i], seenY[i]] = [seen.x, seen.y];
  });
  const grid = new PointGrid(seenX, seenY);
  const starOf = new Int32Array(order.length).fill(-1);
  const distanceOf = new Float64Array(order.length).fill(Infinity);
  const dx = new Float64Array(order.length);
  const dy = new Float64Array(order.length);
  for (const star of stars) {
    const { x, y, z } = field.stars;
    const point = wcs.plane.project({ x: x[star], y: y[star], z: z[star] });
    if (point === undefined) continue;
    const expected = wcs.offsetOf(point);
    const i = grid.nearest(expected.x, expected.y, radius);
    if (i < 0) continue;
    const [ex, ey] = [seenX[i] - expected.x, seenY[i] - expected.y];
    const distance = Math.hypot(ex, ey);
    if (distance < distanceOf[i]) {
      [starOf[i], distanceOf[i], dx[i], dy[i]] = [star, distance, ex, ey];
    }
  }
  const hit = Int32Array.from(order.keys()).filter((i) => starOf[i] >= 0);
  return {
    sources: hit.map((i) => order[i]),
    stars: hit.map((i) => starOf[i]),
    residualX: Float64Array.from(hit, (i) => dx[i]),
    residualY: Float64Array.from(hit, (i) => dy[i]),
  };
}

/** The pairs with their weights, as a fit takes them. */
export function pairsOf(
  { sources: hits, stars: ranks }: Matching,
  { stars }: StarField,
  sources: SolverSources,
): MatchedPairs {
  const errors = sources.positionError;
  return {
    x: Float64Array.from(hits, (source) => sources.x[source]),
    y: Float64Array.from(hits, (source) => sources.y[source]),
    starX: Float64Array.from(ranks, (star) => stars.x[star]),
    starY: Float64Array.from(ranks, (star) => stars.y[star]),
    starZ: Float64Array.from(ranks, (star) => stars.z[star]),
    weight: Float64Array.from(hits, (source) =>
      errors === undefined ? 1 : weightOf(errors[source]),
    ),
  };
}

function weightOf(positionError: number): number {
  const error = Number.isFinite(positionError) ? positionError : unknownError;
  return 1 / (error ** 2 + errorFloor ** 2);
}
