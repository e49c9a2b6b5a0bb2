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

/** Cells that are passed over together when a row leaves the frame. */
const block = 16;
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

// @ts-ignore: decorator
@inline
function constant(row: usize, offset: usize): v128 {
  return v128.load_splat<f64>(row + offset);
}

// @ts-ignore: decorator
@inline
function product(row: usize, sine: usize, cosine: usize, added: usize, s: v128, c: v128): v128 {
  return f64x2.add(
    f64x2.add(f64x2.mul(constant(row, sine), s), f64x2.mul(constant(row, cosine), c)),
    constant(row, added),
  );
}

/** Two directions, given by sine and cosine of their longitude, to the array; NaN out of reach. */
// @ts-ignore: decorator
@inline
function place(row: usize, radialLaw: bool, s: v128, c: v128, toX: usize, toY: usize): void {
  const forward = product(row, axisSine, axisCosine, axisConstant, s, c);
  const one = f64x2.splat(1);
  const inverse = v128.bitselect(
    f64x2.div(one, forward),
    f64x2.splat(NaN),
    f64x2.gt(forward, constant(row, leastForward)),
  );
  const x = f64x2.mul(product(row, rightSine, rightCosine, rightConstant, s, c), inverse);
  const y = f64x2.mul(product(row, upSine, upCosine, upConstant, s, c), inverse);
  const xx = f64x2.mul(x, x);
  const yy = f64x2.mul(y, y);
  const r2 = f64x2.add(xx, yy);
  let px: v128;
  let py: v128;
  if (radialLaw) {
    const law = f64x2.sub(one, f64x2.mul(constant(row, radial1), f64x2.sqrt(r2)));
    px = f64x2.mul(f64x2.mul(x, law), constant(row, scaleX));
    py = f64x2.mul(f64x2.mul(y, law), constant(row, scaleY));
  } else {
    const two = f64x2.splat(2);
    const xy2 = f64x2.mul(f64x2.mul(two, x), y);
    const stretch = f64x2.add(
      one,
      f64x2.mul(
        r2,
        f64x2.add(
          constant(row, radial1),
          f64x2.mul(
            r2,
            f64x2.add(constant(row, radial2), f64x2.mul(r2, constant(row, radial3))),
          ),
        ),
      ),
    );
    const p1 = constant(row, decentering1);
    const p2 = constant(row, decentering2);
    const a1 = constant(row, affinity1);
    const a2 = constant(row, affinity2);
    const xd = f64x2.add(
      f64x2.add(
        f64x2.add(f64x2.mul(x, f64x2.add(stretch, a1)), f64x2.mul(p1, xy2)),
        f64x2.mul(p2, f64x2.add(r2, f64x2.mul(two, xx))),
      ),
      f64x2.mul(a2, y),
    );
    const yd = f64x2.add(
      f64x2.add(
        f64x2.add(
          f64x2.mul(y, f64x2.sub(stretch, a1)),
          f64x2.mul(p1, f64x2.add(r2, f64x2.mul(two, yy))),
        ),
        f64x2.mul(p2, xy2),
      ),
      f64x2.mul(a2, x),
    );
    px = f64x2.mul(constant(row, scaleX), xd);
    py = f64x2.mul(constant(row, scaleY), yd);
  }
  v128.store(toX, f64x2.add(constant(row, axisX), px));
  v128.store(toY, f64x2.sub(constant(row, axisY), py));
}

/**
 * Whether a short arc between two places lies beside the frame: both ends on the same side, farther
 * out than the arc can bulge. An arc that turns by less than a half circle stays within half its
 * chord of it; twice as much is asked.
 */
function isBeside(row: usize, x0: f64, y0: f64, x1: f64, y1: f64): bool {
  const bulge = Math.abs(x1 - x0) + Math.abs(y1 - y0);
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
  for (let from = 0; from < count; from += block) {
    const to = min(from + block, count);
    const head = <usize>from << 3;
    const tail = <usize>(to - 1) << 3;
    const s = v128.load_lane<f64>(sine + tail, v128.load_zero<f64>(sine + head), 1);
    const c = v128.load_lane<f64>(cosine + tail, v128.load_zero<f64>(cosine + head), 1);
    // The room of the block's first cells serves for its two ends.
    place(row, radialLaw, s, c, x + head, y + head);
    const arc =
      f64x2.extract_lane(s, 0) * f64x2.extract_lane(s, 1) +
      f64x2.extract_lane(c, 0) * f64x2.extract_lane(c, 1);
    if (
      arc > shortArc &&
      isBeside(
        row,
        load<f64>(x + head),
        load<f64>(y + head),
        load<f64>(x + head, 8),
        load<f64>(y + head, 8),
      )
    ) {
      if (begin < count) {
        for (let k = from; k < to; k++) {
          store<f64>(x + (<usize>k << 3), NaN);
          store<f64>(y + (<usize>k << 3), NaN);
        }
      }
      continue;
    }
    if (begin == count) begin = from;
    end = to;
    const stop = <usize>to << 3;
    for (let at = head; at < stop; at += 16) {
      place(row, radialLaw, v128.load(sine + at), v128.load(cosine + at), x + at, y + at);
    }
  }
}

/**
 * Places on the array of `count` columns of a row, in px, NaN where the direction is farther from the
 * axis than the camera reaches. Stretches that lie beside the frame are NaN as well, or left unwritten
 * before `projectedBegin` and after `projectedEnd`.
 *
 * @param row 23 f64 in the order above
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
