import { cellHorizontalProjectionSr, cellSolidAngleSr, rowAltitudeDeg } from '@nightskies/sky';
import { rowsOf, type LuminanceMap, type LuminanceRows } from './luminance-map.js';

/** Integrals of a map over its cells with data and altitude >= 0. */
export interface SkySums {
  /** Mean within 1 deg of the zenith, cd/m2; NaN without data there. */
  readonly zenithLuminance: number;
  /** Mean over solid angle, cd/m2; NaN without data. */
  readonly meanLuminance: number;
  /** Integral of luminance x sin(altitude) over solid angle, lx. */
  readonly horizontalIlluminance: number;
  /** Solid angle with data over that of the hemisphere. */
  readonly coveredFraction: number;
  /** The same of the circle around the zenith. */
  readonly zenithCoveredFraction: number;
}

const zenithRadiusDeg = 1;
/** Of the middle of a row, so that rounding decides nothing. */
const roundingDeg = 1e-9;

/**
 * Integrals over the sky above the horizon, without any mask. Solid angles and their horizontal
 * projections are those of whole cells, exactly. Sums in float64, row by row from below.
 */
export function skySums(sky: LuminanceMap | LuminanceRows): SkySums {
  const { grid, row: rowAt } = 'map' in sky ? rowsOf(sky) : sky;
  let light = 0;
  let area = 0;
  let lux = 0;
  let zenithLight = 0;
  let zenithArea = 0;
  let zenithWhole = 0;
  for (let row = 0; row < grid.rows; row++) {
    const altitude = rowAltitudeDeg(grid, row);
    if (altitude < -roundingDeg) continue;
    let sum = 0;
    let cells = 0;
    for (const value of rowAt(row)) {
      if (!Number.isFinite(value)) continue;
      sum += value;
      cells++;
    }
    const cellArea = cellSolidAngleSr(grid, row);
    light += sum * cellArea;
    area += cells * cellArea;
    lux += sum * cellHorizontalProjectionSr(grid, row);
    if (altitude >= 90 - zenithRadiusDeg - roundingDeg) {
      zenithLight += sum * cellArea;
      zenithArea += cells * cellArea;
      zenithWhole += grid.columns * cellArea;
    }
  }
  return {
    zenithLuminance: zenithLight / zenithArea,
    meanLuminance: light / area,
    horizontalIlluminance: lux,
    coveredFraction: area / (2 * Math.PI),
    zenithCoveredFraction: zenithArea / zenithWhole,
  };
}
