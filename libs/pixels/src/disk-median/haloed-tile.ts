import type { Image } from '../image.js';
import { reflected } from './footprint.js';

/** Part of an image or block, px. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Copies a tile with its mirrored border of `reach` px into `values`, row by row, masked pixels as NaN.
 */
export function copyHaloed(
  source: Image<Float32Array | Uint16Array>,
  mask: Uint8Array | undefined,
  tile: Tile,
  reach: number,
  values: Float32Array,
): void {
  const stride = tile.width + 2 * reach;
  const rows = tile.height + 2 * reach;
  const columns = Int32Array.from({ length: stride }, (_, column) =>
    reflected(tile.x + column - reach, source.width),
  );
  // Of each row this part lies in the image as it is, from `left` columns of the copy on.
  const first = Math.max(0, tile.x - reach);
  const past = Math.min(source.width, tile.x + tile.width + reach);
  const left = first - (tile.x - reach);
  const right = left + past - first;
  for (let row = 0; row < rows; row += 1) {
    const from = reflected(tile.y + row - reach, source.height) * source.width;
    const to = row * stride;
    values.set(source.data.subarray(from + first, from + past), to + left);
    for (let column = 0; column < left; column += 1) {
      values[to + column] = source.data[from + columns[column]];
    }
    for (let column = right; column < stride; column += 1) {
      values[to + column] = source.data[from + columns[column]];
    }
    if (mask === undefined) continue;
    for (let column = 0; column < stride; column += 1) {
      if (mask[from + columns[column]] !== 0) values[to + column] = Number.NaN;
    }
  }
}

/** How many of the first values are NaN; makes them NaN with sign bit 0, as ranks follow the bits. */
export function countGaps(values: Float32Array, count: number): number {
  let gaps = 0;
  for (let at = 0; at < count; at += 1) {
    const value = values[at];
    if (value === value) continue;
    values[at] = Number.NaN;
    gaps += 1;
  }
  return gaps;
}
