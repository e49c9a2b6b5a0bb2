import { columnAzimuthDeg, degree, rowAltitudeDeg, type Refraction } from '@nightskies/sky';
import type { ObservedSky } from '../observed-sky.js';
import type { SkyAxes } from './sky-axes.js';

/** Unit vectors of a row of cells; NaN where nothing was seen. */
export interface VectorRow {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** Where the cells of a row lie. The arrays are used again for the next row. */
export interface DirectionRow {
  readonly row: number;
  /** Apparent. */
  readonly altitudeDeg: number;
  readonly azimuthsDeg: Float64Array;
  readonly galactic: VectorRow;
  /** Axes of `SkyAxes`. */
  readonly helioecliptic: VectorRow;
}

/** The directions of all cells above the horizon, row by row, each at its own time, without air. */
export function* directionRows(
  { grid, seconds }: ObservedSky,
  axes: SkyAxes,
  refraction: Refraction,
): Generator<DirectionRow> {
  const { columns } = grid;
  const azimuthsDeg = Float64Array.from({ length: columns }, (_, i) => columnAzimuthDeg(grid, i));
  const sines = azimuthsDeg.map((azimuth) => Math.sin(azimuth * degree));
  const cosines = azimuthsDeg.map((azimuth) => Math.cos(azimuth * degree));
  const galactic = vectorRow(columns);
  const helioecliptic = vectorRow(columns);
  const { x: dx, y: dy, z: dz } = axes.galacticAberration;
  for (let row = 0; row < grid.rows; row++) {
    const altitudeDeg = rowAltitudeDeg(grid, row);
    if (!(altitudeDeg >= 0)) continue;
    const trueAltitude = refraction.trueAltitudeDeg(altitudeDeg) * degree;
    const up = Math.sin(trueAltitude);
    const across = Math.cos(trueAltitude);
    for (let column = 0; column < columns; column++) {
      const second = seconds[row * columns + column];
      if (Number.isNaN(second)) {
        galactic.x[column] = galactic.y[column] = galactic.z[column] = NaN;
        helioecliptic.x[column] = helioecliptic.y[column] = helioecliptic.z[column] = NaN;
        continue;
      }
      const { galactic: g, helioecliptic: h } = axes.at(second);
      const east = across * sines[column];
      const north = across * cosines[column];
      const x = g[0] * east + g[1] * north + g[2] * up + dx;
      const y = g[3] * east + g[4] * north + g[5] * up + dy;
      const z = g[6] * east + g[7] * north + g[8] * up + dz;
      const scale = 1 / Math.sqrt(x * x + y * y + z * z);
      galactic.x[column] = x * scale;
      galactic.y[column] = y * scale;
      galactic.z[column] = z * scale;
      helioecliptic.x[column] = h[0] * east + h[1] * north + h[2] * up;
      helioecliptic.y[column] = h[3] * east + h[4] * north + h[5] * up;
      helioecliptic.z[column] = h[6] * east + h[7] * north + h[8] * up;
    }
    yield { row, altitudeDeg, azimuthsDeg, galactic, helioecliptic };
  }
}

function vectorRow(columns: number): VectorRow {
  return {
    x: new Float64Array(columns),
    y: new Float64Array(columns),
    z: new Float64Array(columns),
  };
}
