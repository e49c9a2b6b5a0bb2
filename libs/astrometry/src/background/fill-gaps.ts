const neighbours = 10;

/** What the unused boxes of a mesh are filled from. */
export interface MeshGaps {
  /** The boxes to fill. */
  readonly boxes: readonly number[];
  /** For each, the used boxes and their weights. */
  readonly from: readonly Int32Array[];
  readonly weights: readonly Float64Array[];
}

/**
 * Unused boxes take the mean of the ten nearest used ones, weighted by the inverse of the distance
 * in boxes (Shepard 1968). Boxes as near as the tenth all count, so that the result does not depend
 * on an order; photutils takes ten, and differs where distances are equal.
 */
export function meshGaps(used: Uint8Array, columns: number): MeshGaps {
  if (!used.includes(0)) return { boxes: [], from: [], weights: [] };
  const known = Int32Array.from(used.keys()).filter((box) => used[box] === 1);
  const boxes = Array.from(used.keys()).filter((box) => used[box] === 0);
  const count = Math.min(neighbours, known.length);
  const sorted = new Float64Array(count);
  const knownX = known.map((box) => box % columns);
  const knownY = known.map((box) => Math.floor(box / columns));
  const from: Int32Array[] = [];
  const weights: Float64Array[] = [];
  for (const box of boxes) {
    const [x, y] = [box % columns, Math.floor(box / columns)];
    // The smallest squares so far, sorted.
    sorted.fill(Infinity);
    for (let k = 0; k < known.length; k += 1) {
      const square = (knownX[k] - x) ** 2 + (knownY[k] - y) ** 2;
      if (square >= sorted[count - 1]) continue;
      let at = count - 1;
      for (; at > 0 && sorted[at - 1] > square; at -= 1) sorted[at] = sorted[at - 1];
      sorted[at] = square;
    }
    const farthest = sorted[count - 1];
    const near: number[] = [];
    const inverse: number[] = [];
    for (let k = 0; k < known.length; k += 1) {
      const square = (knownX[k] - x) ** 2 + (knownY[k] - y) ** 2;
      if (square > farthest) continue;
      near.push(known[k]);
      inverse.push(1 / Math.sqrt(square));
    }
    from.push(Int32Array.from(near));
    weights.push(Float64Array.from(inverse));
  }
  return { boxes, from, weights };
}

/** A mesh with its gaps filled. */
export function fillGaps(values: Float64Array, { boxes, from, weights }: MeshGaps): Float64Array {
  const filled = values.slice();
  boxes.forEach((box, gap) => {
    let [sum, whole] = [0, 0];
    from[gap].forEach((other, k) => {
      sum += weights[gap][k] * values[other];
      whole += weights[gap][k];
    });
    filled[box] = sum / whole;
  });
  return filled;
}
