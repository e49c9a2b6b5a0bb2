import { degree, wrapDeg } from '../angles.js';
import { greatCircleDistanceDeg, type HorizontalDirection } from '../sphere.js';
import { horizontalCells, type CellGrid, type ParallelRows } from './cell-grid.js';
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
 * Size of a tile of a coarse map. Five tiles around follow the five frames of the highest row, and
 * three upwards give fifteen of nearly equal work for 2 to 8 workers; each of them reads about a third
 * of the frames.
 */
const tileWidthDeg = 72;
const tileHeightDeg = 32;

/** Coarse tiles of a grid whose rows are no parallels: on a side, or bands of rows. */
const tilesAcross = 4;
const tileBands = 16;

/**
 * Cells a tile may have: what a worker holds of a map does not grow with the map. 0.92 M are the
 * usual tile of 72 x 32 deg at 0.05 deg.
 */
export const greatestTileCells = 1_050_000;

/**
 * Cells of a tile in which all frames are averaged, with errors and outliers: these need 78 bytes a
 * cell while they are summed, those drawn from one frame 29.
 */
export const averagedTileCells = 525_000;

/**
 * The tiles of a map, from the first row upwards, that together hold every cell once.
 *
 * @param greatestCells cells a tile may have; fewer tiles read fewer frames twice
 */
export function planTiles(
  grid: MapGrid | CellGrid,
  greatestCells: number = greatestTileCells,
): readonly TileRange[] {
  const base = coarseTiles(grid);
  const parts = smallestSplit(grid.columns / base.across, grid.rows / base.up, greatestCells);
  const across = Math.min(grid.columns, base.across * parts.across);
  const up = Math.min(grid.rows, base.up * parts.up);
  const edge = (cells: number, index: number, count: number): number =>
    Math.round((cells * index) / count);
  return Array.from({ length: up * across }, (_, tile) => {
    const column = tile % across;
    const row = (tile - column) / across;
    return {
      tile,
      columnStart: edge(grid.columns, column, across),
      columnEnd: edge(grid.columns, column + 1, across),
      rowStart: edge(grid.rows, row, up),
      rowEnd: edge(grid.rows, row + 1, up),
    };
  });
}

interface Split {
  readonly across: number;
  readonly up: number;
}

function coarseTiles(grid: MapGrid | CellGrid): Split {
  const stepDeg = 'kind' in grid ? grid.parallels?.stepDeg : grid.stepDeg;
  if (stepDeg !== undefined) {
    return {
      across: Math.max(1, Math.round((grid.columns * stepDeg) / tileWidthDeg)),
      up: Math.max(1, Math.round((grid.rows * stepDeg) / tileHeightDeg)),
    };
  }
  // Bands of whole rows of HEALPix cells are rings, caps in the middle of which lies the pole.
  return 'kind' in grid && grid.kind === 'healpix'
    ? { across: 1, up: tileBands }
    : { across: tilesAcross, up: tilesAcross };
}

/** The fewest equal parts of a tile that are small enough, the squarest of these. */
function smallestSplit(width: number, height: number, greatestCells: number): Split {
  for (let parts = Math.ceil((width * height) / greatestCells); ; parts++) {
    const splits = Array.from({ length: parts }, (_, k) => k + 1)
      .filter((across) => parts % across === 0)
      .map((across) => ({ across, up: parts / across }))
      .filter(
        ({ across, up }) => Math.ceil(width / across) * Math.ceil(height / up) <= greatestCells,
      )
      .sort((a, b) => elongation(width, height, a) - elongation(width, height, b));
    if (splits.length > 0) return splits[0];
  }
}

function elongation(width: number, height: number, { across, up }: Split): number {
  return Math.abs(Math.log((width * up) / (height * across)));
}

/**
 * A frame as a planner knows it: where it looked and the radius of the circle about its corners. On
 * ICRS grids the azimuth stands for the right ascension, the altitude for the declination.
 */
export interface PointedFrame extends HorizontalDirection {
  readonly name: string;
  readonly fieldRadiusDeg: number;
}

/** Commanded pointings are wrong by up to a degree or two; a frame too many costs little. */
export const pointingMarginDeg = 3;

/**
 * Names of the frames that may have pixels in a tile, in the order given: those whose circle, made
 * larger by a margin, reaches it.
 *
 * @throws RangeError for a grid whose rows are no parallels
 */
export function framesTouching(
  grid: MapGrid | CellGrid,
  tile: TileRange,
  frames: readonly PointedFrame[],
  marginDeg: number = pointingMarginDeg,
): readonly string[] {
  return frames
    .filter((frame) => tileDistanceDeg(grid, tile, frame) <= frame.fieldRadiusDeg + marginDeg)
    .map(({ name }) => name);
}

/**
 * Angle from a direction to the nearest point of a tile, deg; 0 inside it.
 *
 * @throws RangeError for a grid whose rows are no parallels
 */
export function tileDistanceDeg(
  grid: MapGrid | CellGrid,
  tile: TileRange,
  direction: HorizontalDirection,
): number {
  const { stepDeg, longitude0Deg, latitude0Deg, turn } = parallelsOf(grid);
  const westernEdge = turn === 1 ? tile.columnStart : tile.columnEnd;
  const west = longitude0Deg + turn * westernEdge * stepDeg;
  const widthDeg = (tile.columnEnd - tile.columnStart) * stepDeg;
  const bottom = latitude0Deg + tile.rowStart * stepDeg;
  const top = latitude0Deg + tile.rowEnd * stepDeg;
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

function parallelsOf(grid: MapGrid | CellGrid): ParallelRows {
  const { parallels } = 'kind' in grid ? grid : horizontalCells(grid);
  if (parallels === null) throw new RangeError('rows of this grid are no parallels');
  return parallels;
}

/** Altitude at which the great circle through the zenith at an azimuth is nearest to a direction. */
function footAltitudeDeg(direction: HorizontalDirection, azimuthDeg: number): number {
  const altitude = direction.altitudeDeg * degree;
  const turn = (direction.azimuthDeg - azimuthDeg) * degree;
  return Math.atan2(Math.sin(altitude), Math.cos(altitude) * Math.cos(turn)) / degree;
}
