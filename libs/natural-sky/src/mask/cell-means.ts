import type { MapGrid } from '@nightskies/sky';

/** Numbers over all azimuths from -180 on, from `bottomDeg` to the zenith. */
export interface WholeSkyRows {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array | Uint8Array;
  readonly firstRow: 'upper' | 'lower';
  readonly bottomDeg: number;
}

/** Means over the cells of a grid (first row lowest), rows and columns apart; 0 where nothing is given. */
export function cellMeans(
  { width, height, values, firstRow, bottomDeg }: WholeSkyRows,
  { columns, rows, stepDeg, altitude0Deg }: MapGrid,
): Float32Array {
  const across = overlaps(columns, width, (column) => (column / columns) * width);
  const pixelsPerDeg = height / (90 - bottomDeg);
  const down = overlaps(
    rows,
    height,
    (row) => (90 - altitude0Deg - (rows - row) * stepDeg) * pixelsPerDeg,
  );
  const means = new Float32Array(columns * rows);
  const line = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    // Row 0 of `down` is the highest of the map.
    const { first, weights } = down[rows - 1 - row];
    if (weights.length === 0) continue;
    line.fill(0);
    weights.forEach((weight, k) => {
      const fromTop = first + k;
      const from = (firstRow === 'upper' ? fromTop : height - 1 - fromTop) * width;
      for (let x = 0; x < width; x++) line[x] += weight * values[from + x];
    });
    for (let column = 0; column < columns; column++) {
      const cell = across[column];
      let sum = 0;
      for (let k = 0; k < cell.weights.length; k++) {
        sum += cell.weights[k] * line[cell.first + k];
      }
      means[row * columns + column] = sum;
    }
  }
  return means;
}

interface Overlap {
  readonly first: number;
  /** Of the pixels from `first` on; they sum to 1, none where the picture does not reach. */
  readonly weights: readonly number[];
}

function overlaps(cells: number, pixels: number, edge: (cell: number) => number): Overlap[] {
  return Array.from({ length: cells }, (_, cell) => {
    // Rounding of a whole edge takes no share of the pixel beyond.
    const from = Math.max(0, tidy(edge(cell)));
    const to = Math.min(pixels, tidy(edge(cell + 1)));
    if (!(to > from)) return { first: 0, weights: [] };
    const first = Math.floor(from);
    const last = Math.ceil(to);
    const weights = Array.from({ length: last - first }, (_, k) => {
      const pixel = first + k;
      return (Math.min(to, pixel + 1) - Math.max(from, pixel)) / (to - from);
    });
    return { first, weights };
  });
}

function tidy(edge: number): number {
  const whole = Math.round(edge);
  return Math.abs(edge - whole) < 1e-6 ? whole : edge;
}
