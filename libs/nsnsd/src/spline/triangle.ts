/** An element that is known to be there. */
export function elementOf(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no element ${index} of ${values.length}`);
  return value;
}

/**
 * Linear least squares row by row: Givens rotations turn every equation into an upper triangle, so
 * that more equations can be added to a copy later (Golub and Van Loan, Matrix Computations, 5.2.5).
 */
export class Triangle {
  readonly #rows: readonly Float64Array[];

  private constructor(
    readonly size: number,
    rows: readonly Float64Array[],
  ) {
    this.#rows = rows;
  }

  static empty(size: number): Triangle {
    return new Triangle(
      size,
      Array.from({ length: size }, () => new Float64Array(size + 1)),
    );
  }

  copy(): Triangle {
    return new Triangle(
      this.size,
      this.#rows.map((row) => row.slice()),
    );
  }

  /** Adds the equation sum of coefficients times unknowns = value. */
  add(coefficients: ArrayLike<number>, value: number): void {
    const pending = Float64Array.from([...Array.from(coefficients), value]);
    for (const [j, row] of this.#rows.entries()) {
      const pivot = elementOf(pending, j);
      if (pivot === 0) continue;
      const diagonal = elementOf(row, j);
      const length = Math.sqrt(diagonal * diagonal + pivot * pivot);
      const cosine = diagonal / length;
      const sine = pivot / length;
      for (let i = j; i <= this.size; i++) {
        const above = elementOf(row, i);
        const below = elementOf(pending, i);
        row[i] = cosine * above + sine * below;
        pending[i] = cosine * below - sine * above;
      }
    }
  }

  /** Sum of the diagonal, every element of it positive. */
  get trace(): number {
    return this.#rows.reduce((sum, row, j) => sum + elementOf(row, j), 0);
  }

  /** The unknowns that leave the least sum of squares. */
  solution(): Float64Array {
    const unknowns = new Float64Array(this.size);
    for (const [j, row] of [...this.#rows.entries()].reverse()) {
      let rest = elementOf(row, this.size);
      for (let i = j + 1; i < this.size; i++) rest -= elementOf(row, i) * elementOf(unknowns, i);
      unknowns[j] = rest / elementOf(row, j);
    }
    return unknowns;
  }
}
