/**
 * Values on a coarse mesh over a frame: node (i, j) stands at pixel (i stepPx, j stepPx), the last node
 * at or beyond the last pixel; between nodes bilinear.
 */
export interface Mesh {
  readonly stepPx: number;
  readonly columns: number;
  readonly rows: number;
  /** Row-major, columns x rows. */
  readonly data: Float32Array;
}

/** Nodes that a mesh needs along a side of so many pixels; two at least, so that there is a between. */
export function nodesAlong(pixels: number, stepPx: number): number {
  return Math.max(2, Math.ceil((pixels - 1) / stepPx) + 1);
}

/**
 * A mesh over a frame, its values by the place of the node, px, moved onto the frame where beyond it;
 * asked for row by row.
 */
export function meshOver(
  width: number,
  height: number,
  stepPx: number,
  valueAt: (x: number, y: number) => number,
): Mesh {
  const [columns, rows] = [nodesAlong(width, stepPx), nodesAlong(height, stepPx)];
  const data = new Float32Array(columns * rows);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      data[j * columns + i] = valueAt(
        Math.min(i * stepPx, width - 1),
        Math.min(j * stepPx, height - 1),
      );
    }
  }
  return { stepPx, columns, rows, data };
}

/**
 * A mesh whose unknown nodes (NaN) have the greatest value of the known ones about them, and those
 * beyond them the same in turn, so that a place with data next to a hole has an error too. A mesh that
 * knows nothing stays so.
 */
export function withoutGaps(mesh: Mesh): Mesh {
  const { columns, rows } = mesh;
  let { data } = mesh;
  while (data.some(Number.isNaN) && !data.every(Number.isNaN)) {
    const known = data;
    data = known.map((value, node) => {
      if (!Number.isNaN(value)) return value;
      const [i, j] = [node % columns, Math.floor(node / columns)];
      let greatest = Number.NaN;
      for (let b = Math.max(0, j - 1); b <= Math.min(rows - 1, j + 1); b++) {
        for (let a = Math.max(0, i - 1); a <= Math.min(columns - 1, i + 1); a++) {
          const near = known[b * columns + a];
          if (!(greatest >= near)) greatest = Number.isNaN(near) ? greatest : near;
        }
      }
      return greatest;
    });
  }
  return { ...mesh, data };
}
