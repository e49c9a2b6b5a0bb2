// Roots of two quadratic forms of columns of numbers: of all of them, and of all but one. Addresses are in
// bytes; columns lie beside one another, so that eight are worked on at once. The order of operations is
// that of the TypeScript twin for each column: the same bits.

/** Two pairs of float64 as four float32; of what is no number always the same bits. */
// @ts-ignore: decorator
@inline
function narrowed(low: v128, high: v128): v128 {
  const upper = f32x4.demote_f64x2_zero(high);
  const values = v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), upper, 0, 2);
  return v128.bitselect(values, f32x4.splat(NaN), f32x4.eq(values, values));
}

// @ts-ignore: decorator
@inline
function root(value: v128): v128 {
  return f64x2.sqrt(f64x2.max(f64x2.splat(0), value));
}

/**
 * @param terms f64, `count` rows, each `stride` bytes after the last
 * @param apart the row that is in one of the forms only; `count` for none
 * @param packed f64, the lower triangle of the form, row by row, twice what is off its diagonal
 * @param start f64, what both forms begin with
 * @param columns rounded up to eight
 * @param all, others f32, written: the roots with and without the row apart; 0 of what is less
 */
export function quadraticRoots(
  terms: usize,
  stride: i32,
  count: i32,
  apart: i32,
  packed: usize,
  start: usize,
  columns: i32,
  all: usize,
  others: usize,
): void {
  for (let k = 0; k < columns; k += 8) {
    const first = terms + (<usize>k << 3);
    const begin = start + (<usize>k << 3);
    let v0 = v128.load(begin);
    let v1 = v128.load(begin, 16);
    let v2 = v128.load(begin, 32);
    let v3 = v128.load(begin, 48);
    let at = packed;
    let row = first;
    for (let i = 0; i < apart; i++) {
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let s2 = f64x2.splat(0);
      let s3 = f64x2.splat(0);
      for (let other = first; other <= row; other += stride) {
        const factor = v128.load64_splat(at);
        at += 8;
        s0 = f64x2.add(s0, f64x2.mul(factor, v128.load(other)));
        s1 = f64x2.add(s1, f64x2.mul(factor, v128.load(other, 16)));
        s2 = f64x2.add(s2, f64x2.mul(factor, v128.load(other, 32)));
        s3 = f64x2.add(s3, f64x2.mul(factor, v128.load(other, 48)));
      }
      v0 = f64x2.add(v0, f64x2.mul(v128.load(row), s0));
      v1 = f64x2.add(v1, f64x2.mul(v128.load(row, 16), s1));
      v2 = f64x2.add(v2, f64x2.mul(v128.load(row, 32), s2));
      v3 = f64x2.add(v3, f64x2.mul(v128.load(row, 48), s3));
      row += stride;
    }
    // The forms part at the row apart.
    let w0 = v0;
    let w1 = v1;
    let w2 = v2;
    let w3 = v3;
    const lone = row;
    for (let i = apart; i < count; i++) {
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let s2 = f64x2.splat(0);
      let s3 = f64x2.splat(0);
      for (let other = first; other < lone; other += stride) {
        const factor = v128.load64_splat(at);
        at += 8;
        s0 = f64x2.add(s0, f64x2.mul(factor, v128.load(other)));
        s1 = f64x2.add(s1, f64x2.mul(factor, v128.load(other, 16)));
        s2 = f64x2.add(s2, f64x2.mul(factor, v128.load(other, 32)));
        s3 = f64x2.add(s3, f64x2.mul(factor, v128.load(other, 48)));
      }
      const between = v128.load64_splat(at);
      at += 8;
      let t0 = f64x2.add(s0, f64x2.mul(between, v128.load(lone)));
      let t1 = f64x2.add(s1, f64x2.mul(between, v128.load(lone, 16)));
      let t2 = f64x2.add(s2, f64x2.mul(between, v128.load(lone, 32)));
      let t3 = f64x2.add(s3, f64x2.mul(between, v128.load(lone, 48)));
      for (let other = lone + stride; other <= row; other += stride) {
        const factor = v128.load64_splat(at);
        at += 8;
        const p0 = f64x2.mul(factor, v128.load(other));
        const p1 = f64x2.mul(factor, v128.load(other, 16));
        const p2 = f64x2.mul(factor, v128.load(other, 32));
        const p3 = f64x2.mul(factor, v128.load(other, 48));
        s0 = f64x2.add(s0, p0);
        s1 = f64x2.add(s1, p1);
        s2 = f64x2.add(s2, p2);
        s3 = f64x2.add(s3, p3);
        t0 = f64x2.add(t0, p0);
        t1 = f64x2.add(t1, p1);
        t2 = f64x2.add(t2, p2);
        t3 = f64x2.add(t3, p3);
      }
      const x0 = v128.load(row);
      const x1 = v128.load(row, 16);
      const x2 = v128.load(row, 32);
      const x3 = v128.load(row, 48);
      w0 = f64x2.add(w0, f64x2.mul(x0, t0));
      w1 = f64x2.add(w1, f64x2.mul(x1, t1));
      w2 = f64x2.add(w2, f64x2.mul(x2, t2));
      w3 = f64x2.add(w3, f64x2.mul(x3, t3));
      if (i > apart) {
        v0 = f64x2.add(v0, f64x2.mul(x0, s0));
        v1 = f64x2.add(v1, f64x2.mul(x1, s1));
        v2 = f64x2.add(v2, f64x2.mul(x2, s2));
        v3 = f64x2.add(v3, f64x2.mul(x3, s3));
      }
      row += stride;
    }
    const into = <usize>k << 2;
    v128.store(all + into, narrowed(root(w0), root(w1)));
    v128.store(all + into, narrowed(root(w2), root(w3)), 16);
    v128.store(others + into, narrowed(root(v0), root(v1)));
    v128.store(others + into, narrowed(root(v2), root(v3)), 16);
  }
}
