/** Rows of an image: NAXIS1 pixels each, over all further axes. */
export function rowsOf(shape: readonly number[]): number {
  return shape.length === 0 ? 0 : shape.slice(1).reduce((product, axis) => product * axis, 1);
}

/** @throws RangeError for a band that is not within the image */
export function assertRows(shape: readonly number[], firstRow: number, rowCount: number): void {
  const rows = rowsOf(shape);
  const whole = Number.isSafeInteger(firstRow) && Number.isSafeInteger(rowCount);
  if (whole && firstRow >= 0 && rowCount >= 0 && firstRow + rowCount <= rows) return;
  throw new RangeError(
    `rows ${firstRow} to ${firstRow + rowCount - 1} of an image with rows 0 to ${rows - 1}`,
  );
}
