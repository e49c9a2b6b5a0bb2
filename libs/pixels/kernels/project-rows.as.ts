// Directions of a row of a map onto the array of a camera. Addresses are in bytes; f64 throughout.
// The order of operations is that of projectRowReference: the same bits.

/** Byte offsets of the numbers of a camera and a row; `RowConstants` on the other side. */
const axisSine: usize = 0;
const axisCosine: usize = 8;
const axisConstant: usize = 16;
const rightSine: usize = 24;
const rightCosine: usize = 32;
const rightConstant: usize = 40;
const upSine: usize = 48;
const upCosine: usize = 56;
const upConstant: usize = 64;
const axisX: usize = 72;
const axisY: usize = 80;
const scaleX: usize = 88;
const scaleY: usize = 96;
const radial1: usize = 104;
const radial2: usize = 112;
const radial3: usize = 120;
const decentering1: usize = 128;
const decentering2: usize = 136;
const affinity1: usize = 144;
const affinity2: usize = 152;
const leastForward: usize = 160;
const lastX: usize = 168;
const lastY: usize = 176;
/** The number 1: from memory it costs less than as a constant of the code. */
const unit: usize = 184;

/** Cells that are passed over together when a row leaves the frame. */
const block = 8;
/** Cosine of the longest arc that is judged by its ends. */
const shortArc: f64 = 0.87;

let begin = 0;
let end = 0;

/** First cell written by the last call; @returns `count` when none was. */
export function projectedBegin(): i32 {
  return begin;
}

/** End of the cells written by the last call. */
export function projectedEnd(): i32 {
  return end;
}

/** a s + b c + d, on a parallel; else a s + b c + d z */
// @ts-ignore: decorator
@inline
function product(a: v128, s: v128, b: v128, c: v128, d: v128, z: v128, parallel: bool): v128 {
  const level = f64x2.add(f64x2.mul(a, s), f64x2.mul(b, c));
  return f64x2.add(level, parallel ? d : f64x2.mul(d, z));
}

/**
 * Two directions to the array, NaN out of reach: sine and cosine of their longitude on a parallel, else
 * east, north and up.
 */
// @ts-ignore: decorator
@inline
function place(row: usize, parallel: bool, radialLaw: bool, s: v128, c: v128, z: v128, toX: usize, toY: usize): void {
  const forward = product(
    v128.load_splat<f64>(row, axisSine),
    s,
    v128.load_splat<f64>(row, axisCosine),
    c,
    v128.load_splat<f64>(row, axisConstant),
        z,
        parallel,
  );
  const one = v128.load_splat<f64>(row, unit);
  // All bits set are NaN as well.
  const inverse = v128.or(
    f64x2.div(one, forward),
    v128.not(f64x2.gt(forward, v128.load_splat<f64>(row, leastForward))),
  );
  const x = f64x2.mul(product(
    v128.load_splat<f64>(row, rightSine),
    s,
    v128.load_splat<f64>(row, rightCosine),
    c,
    v128.load_splat<f64>(row, rightConstant),
        z,
        parallel,
  ), inverse);
  const y = f64x2.mul(product(
    v128.load_splat<f64>(row, upSine),
    s,
    v128.load_splat<f64>(row, upCosine),
    c,
    v128.load_splat<f64>(row, upConstant),
        z,
        parallel,
  ), inverse);
  const r2 = f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y));
  let px: v128;
  let py: v128;
  if (radialLaw) {
    const law = f64x2.sub(one, f64x2.mul(v128.load_splat<f64>(row, radial1), f64x2.sqrt(r2)));
    px = f64x2.mul(x, law);
    py = f64x2.mul(y, law);
  } else {
    const p1 = v128.load_splat<f64>(row, decentering1);
    const p2 = v128.load_splat<f64>(row, decentering2);
    const a1 = v128.load_splat<f64>(row, affinity1);
    const a2 = v128.load_splat<f64>(row, affinity2);
    const tilt = f64x2.add(f64x2.mul(p1, y), f64x2.mul(p2, x));
    const radial = f64x2.add(
      f64x2.mul(
        f64x2.add(
          f64x2.mul(f64x2.add(f64x2.mul(v128.load_splat<f64>(row, radial3), r2), v128.load_splat<f64>(row, radial2)), r2),
          v128.load_splat<f64>(row, radial1),
        ),
        r2,
      ),
      one,
    );
    const stretch = f64x2.add(radial, f64x2.add(tilt, tilt));
    px = f64x2.add(
      f64x2.mul(x, f64x2.add(stretch, a1)),
      f64x2.add(f64x2.mul(p2, r2), f64x2.mul(a2, y)),
    );
    py = f64x2.add(
      f64x2.mul(y, f64x2.sub(stretch, a1)),
      f64x2.add(f64x2.mul(p1, r2), f64x2.mul(a2, x)),
    );
  }
  v128.store(toX, f64x2.add(v128.load_splat<f64>(row, axisX), f64x2.mul(v128.load_splat<f64>(row, scaleX), px)));
  v128.store(toY, f64x2.sub(v128.load_splat<f64>(row, axisY), f64x2.mul(v128.load_splat<f64>(row, scaleY), py)));
}

/**
 * Whether a short arc between two places lies beside the frame: both ends on the same side, farther
 * out than the arc can bulge: one that turns by less than a half circle stays within half its chord.
 */
function isBeside(row: usize, x0: f64, y0: f64, x1: f64, y1: f64): bool {
  const bulge = 0.5 * (Math.abs(x1 - x0) + Math.abs(y1 - y0));
  const farX = load<f64>(row, lastX) + bulge;
  const farY = load<f64>(row, lastY) + bulge;
  return (
    (x0 < -bulge && x1 < -bulge) ||
    (y0 < -bulge && y1 < -bulge) ||
    (x0 > farX && x1 > farX) ||
    (y0 > farY && y1 > farY)
  );
}

// @ts-ignore: decorator
@inline
function pair(head: usize, tail: usize): v128 {
  return v128.load_lane<f64>(tail, v128.load_zero<f64>(head), 1);
}

// @ts-ignore: decorator
@inline
function projectBlock(
  row: usize,
  radialLaw: bool,
  sine: usize,
  cosine: usize,
  from: i32,
  to: i32,
  count: i32,
  beside: bool,
  x: usize,
  y: usize,
): void {
  const head = <usize>from << 3;
  const stop = <usize>to << 3;
  if (beside) {
    if (begin == count) return;
    for (let at = head; at < stop; at += 8) {
      store<f64>(x + at, NaN);
      store<f64>(y + at, NaN);
    }
    return;
  }
  if (begin == count) begin = from;
  end = to;
  const none = f64x2.splat(0);
  for (let at = head; at < stop; at += 16) {
    const places = v128.load(sine + at);
    place(row, true, radialLaw, places, v128.load(cosine + at), none, x + at, y + at);
  }
}

/** Whether the arc between two columns is short and lies beside the frame. */
// @ts-ignore: decorator
@inline
function isPassed(
  row: usize,
  sine: usize,
  cosine: usize,
  head: i32,
  tail: i32,
  x0: f64,
  y0: f64,
  x1: f64,
  y1: f64,
): bool {
  const from = <usize>head << 3;
  const to = <usize>tail << 3;
  const arc =
    load<f64>(sine + from) * load<f64>(sine + to) +
    load<f64>(cosine + from) * load<f64>(cosine + to);
  return arc > shortArc && isBeside(row, x0, y0, x1, y1);
}

// @ts-ignore: decorator
@inline
function projectBlocks(
  row: usize,
  radialLaw: bool,
  sine: usize,
  cosine: usize,
  count: i32,
  x: usize,
  y: usize,
): void {
  begin = count;
  end = 0;
  if (count <= 0) return;
  const none = f64x2.splat(0);
  const last = count - 1;
  const firstSine = v128.load_splat<f64>(sine);
  const firstCosine = v128.load_splat<f64>(cosine);
  place(row, true, radialLaw, firstSine, firstCosine, none, x, y);
  let x0 = load<f64>(x);
  let y0 = load<f64>(y);
  // Two blocks share the place between them: one pair of directions for both.
  for (let from = 0; from < count; from += 2 * block) {
    const middle = min(from + block, last);
    const next = min(from + 2 * block, last);
    const middleAt = <usize>middle << 3;
    const nextAt = <usize>next << 3;
    const s = pair(sine + middleAt, sine + nextAt);
    const c = pair(cosine + middleAt, cosine + nextAt);
    // The room of the block's first cells serves for them.
    const at = <usize>from << 3;
    place(row, true, radialLaw, s, c, none, x + at, y + at);
    const x1 = load<f64>(x + at);
    const y1 = load<f64>(y + at);
    const x2 = load<f64>(x + at, 8);
    const y2 = load<f64>(y + at, 8);
    const half = min(from + block, count);
    const passed1 = isPassed(row, sine, cosine, from, middle, x0, y0, x1, y1);
    projectBlock(row, radialLaw, sine, cosine, from, half, count, passed1, x, y);
    const passed2 = isPassed(row, sine, cosine, middle, next, x1, y1, x2, y2);
    const whole = min(from + 2 * block, count);
    if (half < whole) {
      projectBlock(row, radialLaw, sine, cosine, half, whole, count, passed2, x, y);
    }
    x0 = x2;
    y0 = y2;
  }
}

/**
 * Places on the array of `count` columns of a row, in px, NaN where the direction is farther from the
 * axis than the camera reaches. Stretches that lie beside the frame are NaN as well, or left unwritten
 * before `projectedBegin` and after `projectedEnd`.
 *
 * @param row 24 f64 in the order above, those of the axes times sine or cosine of the latitude
 * @param radialLaw 1: r (1 - c r) with c in the place of k1; 0: radial, decentering, affinity
 * @param sine f64 of the longitude, one more than `count` when that is odd; @param cosine the same
 * @param x f64, room for `count` and one more; @param y the same
 */
export function projectRow(
  row: usize,
  radialLaw: i32,
  sine: usize,
  cosine: usize,
  count: i32,
  x: usize,
  y: usize,
): void {
  if (radialLaw) projectBlocks(row, true, sine, cosine, count, x, y);
  else projectBlocks(row, false, sine, cosine, count, x, y);
}

/**
 * Places of directions in any order, given by their east, north and up; all are written.
 *
 * @param row 24 f64 in the order above, the axes as they are
 */
export function projectDirections(
  row: usize,
  radialLaw: i32,
  east: usize,
  north: usize,
  up: usize,
  count: i32,
  x: usize,
  y: usize,
): void {
  const stop = <usize>count << 3;
  for (let at: usize = 0; at < stop; at += 16) {
    const e = v128.load(east + at);
    const n = v128.load(north + at);
    const u = v128.load(up + at);
    if (radialLaw) place(row, false, true, e, n, u, x + at, y + at);
    else place(row, false, false, e, n, u, x + at, y + at);
  }
}

/** Byte offsets of the numbers of a turn, f64; `writeTurn` on the other side. */
const velocityX: usize = 0;
const velocityY: usize = 8;
const velocityZ: usize = 16;
const slowness: usize = 24;
const horizon: usize = 32;
const lowestSine: usize = 104;
const nodeStep: usize = 112;

/** a x + b y + c z with the numbers at `row` */
// @ts-ignore: decorator
@inline
function rowProduct(turn: usize, row: usize, x: v128, y: v128, z: v128): v128 {
  const level = f64x2.add(
    f64x2.mul(v128.load_splat<f64>(turn + row), x),
    f64x2.mul(v128.load_splat<f64>(turn + row, 8), y),
  );
  return f64x2.add(level, f64x2.mul(v128.load_splat<f64>(turn + row, 16), z));
}

/**
 * Turns directions among the stars into those in which they are seen, in place: x, y and z become north,
 * east and up. Aberration, the turning of the Earth, and refraction from a table by the sine of the true
 * altitude. The order of operations is that of `apparentCells` of libs/sky: the same bits.
 *
 * @param turn 15 f64 in the order above; @param lift f64, `nodes` of them
 * @param toNorth f64, room for one more than `count`; so the others
 */
export function turnDirections(
  turn: usize,
  lift: usize,
  nodes: i32,
  toNorth: usize,
  toEast: usize,
  toUp: usize,
  count: i32,
): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const vx = v128.load_splat<f64>(turn, velocityX);
  const vy = v128.load_splat<f64>(turn, velocityY);
  const vz = v128.load_splat<f64>(turn, velocityZ);
  const slow = v128.load_splat<f64>(turn, slowness);
  const slowAndOne = f64x2.add(one, slow);
  const lowest = v128.load_splat<f64>(turn, lowestSine);
  const step = v128.load_splat<f64>(turn, nodeStep);
  const last = f64x2.splat(<f64>nodes - 1.000001);
  const two = f64x2.splat(2);
  const six = f64x2.splat(6);
  const stop = <usize>count << 3;
  for (let at: usize = 0; at < stop; at += 16) {
    const cellX = v128.load(toNorth + at);
    const cellY = v128.load(toEast + at);
    const cellZ = v128.load(toUp + at);
    const along = f64x2.add(
      f64x2.add(f64x2.mul(cellX, vx), f64x2.mul(cellY, vy)),
      f64x2.mul(cellZ, vz),
    );
    const scale = f64x2.div(one, f64x2.add(one, along));
    const forward = f64x2.mul(f64x2.add(one, f64x2.div(along, slowAndOne)), scale);
    const slowed = f64x2.mul(slow, scale);
    const x = f64x2.add(f64x2.mul(slowed, cellX), f64x2.mul(forward, vx));
    const y = f64x2.add(f64x2.mul(slowed, cellY), f64x2.mul(forward, vy));
    const z = f64x2.add(f64x2.mul(slowed, cellZ), f64x2.mul(forward, vz));
    const east = rowProduct(turn, horizon, x, y, z);
    const north = rowProduct(turn, horizon + 24, x, y, z);
    const up = rowProduct(turn, horizon + 48, x, y, z);
    const wanted = f64x2.div(f64x2.sub(up, lowest), step);
    const place = f64x2.pmax(zero, f64x2.pmin(last, wanted));
    const node = f64x2.floor(place);
    const entries = i32x4.trunc_sat_f64x2_s_zero(node);
    // A node and the next, of both lanes.
    const first = v128.load(lift + (<usize>i32x4.extract_lane(entries, 0) << 3));
    const second = v128.load(lift + (<usize>i32x4.extract_lane(entries, 1) << 3));
    const below = v128.shuffle<f64>(first, second, 0, 2);
    const above = v128.shuffle<f64>(first, second, 1, 3);
    const q = f64x2.add(below, f64x2.mul(f64x2.sub(above, below), f64x2.sub(place, node)));
    const level2 = f64x2.pmax(zero, f64x2.sub(one, f64x2.mul(up, up)));
    const angle2 = f64x2.mul(f64x2.mul(q, q), level2);
    const cosine = f64x2.add(
      f64x2.sub(one, f64x2.div(angle2, two)),
      f64x2.div(f64x2.mul(angle2, angle2), f64x2.splat(24)),
    );
    const sineOverLevel = f64x2.mul(q, f64x2.sub(one, f64x2.div(angle2, six)));
    const level = f64x2.sub(cosine, f64x2.mul(up, sineOverLevel));
    v128.store(toNorth + at, f64x2.mul(north, level));
    v128.store(toEast + at, f64x2.mul(east, level));
    v128.store(
      toUp + at,
      f64x2.add(f64x2.mul(up, cosine), f64x2.mul(level2, sineOverLevel)),
    );
  }
}
