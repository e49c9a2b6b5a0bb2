import type { Residuals } from './residual-maps.js';

/** Mean residual of the measurements in one cell of a map. */
export interface ResidualBin {
  /** Middle of the cell: azimuth and altitude in deg, x and y in px, or Julian date and 0. */
  readonly at: readonly [number, number];
  /** Weighted mean, mag (positive: fainter than the fit). */
  readonly mean: number;
  /** Standard error of the mean, the errors of one star taken as wholly common. */
  readonly sigma: number;
  readonly count: number;
}

/** Means of cells; `cellOf` names the cell of a measurement and its middle. */
function binned(
  residuals: Residuals,
  cellOf: (i: number) => { readonly key: number; readonly at: readonly [number, number] },
): ResidualBin[] {
  interface Sums {
    readonly at: readonly [number, number];
    weights: number;
    sum: number;
    count: number;
    /** Of each star, sum of weight times error. */
    readonly stars: Map<number, number>;
  }
  const cells = new Map<number, Sums>();
  for (let i = 0; i < residuals.count; i += 1) {
    const weight = residuals.weight[i] / residuals.sigma[i] ** 2;
    if (!(weight > 0)) continue;
    const { key, at } = cellOf(i);
    const cell = cells.get(key) ?? {
      at,
      weights: 0,
      sum: 0,
      count: 0,
      stars: new Map<number, number>(),
    };
    cell.weights += weight;
    cell.sum += weight * residuals.residual[i];
    cell.count += 1;
    const row = residuals.row[i];
    cell.stars.set(row, (cell.stars.get(row) ?? 0) + weight * residuals.sigma[i]);
    cells.set(key, cell);
  }
  return [...cells.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, { at, weights, sum, count, stars }]) => {
      let variance = 0;
      for (const error of stars.values()) variance += error * error;
      return { at, mean: sum / weights, sigma: Math.sqrt(variance) / weights, count };
    });
}

/**
 * Residuals over the sky: cells of `cellDeg` in altitude and of about as much in azimuth, so many
 * to a row that they close the circle. Measurements left out of the fit do not count.
 */
export function residualsBySky(residuals: Residuals, cellDeg: number): ResidualBin[] {
  return binned(residuals, (i) => {
    const row = Math.floor(residuals.altitudeDeg[i] / cellDeg);
    const altitude = (row + 0.5) * cellDeg;
    const cells = Math.max(1, Math.round((360 / cellDeg) * Math.cos((altitude * Math.PI) / 180)));
    const azimuth = ((residuals.azimuthDeg[i] % 360) + 360) % 360;
    const column = Math.min(cells - 1, Math.floor((azimuth / 360) * cells));
    return { key: row * 10_000 + column, at: [((column + 0.5) * 360) / cells, altitude] };
  });
}

/** Residuals over the array, square cells of `cellPx`. */
export function residualsByField(residuals: Residuals, cellPx: number): ResidualBin[] {
  return binned(residuals, (i) => {
    const column = Math.floor(residuals.x[i] / cellPx);
    const row = Math.floor(residuals.y[i] / cellPx);
    return {
      key: row * 10_000 + column,
      at: [(column + 0.5) * cellPx, (row + 0.5) * cellPx],
    };
  });
}

/** Residuals frame by frame, in the order of the frames given to the fit. */
export function residualsByTime(residuals: Residuals): ResidualBin[] {
  return binned(residuals, (i) => ({ key: residuals.frame[i], at: [residuals.jdUtc[i], 0] }));
}
