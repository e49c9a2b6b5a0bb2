/** Standard deviation of a star's picture, px of the unbinned detector. */
const unbinnedSigmaPx = 0.75;
const reach = 4;

/** Error function, to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26). */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

/** Light between two edges of a pixel, of a star of light 1 at 0. */
function share(from: number, to: number, sigmaPx: number): number {
  return (erf(to / (sigmaPx * Math.SQRT2)) - erf(from / (sigmaPx * Math.SQRT2))) / 2;
}

/**
 * Adds a round star of Gaussian profile, integrated over the pixels, to a frame of `size` x `size`.
 *
 * @param amount light of the whole star, in the unit of `light`
 * @param binning unbinned pixels along a side of a pixel
 */
export function addStar(
  light: Float32Array,
  size: number,
  column: number,
  row: number,
  amount: number,
  binning: number,
): void {
  const sigmaPx = unbinnedSigmaPx / binning;
  const firstColumn = Math.max(0, Math.round(column) - reach);
  const lastColumn = Math.min(size - 1, Math.round(column) + reach);
  const firstRow = Math.max(0, Math.round(row) - reach);
  const lastRow = Math.min(size - 1, Math.round(row) + reach);
  for (let y = firstRow; y <= lastRow; y++) {
    const vertical = share(y - 0.5 - row, y + 0.5 - row, sigmaPx);
    for (let x = firstColumn; x <= lastColumn; x++) {
      light[y * size + x] += amount * vertical * share(x - 0.5 - column, x + 0.5 - column, sigmaPx);
    }
  }
}
