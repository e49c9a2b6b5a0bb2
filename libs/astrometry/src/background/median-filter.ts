/**
 * Median of a mesh in a window of boxes around each selected box (all when
 * left out); the window ends at the edge of
 * the mesh. Boxes that are not selected keep their value.
 */
export function medianFilter(
  values: Float64Array,
  columns: number,
  filterWidth: number,
  filterHeight: number,
  selected?: Uint8Array,
): Float64Array {
  if (filterWidth === 1 && filterHeight === 1) return values;
  const rows = values.length / columns;
  const reachX = filterWidth >> 1;
  const reachY = filterHeight >> 1;
  const sorted = new Float64Array(filterWidth * filterHeight);
  const filtered = values.slice();
  for (let y = 0; y < rows; y++) {
    const top = Math.max(0, y - reachY);
    const bottom = Math.min(rows - 1, y + reachY);
    for (let x = 0; x < columns; x++) {
      const box = y * columns + x;
      if (selected?.[box] === 0) continue;
      const left = Math.max(0, x - reachX);
      const right = Math.min(columns - 1, x + reachX);
      let count = 0;
      for (let row = top; row <= bottom; row++) {
        for (let k = row * columns + left; k <= row * columns + right; k++) {
          const value = values[k];
          let at = count;
          for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
          sorted[at] = value;
          count++;
        }
      }
      const middle = count >> 1;
      filtered[box] = count % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  }
  return filtered;
}
