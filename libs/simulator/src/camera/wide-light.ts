/** Cells of the coarse field per standard deviation of the Gaussian. */
const cellsPerSigma = 2.6;
const reachSigma = 4;
/** Variance of a triangle one cell wide each way, by which a star laid down on the cells is wider. */
const triangleVariance = 1 / 6;
/** Variance of the side of a pixel, px^2. */
const pixelVariance = 1 / 12;

/**
 * A Gaussian much wider than a pixel about each star of a frame: the stars are laid down on a coarse
 * field, the field is smoothed once, and picked up by the pixels, between the cells by straight lines.
 * Light is kept; the picture is that of the Gaussian to 1 % of its height for widths from 2 px.
 */
export class WideLight {
  private readonly cellPx: number;
  private readonly side: number;
  private readonly padCells: number;
  private readonly cells: Float64Array;
  private readonly kernel: Float64Array;

  constructor(
    private readonly size: number,
    sigmaPx: number,
  ) {
    this.cellPx = Math.max(1, Math.floor(sigmaPx / cellsPerSigma));
    const finest = 1 / this.cellPx ** 2;
    // Pixels pick the light up at whole parts of a cell: at its very places where cells are pixels.
    const picking = triangleVariance * (1 - finest);
    this.kernel = gaussian(
      (sigmaPx * sigmaPx + pixelVariance) * finest - triangleVariance - picking,
    );
    this.padCells = (this.kernel.length - 1) / 2 + 2;
    this.side = Math.ceil(size / this.cellPx) + 2 * this.padCells;
    this.cells = new Float64Array(this.side * this.side);
  }

  add(column: number, row: number, amount: number): void {
    const { cells, side, cellPx, padCells } = this;
    const x = column / cellPx + padCells;
    const y = row / cellPx + padCells;
    const [i, j] = [Math.floor(x), Math.floor(y)];
    if (i < 0 || j < 0 || i + 1 >= side || j + 1 >= side) return;
    const [u, v] = [x - i, y - j];
    const at = j * side + i;
    cells[at] += amount * (1 - u) * (1 - v);
    cells[at + 1] += amount * u * (1 - v);
    cells[at + side] += amount * (1 - u) * v;
    cells[at + side + 1] += amount * u * v;
  }

  /** Adds the light of all stars to the pixels. */
  spread(light: Float32Array): void {
    const { size, cellPx, padCells, side } = this;
    const smooth = this.smoothed(this.smoothed(this.cells, 1), side);
    const perPixel = 1 / cellPx ** 2;
    for (let row = 0; row < size; row++) {
      const y = row / cellPx + padCells;
      const j = Math.floor(y);
      const v = y - j;
      for (let column = 0; column < size; column++) {
        const x = column / cellPx + padCells;
        const i = Math.floor(x);
        const u = x - i;
        const at = j * side + i;
        const above = smooth[at] + u * (smooth[at + 1] - smooth[at]);
        const below = smooth[at + side] + u * (smooth[at + side + 1] - smooth[at + side]);
        light[row * size + column] += (above + v * (below - above)) * perPixel;
      }
    }
  }

  /** The field smoothed along its rows (`stride` 1) or its columns (`stride` the side). */
  private smoothed(field: Float64Array, stride: number): Float64Array {
    const { kernel } = this;
    const reach = (kernel.length - 1) / 2;
    const smooth = new Float64Array(field.length);
    // The border is wider than the kernel reaches: what runs over the end of a row stays in it.
    const first = reach * stride;
    const last = field.length - first;
    for (let k = -reach; k <= reach; k++) {
      const weight = kernel[reach + k];
      const shift = k * stride;
      for (let i = first; i < last; i++) smooth[i] += weight * field[i + shift];
    }
    return smooth;
  }
}

/** Of the variance (cells^2), its sum 1. */
function gaussian(variance: number): Float64Array {
  const reach = Math.ceil(reachSigma * Math.sqrt(variance));
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * variance)),
  );
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => value / sum);
}
