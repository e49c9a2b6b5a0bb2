import { usualPointing } from '@nightskies/nsnsd';
import {
  framesTouching,
  icrsCells,
  greatestTileCells,
  planTiles,
  type MapGrid,
  type PointedFrame,
  type TileRange,
} from '@nightskies/sky';
import type { UsableFrame } from './plan-types.js';
import type { MissingFrame } from './set-band.js';

export interface TouchedTile {
  readonly range: TileRange;
  /** Stems of the frames that may have pixels in the tile. */
  readonly frames: ReadonlySet<string>;
  /** Stems of missing frames that would have. */
  readonly missing: ReadonlySet<string>;
}

/**
 * Tiles of a map that at least one frame may touch, from the commanded pointings with a margin;
 * missing frames count by the usual pointing of their number.
 *
 * @param plateScaleArcsec per unbinned pixel
 * @param greatestCells cells a tile may have
 */
export function tilesOfMap(
  frames: readonly UsableFrame[],
  missing: readonly MissingFrame[],
  grid: MapGrid,
  plateScaleArcsec: number,
  greatestCells: number = greatestTileCells,
): readonly TouchedTile[] {
  const present = frames.flatMap((frame): PointedFrame[] => {
    const { stem, azimuthDeg, altitudeDeg } = frame;
    if (azimuthDeg === null || altitudeDeg === null) return [];
    const fieldRadiusDeg = halfDiagonalDeg(frame, plateScaleArcsec);
    return [{ name: stem, azimuthDeg, altitudeDeg, fieldRadiusDeg }];
  });
  const usualRadiusDeg = Math.max(0, ...present.map(({ fieldRadiusDeg }) => fieldRadiusDeg));
  const absent = missing.map(({ stem, number }): PointedFrame => ({
    name: stem,
    fieldRadiusDeg: usualRadiusDeg,
    ...usualPointing(number),
  }));
  return planTiles(grid, greatestCells)
    .map((range) => ({
      range,
      frames: new Set(framesTouching(grid, range, present)),
      missing: new Set(framesTouching(grid, range, absent)),
    }))
    .filter((tile) => tile.frames.size > 0);
}

/**
 * Tiles of a map among the stars. Where its frames lie there depends on when they were taken, which
 * planning does not ask: every tile names every frame, and reads those it needs.
 *
 * @param stepDeg cell size of the map
 * @throws NightSkiesError `bad-parameter` for a step that leaves a part of a cell over
 */
export function tilesOfSky(
  frames: readonly UsableFrame[],
  missing: readonly MissingFrame[],
  stepDeg: number,
): readonly TouchedTile[] {
  const placed = frames.filter(
    ({ azimuthDeg, altitudeDeg }) => azimuthDeg !== null && altitudeDeg !== null,
  );
  if (placed.length === 0) return [];
  return planTiles(icrsCells(stepDeg)).map((range) => ({
    range,
    frames: new Set(placed.map(({ stem }) => stem)),
    missing: new Set(missing.map(({ stem }) => stem)),
  }));
}

/** What divides this angle divides 96, 180 and 360 deg: such cells are whole on every map. */
const wholeDeg = 12;
/** A cell as large as a pixel of the unbinned cameras, deg (image-stages 0.4). */
const pixelStepDeg = 360 / 13_800;

/**
 * Cell size of a map that shows single pixels, deg: that wanted, or for binned frames the smallest
 * that divides the sky and is not smaller than their pixels: finer cells would repeat them.
 */
export function cellStepOfPixels(wantedDeg: number, binning: number): number {
  const pixelDeg = pixelStepDeg * binning;
  const rounding = 1e-9;
  return wantedDeg >= pixelDeg * (1 - rounding)
    ? wantedDeg
    : wholeDeg / Math.floor(wholeDeg / pixelDeg + rounding);
}

/**
 * Whether cells of this size are so much larger than pixels that a value between four pixels no longer
 * stands for one: a star would be bright or lost as it happens to lie to the middle of a cell.
 */
export function cellsHoldPixels(stepDeg: number, binning: number): boolean {
  return stepDeg > 1.5 * pixelStepDeg * binning;
}

/** Half the diagonal at the scale of the centre: an upper bound, the true angle is its arc tangent. */
function halfDiagonalDeg(frame: UsableFrame, plateScaleArcsec: number): number {
  const pixels = Math.hypot(frame.width * frame.binningX, frame.height * frame.binningY) / 2;
  return (pixels * plateScaleArcsec) / 3600;
}
