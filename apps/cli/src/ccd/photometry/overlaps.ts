import { at } from '../offsets-numbers.js';

/** The cell itself first: in a crowd its members are near. */
const neighbourhood = [0, -1, 1].flatMap((dy) => [0, -1, 1].map((dx) => [dx, dy] as const));

/**
 * For each place whether another one lies nearer than `distance`. Places that are not known have none.
 *
 * @param isAsked false spares the answer for a place, which is 0
 * @returns 1 for yes, 0 for no
 */
export function overlaps(
  x: Float64Array,
  y: Float64Array,
  distance: number,
  isAsked: (i: number) => boolean = () => true,
): Uint8Array {
  const cells = new Map<number, number[]>();
  const key = (column: number, row: number): number => column * 2 ** 26 + row;
  const cellOf = (value: number): number => Math.floor(value / distance);
  const isKnown = (i: number): boolean => Math.abs(at(x, i)) + Math.abs(at(y, i)) < 1e9;
  for (let i = 0; i < x.length; i += 1) {
    if (!isKnown(i)) continue;
    const cell = key(cellOf(at(x, i)), cellOf(at(y, i)));
    const members = cells.get(cell);
    if (members === undefined) cells.set(cell, [i]);
    else members.push(i);
  }
  const hasNear = (i: number): boolean => {
    const [atX, atY] = [at(x, i), at(y, i)];
    const isNear = (k: number): boolean =>
      k !== i && Math.hypot(at(x, k) - atX, at(y, k) - atY) < distance;
    return neighbourhood.some(
      ([dx, dy]) => cells.get(key(cellOf(atX) + dx, cellOf(atY) + dy))?.some(isNear) === true,
    );
  };
  return Uint8Array.from(x, (_, i) => (isKnown(i) && isAsked(i) && hasNear(i) ? 1 : 0));
}
