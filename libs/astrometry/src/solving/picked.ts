/**
 * Values of a column at some places. A plain loop here and elsewhere on the way of every frame: what a
 * closure made for one frame was compiled to is forgotten with it, and compiled again for the next.
 */
export function picked(column: ArrayLike<number>, places: ArrayLike<number>): Float64Array {
  const values = new Float64Array(places.length);
  for (let k = 0; k < values.length; k += 1) values[k] = column[places[k]];
  return values;
}
