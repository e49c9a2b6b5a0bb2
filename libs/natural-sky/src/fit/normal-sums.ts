/** The sums of a least-squares problem: a normal matrix, of which the lower triangle is kept, and its right side. */
export class NormalSums {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  private readonly places: Int32Array;

  /**
   * @param size how many numbers are sought
   * @param dense the first so many change all data; of the others most are out of reach of most data
   */
  constructor(
    readonly size: number,
    private readonly dense: number,
  ) {
    this.matrix = new Float64Array(size * size);
    this.right = new Float64Array(size);
    this.places = new Int32Array(size);
  }

  /**
   * @param row derivatives of a datum by the numbers
   * @param rest what the datum is more than the model
   */
  add(row: Float64Array, rest: number, weight: number): void {
    const { matrix, right, places, size, dense } = this;
    for (let i = 0; i < dense; i += 1) {
      const scaled = weight * row[i];
      right[i] += scaled * rest;
      const line = i * size;
      for (let j = 0; j <= i; j += 1) matrix[line + j] += scaled * row[j];
    }
    let count = 0;
    for (let i = dense; i < size; i += 1) if (row[i] !== 0) places[count++] = i;
    for (let a = 0; a < count; a += 1) {
      const i = places[a];
      const scaled = weight * row[i];
      right[i] += scaled * rest;
      const line = i * size;
      for (let j = 0; j < dense; j += 1) matrix[line + j] += scaled * row[j];
      for (let b = 0; b <= a; b += 1) {
        const j = places[b];
        matrix[line + j] += scaled * row[j];
      }
    }
  }
}
