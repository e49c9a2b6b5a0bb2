/**
 * Cubic spline through values at equal steps that comes round to its start with slope and curvature
 * (the periodic spline of de Boor 1978, A Practical Guide to Splines, chapter IV).
 *
 * @param values at steps 0, 1, 2 ...; step n is step 0 again. At least three, all numbers.
 * @returns the value at any place, in steps
 */
export function periodicSpline(values: readonly number[]): (place: number) => number {
  const count = values.length;
  const curvature = curvatures(values);
  return (place) => {
    const turn = place - count * Math.floor(place / count);
    const here = Math.min(Math.floor(turn), count - 1);
    const next = (here + 1) % count;
    const t = turn - here;
    const s = 1 - t;
    return (
      s * values[here] +
      t * values[next] +
      ((s ** 3 - s) * curvature[here] + (t ** 3 - t) * curvature[next]) / 6
    );
  };
}

/**
 * Second derivatives m of the spline: m[i-1] + 4 m[i] + m[i+1] = 6 (v[i-1] - 2 v[i] + v[i+1]), indices
 * around the circle. The inverse of such a circle of 1, 4, 1 falls by 2 - sqrt 3 with each step, so a sweep
 * each way, begun far enough back, solves it to the last digit.
 */
function curvatures(values: readonly number[]): Float64Array {
  const count = values.length;
  const at = (i: number): number => values[((i % count) + count) % count];
  const decay = Math.sqrt(3) - 2;
  // 0.268 ** 32 is below 1e-18.
  const before = 32;
  const forward = new Float64Array(count);
  let sum = 0;
  for (let i = -before; i < count; i++) {
    sum = decay * sum + 6 * (at(i - 1) - 2 * at(i) + at(i + 1));
    if (i >= 0) forward[i] = sum;
  }
  const solved = new Float64Array(count);
  let back = 0;
  for (let i = count - 1 + before; i >= 0; i--) {
    back = decay * (back - forward[i % count]);
    if (i < count) solved[i] = back;
  }
  return solved;
}
