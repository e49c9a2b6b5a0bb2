/**
 * The shape of four points as astrometry.net describes it (Lang et al. 2010, section 2.2): in the
 * frame where A, B, the two farthest apart, are (0, 0) and (1, 0), the places of C and D. Both lie in
 * the circle with diameter AB. Order of A and B, and of C and D, is fixed by cx + dx <= 1 and
 * cx <= dx. Here [cx, cy, dx, dy] with y to the left of AB, seen from outside the sphere.
 */
export type QuadCode = Float64Array;

/** Which of the given four points became A, B, C, D after ordering. */
export interface QuadOrder {
  readonly swapAb: boolean;
  readonly swapCd: boolean;
}

/** Brings a code to its normal order, in place. */
export function normalise(code: QuadCode): QuadOrder {
  const swapAb = code[0] + code[2] > 1;
  if (swapAb) reverse(code);
  const swapCd = code[0] > code[2];
  if (swapCd) exchange(code);
  return { swapAb, swapCd };
}

/** The same four points with A and B exchanged. */
export function reverse(code: QuadCode): void {
  code[0] = 1 - code[0];
  code[1] = -code[1];
  code[2] = 1 - code[2];
  code[3] = -code[3];
}

/** The same four points with C and D exchanged. */
export function exchange(code: QuadCode): void {
  const cx = code[0];
  const cy = code[1];
  code[0] = code[2];
  code[1] = code[3];
  code[2] = cx;
  code[3] = cy;
}

/**
 * Code of four directions (vectors of any length, in one half of the sphere), on the plane tangent
 * to the sphere midway between A and B; written into `code`, not ordered.
 *
 * @param v components x, y, z of A, B, C, D, one after another
 */
export function codeOfDirections(v: Float64Array, code: QuadCode): void {
  const la = 1 / Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  const lb = 1 / Math.sqrt(v[3] * v[3] + v[4] * v[4] + v[5] * v[5]);
  // One by one: lists to be taken apart would cost more than all else here.
  const ax = v[0] * la;
  const ay = v[1] * la;
  const az = v[2] * la;
  const bx = v[3] * lb;
  const by = v[4] * lb;
  const bz = v[5] * lb;
  const mx = ax + bx;
  const my = ay + by;
  const mz = az + bz;
  const ex = bx - ax;
  const ey = by - ay;
  const ez = bz - az;
  const m2 = mx * mx + my * my + mz * mz;
  const e2 = ex * ex + ey * ey + ez * ez;
  // With middle m and difference e not of unit length: tangent of an angle = (.e / |e|) / (.m / |m|),
  // and AB spans 2 |e| / |m| on the plane.
  const scale = m2 / (2 * e2);
  const across = Math.sqrt(m2) / (2 * e2);
  const nx = my * ez - mz * ey;
  const ny = mz * ex - mx * ez;
  const nz = mx * ey - my * ex;
  for (let star = 0; star < 2; star += 1) {
    const at = 6 + 3 * star;
    const depth = v[at] * mx + v[at + 1] * my + v[at + 2] * mz;
    const along = v[at] * ex + v[at + 1] * ey + v[at + 2] * ez;
    const left = v[at] * nx + v[at + 1] * ny + v[at + 2] * nz;
    code[2 * star] = 0.5 + (along / depth) * scale;
    code[2 * star + 1] = (left / depth) * across;
  }
}
