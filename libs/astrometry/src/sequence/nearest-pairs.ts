/** Places in a picture, px; both arrays of one length. */
export interface Places {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/**
 * One-to-one pairs of wanted and found places, the nearest pair of all first: of two that want one
 * place the nearer gets it, and the other the nearest that is left. Equal distances go by the order
 * of the wanted, then of the found places. Wanted places that are not finite get none.
 *
 * @param radiusPx a pair is at most so far apart
 * @returns for each wanted place the index of the found one, -1 for none
 */
export function nearestPairs(wanted: Places, found: Places, radiusPx: number): Int32Array {
  const byY = Array.from({ length: found.x.length }, (_, index) => index).sort(
    (a, b) => found.y[a] - found.y[b] || a - b,
  );
  const candidates: { want: number; find: number; squared: number }[] = [];
  for (let want = 0; want < wanted.x.length; want += 1) {
    const [x, y] = [wanted.x[want], wanted.y[want]];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    for (let at = firstFrom(found.y, byY, y - radiusPx); at < byY.length; at += 1) {
      const find = byY[at];
      const dy = found.y[find] - y;
      if (dy > radiusPx) break;
      const squared = (found.x[find] - x) ** 2 + dy ** 2;
      if (squared <= radiusPx ** 2) candidates.push({ want, find, squared });
    }
  }
  candidates.sort((a, b) => a.squared - b.squared || a.want - b.want || a.find - b.find);
  const partner = new Int32Array(wanted.x.length).fill(-1);
  const taken = new Uint8Array(found.x.length);
  for (const { want, find } of candidates) {
    if (partner[want] >= 0 || taken[find] !== 0) continue;
    partner[want] = find;
    taken[find] = 1;
  }
  return partner;
}

/** The first of an order whose y is not below a limit. */
function firstFrom(y: ArrayLike<number>, order: readonly number[], limit: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (y[order[middle]] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
