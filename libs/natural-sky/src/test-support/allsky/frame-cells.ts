import type { MapGrid } from '@nightskies/sky';
import type { FisheyeCamera, FisheyeSolution } from './fisheye-camera.js';
import type { StarLight } from './star-light.js';

/** Means over the pixels of a frame in the cells of a grid. */
export interface FrameCells {
  /** Level, DN. */
  readonly level: Float64Array;
  /** Error of the level, DN. */
  readonly sigma: Float64Array;
  /** Part of the pixels that is neither terrain nor bright star. */
  readonly free: Float64Array;
  /** Solid angle of a pixel, square degrees. */
  readonly pixelDeg2: Float64Array;
  /** Light of faint stars, V = 10 stars per square degree above the air. */
  readonly stars: Float64Array;
}

/**
 * Gathers the pixels of a frame in cells. Terrain: pixels whose surroundings (5 px) lie below
 * `terrainShare` of the way from the dark level to the median of their altitude. Pixels beyond 5 sigma
 * of their cell are hot ones, aircraft or stars the catalogue does not have there.
 */
export function frameCells(
  data: Float32Array,
  solution: FisheyeSolution,
  camera: FisheyeCamera,
  stars: StarLight,
  grid: MapGrid,
  options: { readonly darkLevel: number; readonly terrainShare: number },
): FrameCells {
  const { width, height } = solution;
  const cellOf = new Int32Array(width * height).fill(-1);
  const altitude = new Float32Array(width * height).fill(NaN);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const direction = camera.directionOf(x, y);
      if (direction === null || direction.altitudeDeg < 0) continue;
      const { azimuthDeg, altitudeDeg } = direction;
      const row = Math.floor((altitudeDeg - grid.altitude0Deg) / grid.stepDeg);
      const turn = (((azimuthDeg - grid.azimuth0Deg) % 360) + 360) % 360;
      const column = Math.min(grid.columns - 1, Math.floor(turn / grid.stepDeg));
      cellOf[y * width + x] = Math.min(row, grid.rows - 1) * grid.columns + column;
      altitude[y * width + x] = altitudeDeg;
    }
  }
  const terrain = terrainOf(data, altitude, solution, options);
  const pixels = new Map<number, number[]>();
  for (let at = 0; at < cellOf.length; at++) {
    if (cellOf[at] < 0) continue;
    const list = pixels.get(cellOf[at]);
    if (list === undefined) pixels.set(cellOf[at], [at]);
    else list.push(at);
  }
  const plane = (): Float64Array => new Float64Array(grid.columns * grid.rows).fill(NaN);
  const cells = {
    level: plane(),
    sigma: plane(),
    free: plane(),
    pixelDeg2: plane(),
    stars: plane(),
  };
  for (const [cell, list] of pixels) {
    const sky = list.filter((at) => terrain[at] === 0);
    let used = sky.filter((at) => stars.bright[at] === 0);
    cells.free[cell] = sky.length / list.length;
    if (used.length < 4) continue;
    const values = used.map((at) => data[at]).sort((a, b) => a - b);
    const middle = values[values.length >> 1];
    const deviation = 1.4826 * (middle - values[Math.floor(values.length * 0.25)]) * 1.483;
    used = used.filter((at) => Math.abs(data[at] - middle) < 5 * Math.max(deviation, 10));
    const count = used.length;
    const mean = used.reduce((sum, at) => sum + data[at], 0) / count;
    const variance = used.reduce((sum, at) => sum + (data[at] - mean) ** 2, 0) / (count - 1);
    let [area, light] = [0, 0];
    for (const at of used) {
      area += camera.pixelDeg2(at % width, Math.floor(at / width));
      light += stars.faint[at];
    }
    cells.level[cell] = mean;
    cells.sigma[cell] = Math.sqrt(variance / count);
    cells.pixelDeg2[cell] = area / count;
    cells.stars[cell] = light / area;
  }
  return cells;
}

function terrainOf(
  data: Float32Array,
  altitude: Float32Array,
  { width, height }: FisheyeSolution,
  { darkLevel, terrainShare }: { readonly darkLevel: number; readonly terrainShare: number },
): Uint8Array {
  const rings = Array.from({ length: 46 }, (): number[] => []);
  for (let at = 0; at < data.length; at++) {
    if (altitude[at] >= 0) rings[Math.floor(altitude[at] / 2)].push(data[at]);
  }
  const usual = rings.map((ring) => ring.sort((a, b) => a - b)[ring.length >> 1] ?? NaN);
  const dark = new Uint8Array(data.length);
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const at = y * width + x;
      if (!(altitude[at] >= 0)) continue;
      const near: number[] = [];
      for (let j = -2; j <= 2; j++)
        for (let i = -2; i <= 2; i++) near.push(data[at + j * width + i]);
      const middle = near.sort((a, b) => a - b)[12];
      const limit = darkLevel + terrainShare * (usual[Math.floor(altitude[at] / 2)] - darkLevel);
      dark[at] = middle < limit ? 1 : 0;
    }
  }
  // The edge of a tree is no sky either.
  const wide = new Uint8Array(data.length);
  for (let y = 3; y < height - 3; y++) {
    for (let x = 3; x < width - 3; x++) {
      if (dark[y * width + x] === 0) continue;
      for (let j = -3; j <= 3; j++) wide.fill(1, (y + j) * width + x - 3, (y + j) * width + x + 4);
    }
  }
  return wide;
}
