/** Places in the list of tried sources: A, B the farthest apart, C, D within the circle over AB. */
export type SourceQuad = readonly [number, number, number, number];

/**
 * Calls `visit` for every quad of the first sources whose last member is `newest`, with AB between
 * two lengths (px). Returns early with true when `visit` does.
 */
export function visitQuads(
  x: Float64Array,
  y: Float64Array,
  newest: number,
  shortest: number,
  longest: number,
  visit: (quad: SourceQuad) => boolean,
): boolean {
  const [low, high] = [shortest * shortest, longest * longest];
  const within: number[] = [];
  const gather = (a: number, b: number): void => {
    within.length = 0;
    for (let c = 0; c < newest; c += 1) {
      if (c !== a && c !== b && isWithin(x, y, a, b, c)) within.push(c);
    }
  };
  const fits = (a: number, b: number): boolean => {
    const length = (x[a] - x[b]) ** 2 + (y[a] - y[b]) ** 2;
    return length >= low && length < high;
  };
  for (let b = 0; b < newest; b += 1) {
    if (fits(newest, b)) {
      gather(newest, b);
      for (let d = 1; d < within.length; d += 1) {
        for (let c = 0; c < d; c += 1) {
          if (visit([newest, b, within[c], within[d]])) return true;
        }
      }
    }
    for (let a = 0; a < b; a += 1) {
      if (!fits(a, b) || !isWithin(x, y, a, b, newest)) continue;
      gather(a, b);
      for (const c of within) if (visit([a, b, c, newest])) return true;
    }
  }
  return false;
}

// Inside the circle over AB the angle at C is obtuse.
function isWithin(x: Float64Array, y: Float64Array, a: number, b: number, c: number): boolean {
  return (x[c] - x[a]) * (x[c] - x[b]) + (y[c] - y[a]) * (y[c] - y[b]) < 0;
}
