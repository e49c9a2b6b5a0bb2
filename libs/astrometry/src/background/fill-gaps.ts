const neighbours = 10;

/**
 * A mesh whose unused boxes take the mean of the ten nearest used ones, weighted by the inverse of
 * the distance in boxes (Shepard 1968). Boxes as near as the tenth all count, so that the result
 * does not depend on an order; photutils takes ten, and differs where distances are equal.
 */
export function fillGaps(values: Float64Array, used: Uint8Array, columns: number): Float64Array {
  if (!used.includes(0)) return values;
  const known = Array.from(used.keys()).filter((box) => used[box] === 1);
  const squares = new Float64Array(known.length);
  return values.map((value, box) => {
    if (used[box] === 1) return value;
    const [x, y] = [box % columns, Math.floor(box / columns)];
    known.forEach((other, k) => {
      squares[k] = ((other % columns) - x) ** 2 + (Math.floor(other / columns) - y) ** 2;
    });
    const farthest = squares.slice().sort()[Math.min(neighbours, known.length) - 1];
    let sum = 0;
    let weights = 0;
    known.forEach((other, k) => {
      if (squares[k] > farthest) return;
      const weight = 1 / Math.sqrt(squares[k]);
      sum += weight * values[other];
      weights += weight;
    });
    return sum / weights;
  });
}
