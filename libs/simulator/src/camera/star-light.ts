/** The picture of a star: round, Gaussian. */
export interface PsfOptions {
  /** Full width at half maximum at the optical axis, px of the frames. */
  readonly fwhmPx: number;
  /** By this share it is wider half a frame off the axis, growing with the square of the distance. */
  readonly growth: number;
}

/** Standard deviation of a Gaussian over its full width at half maximum. */
const sigmaOfFwhm = 1 / Math.sqrt(8 * Math.LN2);
/** Beyond so many standard deviations nothing of a star is drawn. */
const reachSigma = 5;

/**
 * Standard deviation of a star's picture, px.
 *
 * @param distance from the optical axis, in half frames
 */
export function starSigmaPx({ fwhmPx, growth }: PsfOptions, distance: number): number {
  return fwhmPx * sigmaOfFwhm * (1 + growth * distance * distance);
}

/** Error function, to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26). */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

/** Light in each of `count` pixels from `first` on, of a star of light 1 at `place`. */
function shares(first: number, count: number, place: number, sigmaPx: number): Float64Array {
  const widths = sigmaPx * Math.SQRT2;
  const result = new Float64Array(count);
  let below = erf((first - 0.5 - place) / widths);
  for (let i = 0; i < count; i++) {
    const above = erf((first + i + 0.5 - place) / widths);
    result[i] = (above - below) / 2;
    below = above;
  }
  return result;
}

/**
 * Adds a round star of Gaussian profile, integrated over the pixels, to a frame of `size` x `size`.
 *
 * @param amount light of the whole star, in the unit of `light`
 * @param sigmaPx standard deviation of the profile
 */
export function addStar(
  light: Float32Array,
  size: number,
  column: number,
  row: number,
  amount: number,
  sigmaPx: number,
): void {
  const reach = Math.ceil(reachSigma * sigmaPx) + 1;
  const inside = (place: number): [first: number, count: number] => {
    const first = Math.max(0, Math.round(place) - reach);
    const last = Math.min(size - 1, Math.round(place) + reach);
    return [first, Math.max(0, last - first + 1)];
  };
  const [firstColumn, columns] = inside(column);
  const [firstRow, rows] = inside(row);
  const across = shares(firstColumn, columns, column, sigmaPx);
  const down = shares(firstRow, rows, row, sigmaPx);
  for (let y = 0; y < rows; y++) {
    const start = (firstRow + y) * size + firstColumn;
    for (let x = 0; x < columns; x++) light[start + x] += amount * down[y] * across[x];
  }
}
