/** Cells of the coarse field per standard deviation of the Gaussian. */
const cellsPerSigma = 2.6;
const reachSigma = 4;
/** Variance of a triangle one cell wide each way: that of laying light down, and of picking it up. */
const triangleVariance = 1 / 6;

/**
 * A Gaussian much wider than a pixel about each star of a frame: the stars are laid down on a coarse
 * field, the field is smoothed once, and picked up by the pixels, between the cells by straight lines.
 * Light is kept; the picture is that of the Gaussian to 1 % of its height.
 */
export class WideLight {
  private readonly cellPx: number;
  private readonly side: number;
  private readonly padCells: number;
  private readonly cells: Float64Array;
  private readonly kernel: Float64Array;

  /** @param marginPx stars so far outside the frame are kept */
  constructor(
    private readonly size: number,
    marginPx: number,
    sigmaPx: number,
  ) {
    this.cellPx = Math.max(1, Math.floor(sigmaPx / cellsPerSigma));
    this.padCells = Math.ceil(marginPx / this.cellPx) + 2;
    this.side = Math.ceil(size / this.cellPx) + 2 * this.padCells;
    this.cells = new Float64Array(this.side * this.side);
    this.kernel = gaussian((sigmaPx / this.cellPx) ** 2 - 2 * triangleVariance);
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
    const smooth = this.smoothed(this.smoothed(this.cells));
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

  /** Smoothed along the rows, and turned over its diagonal. */
  private smoothed(field: Float64Array): Float64Array {
    const { side, kernel } = this;
    const reach = (kernel.length - 1) / 2;
    const turned = new Float64Array(field.length);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const first = Math.max(-reach, -column);
        const last = Math.min(reach, side - 1 - column);
        let sum = 0;
        for (let k = first; k <= last; k++) {
          sum += kernel[reach + k] * field[row * side + column + k];
        }
        turned[column * side + row] = sum;
      }
    }
    return turned;
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
