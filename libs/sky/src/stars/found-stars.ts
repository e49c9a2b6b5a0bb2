import { brightnessStep } from './catalogue-file.js';

/** Rows found one after another, ascending, with the unit vectors of their stars. */
export class FoundStars {
  count = 0;
  row = new Uint32Array(4096);
  x = new Float64Array(4096);
  y = new Float64Array(4096);
  z = new Float64Array(4096);

  add(row: number, place: { readonly x: number; readonly y: number; readonly z: number }): void {
    const at = this.count;
    if (at === this.row.length) this.#grow();
    this.row[at] = row;
    this.x[at] = place.x;
    this.y[at] = place.y;
    this.z[at] = place.z;
    this.count = at + 1;
  }

  #grow(): void {
    const larger = 2 * this.row.length;
    const copied = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const copy = new Float64Array(larger);
      copy.set(values);
      return copy;
    };
    const rows = new Uint32Array(larger);
    rows.set(this.row);
    this.row = rows;
    this.x = copied(this.x);
    this.y = copied(this.y);
    this.z = copied(this.z);
  }
}

/**
 * Places of rows in their list, brightest first: by counting, as magnitudes are whole steps; equally
 * bright rows stay in the order given.
 *
 * @param light of all rows of the catalogue
 * @param count of the list that are used
 */
export function brightestFirst(light: Uint32Array, rows: Uint32Array, count: number): Uint32Array {
  const next = new Uint32Array(2 ** 14 + 1);
  for (let k = 0; k < count; k++) next[brightnessStep(light[rows[k]]) + 1]++;
  for (let step = 1; step < next.length; step++) next[step] += next[step - 1];
  const places = new Uint32Array(count);
  for (let k = 0; k < count; k++) places[next[brightnessStep(light[rows[k]])]++] = k;
  return places;
}
