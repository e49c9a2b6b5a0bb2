/** What filling did to a row. */
export interface FilledRow {
  /** Cells filled from their neighbours, and cells left without data. */
  readonly filled: number;
  readonly missing: number;
}

/** Structure that interpolation cannot know of, part of the luminance. */
const unseenStructure = 0.05;

/**
 * Fills gaps of a row by interpolation along azimuth, across north or south too. The error of a
 * filled cell is half the difference of the two ends and 5 % of the value, in quadrature; all filled
 * cells share it.
 *
 * @param values of a whole circle of azimuth, NaN for no data; filled in place
 * @param longest number of cells that a gap may have
 * @param errors 1 sigma of what was filled, 0 elsewhere; written whole
 */
export function fillGaps(values: Float32Array, longest: number, errors: Float32Array): FilledRow {
  const count = values.length;
  errors.fill(0);
  let start = 0;
  while (start < count && Number.isNaN(values[start])) start++;
  if (start === count) return { filled: 0, missing: count };
  let filled = 0;
  let missing = 0;
  for (let i = 1; i < count; i++) {
    const at = (start + i) % count;
    if (!Number.isNaN(values[at])) continue;
    let length = 1;
    while (Number.isNaN(values[(at + length) % count])) length++;
    if (length > longest) missing += length;
    else {
      const before = values[(at + count - 1) % count];
      const after = values[(at + length) % count];
      for (let k = 0; k < length; k++) {
        const cell = (at + k) % count;
        values[cell] = before + ((after - before) * (k + 1)) / (length + 1);
        errors[cell] = Math.hypot((after - before) / 2, unseenStructure * values[cell]);
      }
      filled += length;
    }
    i += length - 1;
  }
  return { filled, missing };
}
