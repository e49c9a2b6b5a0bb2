/** An image cut into tiles: tile numbers run along the first axis first (FITS 4.0, section 10.1). */
export interface TileGrid {
  /** ZNAXIS1, ZNAXIS2, ... */
  readonly shape: readonly number[];
  /** ZTILE1, ZTILE2, ...; no longer than the axes. */
  readonly tile: readonly number[];
  /** Tiles along each axis. */
  readonly counts: readonly number[];
  /** Tiles together. */
  readonly count: number;
}

/** One tile: its first pixel along each axis and its own shape, smaller at the far edges. */
export interface TilePlace {
  readonly start: readonly number[];
  readonly shape: readonly number[];
  readonly pixels: number;
}

export function tileGrid(shape: readonly number[], tile: readonly number[]): TileGrid {
  const cut = shape.map((axis, i) => Math.max(1, Math.min(axis, tile[i] ?? 1)));
  const counts = shape.map((axis, i) => Math.ceil(axis / cut[i]));
  return { shape, tile: cut, counts, count: shape.length === 0 ? 0 : productOf(counts) };
}

/** Where tile `index` (from 0) lies. */
export function tileAt({ shape, tile, counts }: TileGrid, index: number): TilePlace {
  const start: number[] = [];
  const own: number[] = [];
  let rest = index;
  for (let axis = 0; axis < shape.length; axis++) {
    const first = (rest % counts[axis]) * tile[axis];
    rest = Math.floor(rest / counts[axis]);
    start.push(first);
    own.push(Math.min(tile[axis], shape[axis] - first));
  }
  return { start, shape: own, pixels: productOf(own) };
}

/**
 * The runs of pixels that a tile has along the first axis, one per row of it in the tile's order.
 *
 * @param visit gets the row of the image (over all further axes) and the place of the run in the tile
 */
export function forEachRun(
  { shape }: TileGrid,
  place: TilePlace,
  visit: (row: number, from: number) => void,
): void {
  const [width = 0] = place.shape;
  const within = place.shape.map(() => 0);
  for (let from = 0; from < place.pixels; from += width) {
    let row = 0;
    let stride = 1;
    for (let axis = 1; axis < shape.length; axis++) {
      row += (place.start[axis] + within[axis]) * stride;
      stride *= shape[axis];
    }
    visit(row, from);
    for (let axis = 1; axis < shape.length; axis++) {
      within[axis]++;
      if (within[axis] < place.shape[axis]) break;
      within[axis] = 0;
    }
  }
}

/** Numbers of the first tile that has pixels in a band of rows and of the first behind all of them. */
export function tilesOfRows(
  { shape, tile, counts, count }: TileGrid,
  firstRow: number,
  rowCount: number,
): readonly [first: number, end: number] {
  if (rowCount === 0 || count === 0) return [0, 0];
  const last = shape.length - 1;
  if (last === 0) return [0, count];
  // Tiles of one place along the last axis follow one another, and so do the rows of it.
  const tilesAcross = count / counts[last];
  const rowsAcross = productOf(shape.slice(1, last));
  const first = Math.floor(Math.floor(firstRow / rowsAcross) / tile[last]);
  const behind = Math.floor(Math.floor((firstRow + rowCount - 1) / rowsAcross) / tile[last]) + 1;
  return [first * tilesAcross, behind * tilesAcross];
}

function productOf(numbers: readonly number[]): number {
  return numbers.reduce((product, one) => product * one, 1);
}
