import { degree, type MapGrid } from '@nightskies/sky';
import type { LuminanceRows } from './luminance-map.js';
import { assertSameGrid, rowPreparation, type PreparedRow } from './luminance-rows.js';
import type { MeasureOptions } from './measure-options.js';
import { maskWeights, type SkyMask } from './sky-mask.js';
import { ringsBetween } from './sums/rings.js';
import { SkySums } from './sums/sky-sums.js';

/** A model of the natural sky, of any cell size. */
export interface NaturalSky {
  readonly grid: MapGrid;
  /** cd/m2 as observed at the ground; NaN below the horizon. */
  readonly luminance: Float32Array;
  /** Its error, 1 sigma, taken as common to all of the sky. */
  readonly sigma: Float32Array;
  /**
   * True when the model was fitted to this map, so that a wrong zeropoint is wrong in both, and
   * `sigma` holds what it does to the model.
   */
  readonly followsZeropoint: boolean;
}

/** What is measured. */
export interface MapsOfSky {
  readonly observed: LuminanceRows;
  /** Observed less natural; its random error is that of the observed map. */
  readonly artificial: LuminanceRows | null;
  readonly natural: NaturalSky | null;
  readonly mask: SkyMask | null;
}

/** Sums over the hemisphere, and over free sky where there is a mask. */
export interface SummedParts {
  readonly full: SkySums;
  readonly free: SkySums | null;
}

export interface SummedMaps {
  readonly observed: SummedParts;
  /** Of free sky, or of the hemisphere without a mask; null without such a map. */
  readonly artificial: SkySums | null;
  readonly natural: SummedParts | null;
  /** Of the error of the natural model. */
  readonly naturalSigma: SummedParts | null;
}

/** A row of the observed map as it is summed up, and which of its cells are free sky. */
export type RowVisitor = (row: number, prepared: PreparedRow, free: Float32Array) => void;

/** Edges of zones, zenith and caps, deg. */
function ringsOf({
  zenithRadiusDeg,
  zoneEdgesDeg,
}: MeasureOptions): ReturnType<typeof ringsBetween> {
  return ringsBetween([...zoneEdgesDeg, zenithRadiusDeg, 0, 70, 80, 90]);
}

/**
 * Sums all maps in one pass over the rows of the observed one, from below.
 *
 * @param visit sees every row of the observed map, its small gaps filled
 * @throws NightSkiesError `maps-differ`
 */
export function sumMaps(maps: MapsOfSky, options: MeasureOptions, visit: RowVisitor): SummedMaps {
  const { observed, artificial, mask } = maps;
  const { grid } = observed;
  if (artificial !== null) assertSameGrid(grid, artificial.grid, 'artificial');
  const patchSr = options.correlatedPatchDeg2 * degree ** 2;
  const rings = ringsOf(options);
  const sums = (): SkySums => new SkySums(grid, rings, patchSr);
  const full = sums();
  const free = mask === null ? null : sums();
  const glow = artificial === null ? null : sums();
  const everywhere = new Float32Array(grid.columns).fill(1);
  const weight = new Float32Array(grid.columns);
  const modelSigma = new Float32Array(grid.columns);
  const nothing = new Float32Array(grid.columns);
  const weigh = mask === null ? null : maskWeights(mask, grid);
  const observedRow = rowPreparation(observed, options.filledGapDeg);
  const artificialRow =
    artificial === null ? null : rowPreparation(artificial, options.filledGapDeg);
  const sigmaRow = maps.natural === null ? null : nearestRows(maps.natural, grid);
  for (let row = 0; row < grid.rows; row++) {
    if (grid.altitude0Deg + (row + 1) * grid.stepDeg <= 1e-9) continue;
    const seen = observedRow(row);
    full.addRow(row, { ...seen, modelSigma: nothing, weight: everywhere });
    weigh?.(row, weight);
    visit(row, seen, mask === null ? everywhere : weight);
    free?.addRow(row, { ...seen, modelSigma: nothing, weight });
    if (artificialRow === null || glow === null) continue;
    sigmaRow?.(row, modelSigma);
    const left = artificialRow(row);
    glow.addRow(row, {
      ...{ ...left, sigma: seen.sigma, modelSigma },
      weight: mask === null ? everywhere : weight,
    });
  }
  return { observed: { full, free }, artificial: glow, ...sumNatural(maps, options) };
}

/** The natural model on its own cells, and its error by the same sums. */
function sumNatural(
  { natural, mask }: MapsOfSky,
  options: MeasureOptions,
): Pick<SummedMaps, 'natural' | 'naturalSigma'> {
  if (natural === null) return { natural: null, naturalSigma: null };
  const { grid } = natural;
  const rings = ringsOf(options);
  const sumOf = (luminance: Float32Array): SummedParts => {
    const full = new SkySums(grid, rings, 0);
    const free = mask === null ? null : new SkySums(grid, rings, 0);
    const weigh = mask === null ? null : maskWeights(mask, grid);
    const weight = new Float32Array(grid.columns);
    const everywhere = new Float32Array(grid.columns).fill(1);
    const nothing = new Float32Array(grid.columns);
    const prepare = rowPreparation(
      {
        grid,
        row: (row) => luminance.subarray(row * grid.columns, (row + 1) * grid.columns),
        uncertainty: null,
      },
      options.filledGapDeg,
    );
    for (let row = 0; row < grid.rows; row++) {
      if (grid.altitude0Deg + (row + 1) * grid.stepDeg <= 1e-9) continue;
      const ready = prepare(row);
      const modelSigma = natural.sigma.subarray(row * grid.columns, (row + 1) * grid.columns);
      full.addRow(row, { ...ready, sigma: nothing, modelSigma, weight: everywhere });
      weigh?.(row, weight);
      free?.addRow(row, { ...ready, sigma: nothing, modelSigma, weight });
    }
    return { full, free };
  };
  return { natural: sumOf(natural.luminance), naturalSigma: sumOf(natural.sigma) };
}

/** The model's error at the cells of another grid: that of the nearest cell, 0 where there is none. */
function nearestRows(
  { grid: own, sigma }: NaturalSky,
  grid: MapGrid,
): (row: number, out: Float32Array) => void {
  const columns = Int32Array.from({ length: grid.columns }, (_, column) => {
    const azimuth = grid.azimuth0Deg + (column + 0.5) * grid.stepDeg - own.azimuth0Deg;
    const at = Math.floor(azimuth / own.stepDeg);
    return ((at % own.columns) + own.columns) % own.columns;
  });
  return (row, out) => {
    const altitude = grid.altitude0Deg + (row + 0.5) * grid.stepDeg - own.altitude0Deg;
    const at = Math.max(0, Math.min(own.rows - 1, Math.floor(altitude / own.stepDeg)));
    for (let column = 0; column < out.length; column++) {
      const value = sigma[at * own.columns + columns[column]];
      out[column] = value >= 0 ? value : 0;
    }
  };
}
