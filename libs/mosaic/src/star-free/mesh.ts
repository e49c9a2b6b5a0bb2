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
function nodesAlong(pixels: number, stepPx: number): number {
  return Math.max(2, Math.ceil((pixels - 1) / stepPx) + 1);
}

/** A mesh over a frame, its values by the place of the node, px, moved onto the frame where beyond it. */
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
