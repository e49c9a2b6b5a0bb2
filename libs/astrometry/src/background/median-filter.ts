/**
 * Median of a mesh in a window of boxes around each selected box; the window ends at the edge of
 * the mesh. Boxes that are not selected keep their value.
 */
export function medianFilter(
  values: Float64Array,
  columns: number,
  filterWidth: number,
  filterHeight: number,
  selected: (box: number) => boolean,
): Float64Array {
  if (filterWidth === 1 && filterHeight === 1) return values;
  const rows = values.length / columns;
  const reachX = filterWidth >> 1;
  const reachY = filterHeight >> 1;
  const sorted = new Float64Array(filterWidth * filterHeight);
  return values.map((value, box) => {
    if (!selected(box)) return value;
    const x = box % columns;
    const y = (box - x) / columns;
    let count = 0;
    for (let row = Math.max(0, y - reachY); row <= Math.min(rows - 1, y + reachY); row++) {
      const from = row * columns + Math.max(0, x - reachX);
      const to = row * columns + Math.min(columns - 1, x + reachX);
      for (let k = from; k <= to; k++) {
        let at = count;
        for (; at > 0 && sorted[at - 1] > values[k]; at--) sorted[at] = sorted[at - 1];
        sorted[at] = values[k];
        count++;
      }
    }
    const middle = count >> 1;
    return count % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  });
}
