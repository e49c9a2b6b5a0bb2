import { degree, wrapDeg } from '../angles.js';
import { greatCircleDistanceDeg, type HorizontalDirection } from '../sphere.js';
import type { MapGrid } from './map-grid.js';

/** A rectangle of cells of a map; ends are exclusive. */
export interface TileRange {
  readonly tile: number;
  readonly columnStart: number;
  readonly columnEnd: number;
  readonly rowStart: number;
  readonly rowEnd: number;
}

/**
 * Size of a tile. Five tiles around follow the five frames of the highest row, and three upwards give
 * fifteen of nearly equal work for 2 to 8 workers; each of them reads about a third of the frames.
 */
const tileWidthDeg = 72;
const tileHeightDeg = 32;

/** The tiles of a map, from the lowest row upwards, that together hold every cell once. */
export function planTiles(grid: MapGrid): readonly TileRange[] {
  const width = Math.max(1, Math.round(tileWidthDeg / grid.stepDeg));
  const height = Math.max(1, Math.round(tileHeightDeg / grid.stepDeg));
  const tiles: TileRange[] = [];
  for (let rowStart = 0; rowStart < grid.rows; rowStart += height) {
    for (let columnStart = 0; columnStart < grid.columns; columnStart += width) {
      tiles.push({
        tile: tiles.length,
        columnStart,
        columnEnd: Math.min(grid.columns, columnStart + width),
        rowStart,
        rowEnd: Math.min(grid.rows, rowStart + height),
      });
    }
  }
  return tiles;
}

/** A frame as a planner knows it: commanded pointing and the radius of the circle about its corners. */
export interface PointedFrame extends HorizontalDirection {
  readonly name: string;
  readonly fieldRadiusDeg: number;
}

/** Commanded pointings are wrong by up to a degree or two; a frame too many costs little. */
export const pointingMarginDeg = 3;

/**
 * Names of the frames that may have pixels in a tile, in the order given: those whose circle, made
 * larger by a margin, reaches it.
 */
export function framesTouching(
  grid: MapGrid,
  tile: TileRange,
  frames: readonly PointedFrame[],
  marginDeg: number = pointingMarginDeg,
): readonly string[] {
  return frames
    .filter((frame) => tileDistanceDeg(grid, tile, frame) <= frame.fieldRadiusDeg + marginDeg)
    .map(({ name }) => name);
}

/** Angle from a direction to the nearest point of a tile, deg; 0 inside it. */
export function tileDistanceDeg(
  grid: MapGrid,
  tile: TileRange,
  direction: HorizontalDirection,
): number {
  const west = grid.azimuth0Deg + tile.columnStart * grid.stepDeg;
  const widthDeg = (tile.columnEnd - tile.columnStart) * grid.stepDeg;
  const bottom = grid.altitude0Deg + tile.rowStart * grid.stepDeg;
  const top = grid.altitude0Deg + tile.rowEnd * grid.stepDeg;
  const eastOfWest = wrapDeg(direction.azimuthDeg - west, 0);
  if (eastOfWest <= widthDeg) {
    return Math.max(0, bottom - direction.altitudeDeg, direction.altitudeDeg - top);
  }
  // Outside the tile's azimuths the nearest point lies on the nearer of its two sides.
  const side = eastOfWest - widthDeg < 360 - eastOfWest ? west + widthDeg : west;
  const foot = Math.min(top, Math.max(bottom, footAltitudeDeg(direction, side)));
  return Math.min(
    ...[bottom, foot, top].map((altitudeDeg) =>
      greatCircleDistanceDeg(direction, { azimuthDeg: side, altitudeDeg }),
    ),
  );
}

/** Altitude at which the great circle through the zenith at an azimuth is nearest to a direction. */
function footAltitudeDeg(direction: HorizontalDirection, azimuthDeg: number): number {
  const altitude = direction.altitudeDeg * degree;
  const turn = (direction.azimuthDeg - azimuthDeg) * degree;
  return Math.atan2(Math.sin(altitude), Math.cos(altitude) * Math.cos(turn)) / degree;
}
