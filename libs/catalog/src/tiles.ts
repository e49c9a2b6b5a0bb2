import { usualPointing } from '@nightskies/nsnsd';
import type { UsableFrame } from './plan-types.js';
import type { MissingFrame } from './set-band.js';

export interface TileRange {
  readonly tile: number;
  readonly columnStart: number;
  readonly columnEnd: number;
  readonly rowStart: number;
  readonly rowEnd: number;
}

export interface TouchedTile {
  readonly range: TileRange;
  /** Stems of the frames that may have pixels in the tile. */
  readonly frames: ReadonlySet<string>;
  /** Stems of missing frames that would have. */
  readonly missing: ReadonlySet<string>;
}

/** The map reaches from the nadir side of the horizon to the zenith (image-stages 0.4). */
const lowestAltitudeDeg = -6;
const highestAltitudeDeg = 90;
/** Tiles of 45 x 32 deg: some two dozen per map, each a few seconds of work at most. */
const tileWidthDeg = 45;
const tileHeightDeg = 32;
/** Commanded pointings are wrong by up to a degree or two; a tile too many costs little. */
const marginDeg = 3;
/** Spacing of the points at which the distance of a tile is taken. */
const sampleStepDeg = 1;

/**
 * Tiles of a map in azimuth (-180..180) and altitude (-6..90) that at least one frame may touch,
 * from the commanded pointings with a margin. Frames are taken as the circle about their corners.
 *
 * @param stepDeg cell size of the map
 * @param plateScaleArcsec per unbinned pixel
 */
export function tilesOfMap(
  frames: readonly UsableFrame[],
  missing: readonly MissingFrame[],
  stepDeg: number,
  plateScaleArcsec: number,
): readonly TouchedTile[] {
  const circles = frames.flatMap((frame) =>
    frame.azimuthDeg === null || frame.altitudeDeg === null
      ? []
      : [
          {
            stem: frame.stem,
            azimuthDeg: frame.azimuthDeg,
            altitudeDeg: frame.altitudeDeg,
            radiusDeg: halfDiagonalDeg(frame, plateScaleArcsec),
          },
        ],
  );
  const usualRadius = Math.max(0, ...circles.map(({ radiusDeg }) => radiusDeg));
  const gaps = missing.map(({ stem, number }) => ({
    stem,
    radiusDeg: usualRadius,
    ...usualPointing(number),
  }));
  return tileRanges(stepDeg)
    .map((range) => {
      const points = samplePoints(range, stepDeg);
      return {
        range,
        frames: new Set(circles.filter((c) => touches(c, points)).map(({ stem }) => stem)),
        missing: new Set(gaps.filter((c) => touches(c, points)).map(({ stem }) => stem)),
      };
    })
    .filter((tile) => tile.frames.size > 0);
}

interface Direction {
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
}

function halfDiagonalDeg(frame: UsableFrame, plateScaleArcsec: number): number {
  const arcsec = Math.hypot(frame.width * frame.binningX, frame.height * frame.binningY) / 2;
  return (arcsec * plateScaleArcsec) / 3600;
}

function tileRanges(stepDeg: number): readonly TileRange[] {
  const columns = Math.round(360 / stepDeg);
  const rows = Math.round((highestAltitudeDeg - lowestAltitudeDeg) / stepDeg);
  const width = Math.max(1, Math.round(tileWidthDeg / stepDeg));
  const height = Math.max(1, Math.round(tileHeightDeg / stepDeg));
  const ranges: TileRange[] = [];
  for (let rowStart = 0; rowStart < rows; rowStart += height) {
    for (let columnStart = 0; columnStart < columns; columnStart += width) {
      ranges.push({
        tile: ranges.length,
        columnStart,
        columnEnd: Math.min(columns, columnStart + width),
        rowStart,
        rowEnd: Math.min(rows, rowStart + height),
      });
    }
  }
  return ranges;
}

function samplePoints(range: TileRange, stepDeg: number): readonly Direction[] {
  const points: Direction[] = [];
  const azimuths = spaced(range.columnStart * stepDeg - 180, range.columnEnd * stepDeg - 180);
  const altitudes = spaced(
    range.rowStart * stepDeg + lowestAltitudeDeg,
    range.rowEnd * stepDeg + lowestAltitudeDeg,
  );
  for (const altitudeDeg of altitudes) {
    for (const azimuthDeg of azimuths) points.push({ azimuthDeg, altitudeDeg });
  }
  return points;
}

function spaced(start: number, end: number): readonly number[] {
  const count = Math.max(1, Math.ceil((end - start) / sampleStepDeg));
  return Array.from({ length: count + 1 }, (_, index) => start + ((end - start) * index) / count);
}

function touches(
  circle: Direction & { readonly radiusDeg: number },
  points: readonly Direction[],
): boolean {
  // Half the diagonal of a sampling step keeps a circle from slipping between two points.
  const reach = circle.radiusDeg + marginDeg + sampleStepDeg;
  const limit = Math.cos((Math.min(180, reach) * Math.PI) / 180);
  return points.some((point) => cosineOfDistance(circle, point) >= limit);
}

function cosineOfDistance(a: Direction, b: Direction): number {
  const rad = Math.PI / 180;
  const altitudeA = a.altitudeDeg * rad;
  const altitudeB = b.altitudeDeg * rad;
  return (
    Math.sin(altitudeA) * Math.sin(altitudeB) +
    Math.cos(altitudeA) * Math.cos(altitudeB) * Math.cos((a.azimuthDeg - b.azimuthDeg) * rad)
  );
}
