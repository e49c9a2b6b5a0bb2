import { cellSolidAngleSr, columnAzimuthDeg, rowAltitudeDeg, wrapDeg } from '@nightskies/sky';
import { allSky, firstClearRow, type TerrainMask } from './terrain-mask.js';

/** Azimuths from west to east, 0 to 360; `toDeg` is below `fromDeg` where it runs through north. */
export interface AzimuthInterval {
  readonly fromDeg: number;
  readonly toDeg: number;
}

export interface MaskSummary {
  readonly origin: TerrainMask['origin'];
  /** Part of the solid angle above altitude 0 that is terrain. */
  readonly maskedShare: number;
  /** Where terrain is highest; null where there is none. */
  readonly highest: { readonly azimuthDeg: number; readonly altitudeDeg: number } | null;
  readonly meanSkylineDeg: number;
  readonly overallConfidence: number;
  /** Azimuths of which nothing is known, and those of little confidence. */
  readonly unknown: readonly AzimuthInterval[];
  readonly doubtful: readonly AzimuthInterval[];
}

/** Narrower ranges are not worth a word, deg. */
const narrowestRangeDeg = 0.5;

/**
 * What there is to say of a mask.
 *
 * @param doubtfulBelow confidence below which a range is named
 */
export function maskSummary(mask: TerrainMask, doubtfulBelow = 0.5): MaskSummary {
  const { grid, sky, skylineDeg, confidence } = mask;
  const clear = firstClearRow(mask);
  let masked = 0;
  let all = 0;
  for (let row = 0; row < grid.rows; row++) {
    if (rowAltitudeDeg(grid, row) < 0) continue;
    let sum = row < clear ? 0 : allSky * grid.columns;
    const first = row * grid.columns;
    if (row < clear) {
      for (let column = 0; column < grid.columns; column++) sum += sky[first + column];
    }
    const solidAngle = cellSolidAngleSr(grid, row);
    all += solidAngle * grid.columns;
    masked += solidAngle * (grid.columns - sum / allSky);
  }
  let top = 0;
  for (let column = 1; column < grid.columns; column++) {
    if (skylineDeg[column] > skylineDeg[top]) top = column;
  }
  return {
    origin: mask.origin,
    maskedShare: all === 0 ? 0 : masked / all,
    highest:
      skylineDeg[top] > 0
        ? { azimuthDeg: wrapDeg(columnAzimuthDeg(grid, top), 0), altitudeDeg: skylineDeg[top] }
        : null,
    meanSkylineDeg: skylineDeg.reduce((sum, altitude) => sum + altitude, 0) / grid.columns,
    overallConfidence: mask.overallConfidence,
    unknown: rangesWhere(mask, (column) => confidence[column] === 0),
    doubtful: rangesWhere(
      mask,
      (column) => confidence[column] > 0 && confidence[column] < doubtfulBelow,
    ),
  };
}

function rangesWhere(
  { grid: { columns, stepDeg, azimuth0Deg } }: TerrainMask,
  holds: (column: number) => boolean,
): AzimuthInterval[] {
  const edge = (column: number): number => wrapDeg(azimuth0Deg + column * stepDeg, 0);
  const start = Array.from({ length: columns }, (_, k) => k).find((column) => !holds(column));
  if (start === undefined) return [{ fromDeg: 0, toDeg: 360 }];
  const ranges: AzimuthInterval[] = [];
  let length = 0;
  for (let step = 1; step <= columns; step++) {
    const column = start + step;
    if (holds(column % columns)) {
      length++;
      continue;
    }
    if (length * stepDeg >= narrowestRangeDeg) {
      ranges.push({ fromDeg: edge(column - length), toDeg: edge(column) });
    }
    length = 0;
  }
  return ranges;
}
