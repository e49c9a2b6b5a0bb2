import { NightSkiesError, problem } from '@nightskies/contracts';

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

/** Value of a mesh at a place on its frame, px, the first pixel's centre at (0, 0). */
export function meshAt({ stepPx, columns, rows, data }: Mesh, x: number, y: number): number {
  const column = Math.min(Math.max(x / stepPx, 0), columns - 1);
  const row = Math.min(Math.max(y / stepPx, 0), rows - 1);
  const i = Math.min(Math.floor(column), columns - 2);
  const j = Math.min(Math.floor(row), rows - 2);
  const [u, v] = [column - i, row - j];
  const at = j * columns + i;
  const upper = data[at] * (1 - u) + data[at + 1] * u;
  const lower = data[at + columns] * (1 - u) + data[at + columns + 1] * u;
  return upper * (1 - v) + lower * v;
}

/** @throws NightSkiesError `bad-frame` for a mesh that does not reach over its frame */
export function checkMesh(mesh: Mesh, width: number, height: number, file: string): void {
  const { stepPx, columns, rows } = mesh;
  const fits =
    Number.isInteger(stepPx) &&
    stepPx >= 1 &&
    columns === nodesAlong(width, stepPx) &&
    rows === nodesAlong(height, stepPx);
  if (fits) return;
  throw new NightSkiesError(
    problem('bad-frame', 'the noise of a star-free frame does not fit its pixels', {
      file,
      found: `${columns} x ${rows} nodes every ${stepPx} px`,
      expected: `MESHSTEP >= 1 and nodes over ${width} x ${height} px`,
      hint: 'Make the frame again: delete it from the workspace and process once more.',
    }),
  );
}
