import type { Mesh } from '../star-free/mesh.js';

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
