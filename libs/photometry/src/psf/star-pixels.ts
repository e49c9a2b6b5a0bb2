import type { Image } from '@nightskies/pixels';

/** Pixels a star is fitted to, places relative to where the fit starts. */
export interface StarPixels {
  readonly count: number;
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly value: Float64Array;
}

/** Pixels within a radius that have a value and are not masked. */
export function starPixels(
  { width, height, data }: Image,
  { x, y }: { readonly x: number; readonly y: number },
  radius: number,
  mask: Image<Uint8Array> | undefined,
): StarPixels {
  const [u, v, value]: [number[], number[], number[]] = [[], [], []];
  const lastRow = Math.min(height - 1, Math.floor(y + radius));
  const lastColumn = Math.min(width - 1, Math.floor(x + radius));
  for (let row = Math.max(0, Math.ceil(y - radius)); row <= lastRow; row += 1) {
    for (let column = Math.max(0, Math.ceil(x - radius)); column <= lastColumn; column += 1) {
      const at = row * width + column;
      const [du, dv] = [column - x, row - y];
      if (du * du + dv * dv > radius * radius) continue;
      if (!Number.isFinite(data[at]) || (mask !== undefined && mask.data[at] !== 0)) continue;
      u.push(du);
      v.push(dv);
      value.push(data[at]);
    }
  }
  return {
    count: value.length,
    u: Float64Array.from(u),
    v: Float64Array.from(v),
    value: Float64Array.from(value),
  };
}
