import { degree, type MapGrid } from '@nightskies/sky';
import type { LuminanceRows } from './luminance-map.js';
import {
  assertSameGrid,
  rowPreparation,
  rowsOfPreparation,
  type PreparedRow,
} from './luminance-rows.js';
import type { MeasureOptions } from './measure-options.js';
import { maskWeights, type SkyMask } from './sky-mask.js';
import { ringsBetween } from './sums/rings.js';
import { SkySums, sumsMemory } from './sums/sky-sums.js';

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
  /**
   * Error of the artificial light but for its random part, zeropoint and model together as the fit
   * knows them; where it is given it stands for both.
   */
  readonly artificialSigma?: Float32Array;
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

/** What the model of the natural sky sums up to; null without one. */
export interface SummedModel {
  readonly natural: SummedParts | null;
  /** Of the error of the natural model. */
  readonly naturalSigma: SummedParts | null;
  /** Of the error of the artificial light, when the fit gave one. */
  readonly artificialSigma: SummedParts | null;
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

function patchOf({ correlatedPatchDeg2 }: MeasureOptions): number {
  return correlatedPatchDeg2 * degree ** 2;
}

/** Whether any of a row is above the horizon. */
function isSeen({ altitude0Deg, stepDeg }: MapGrid, row: number): boolean {
  return altitude0Deg + (row + 1) * stepDeg > 1e-9;
}

/**
 * Sums the observed map in one pass over its rows, from below.
 *
 * @param visit sees every row of it, its small gaps filled
 */
export function sumObserved(
  { observed, mask }: Pick<MapsOfSky, 'observed' | 'mask'>,
  options: MeasureOptions,
  visit: RowVisitor,
): SummedParts {
  const { grid } = observed;
  const rings = ringsOf(options);
  const ownRows = 4;
  const skies = mask === null ? 1 : 2;
  const memory = sumsMemory(grid, rings, skies, rowsOfPreparation + ownRows);
  const sums = (): SkySums => new SkySums(grid, rings, memory, patchOf(options));
  const free = sums();
  // Behind the mask; together with free sky they are the hemisphere, and most rows have none.
  const hidden = mask === null ? null : sums();
  const everywhere = memory.row().fill(1);
  const [weight, hiddenWeight, nothing] = [memory.row(), memory.row(), memory.row()];
  const weigh = mask === null ? null : maskWeights(mask, grid);
  const observedRow = rowPreparation(observed, memory, options.filledGapDeg);
  for (let row = 0; row < grid.rows; row++) {
    if (!isSeen(grid, row)) continue;
    const seen = observedRow(row);
    const isHidden = weigh?.(row, weight) ?? false;
    const freeWeight = isHidden ? weight : everywhere;
    visit(row, seen, freeWeight);
    free.addRow(row, { ...seen, modelSigma: nothing, weight: freeWeight });
    if (hidden !== null && isHidden && complement(weight, hiddenWeight)) {
      hidden.addRow(row, { ...seen, modelSigma: nothing, weight: hiddenWeight });
    }
  }
  if (hidden === null) return { full: free, free: null };
  hidden.add(free);
  return { full: hidden, free };
}

/**
 * Sums the artificial light of free sky, or of the hemisphere without a mask.
 *
 * @throws NightSkiesError `maps-differ`
 */
export function sumArtificial(
  { observed, natural, mask }: MapsOfSky,
  artificial: LuminanceRows,
  options: MeasureOptions,
): SkySums {
  const { grid } = observed;
  assertSameGrid(grid, artificial.grid, 'artificial');
  const rings = ringsOf(options);
  const ownRows = 3;
  const memory = sumsMemory(grid, rings, 1, rowsOfPreparation + ownRows);
  const sums = new SkySums(grid, rings, memory, patchOf(options));
  const everywhere = memory.row().fill(1);
  const [weight, modelSigma] = [memory.row(), memory.row()];
  const weigh = mask === null ? null : maskWeights(mask, grid);
  // Its own errors hold those of the model, which are summed apart.
  const random = { ...artificial, uncertainty: observed.uncertainty };
  const artificialRow = rowPreparation(random, memory, options.filledGapDeg);
  const sigmaRow =
    natural === null
      ? null
      : nearestRows(natural.grid, natural.artificialSigma ?? natural.sigma, grid);
  for (let row = 0; row < grid.rows; row++) {
    if (!isSeen(grid, row)) continue;
    const isHidden = weigh?.(row, weight) ?? false;
    sigmaRow?.(row, modelSigma);
    const left = artificialRow(row);
    sums.addRow(row, { ...left, modelSigma, weight: isHidden ? weight : everywhere });
  }
  return sums;
}

/** What a weight leaves of each cell; false when that is nothing. */
function complement(weight: Float32Array, out: Float32Array): boolean {
  let rest = 0;
  for (let column = 0; column < weight.length; column++) {
    out[column] = 1 - weight[column];
    rest += out[column];
  }
  return rest > 0;
}

/** The natural model on its own cells, and its error by the same sums. */
export function sumNatural(
  { natural, mask }: Pick<MapsOfSky, 'natural' | 'mask'>,
  options: MeasureOptions,
): SummedModel {
  if (natural === null) return { natural: null, naturalSigma: null, artificialSigma: null };
  const { grid } = natural;
  const rings = ringsOf(options);
  const everywhere = new Float32Array(grid.columns).fill(1);
  const nothing = new Float32Array(grid.columns);
  const rowOf = (values: Float32Array, row: number): Float32Array =>
    values.subarray(row * grid.columns, (row + 1) * grid.columns);
  const weights = mask === null ? null : new Float32Array(grid.columns * grid.rows);
  if (mask !== null && weights !== null) {
    const weigh = maskWeights(mask, grid);
    for (let row = 0; row < grid.rows; row++) weigh(row, rowOf(weights, row));
  }
  const sumOf = (luminance: Float32Array): SummedParts => {
    const memory = sumsMemory(grid, rings, weights === null ? 1 : 2, rowsOfPreparation);
    const full = new SkySums(grid, rings, memory, 0);
    const free = weights === null ? null : new SkySums(grid, rings, memory, 0);
    const prepare = rowPreparation(
      {
        grid,
        row: (row) => rowOf(luminance, row),
        uncertainty: null,
      },
      memory,
      options.filledGapDeg,
    );
    for (let row = 0; row < grid.rows; row++) {
      if (!isSeen(grid, row)) continue;
      const ready = prepare(row);
      const modelSigma = rowOf(natural.sigma, row);
      full.addRow(row, { ...ready, sigma: nothing, modelSigma, weight: everywhere });
      if (weights === null) continue;
      free?.addRow(row, { ...ready, sigma: nothing, modelSigma, weight: rowOf(weights, row) });
    }
    return { full, free };
  };
  const { luminance, sigma, artificialSigma } = natural;
  return {
    natural: sumOf(luminance),
    naturalSigma: sumOf(sigma),
    artificialSigma: artificialSigma === undefined ? null : sumOf(artificialSigma),
  };
}

/**
 * The model's error at the cells of another grid: that of the nearest cell, 0 where there is none. Rows
 * one after the other into the same memory, which rows of the same error leave as it is.
 */
function nearestRows(
  own: MapGrid,
  sigma: Float32Array,
  grid: MapGrid,
): (row: number, out: Float32Array) => void {
  const columns = Int32Array.from({ length: grid.columns }, (_, column) => {
    const azimuth = grid.azimuth0Deg + (column + 0.5) * grid.stepDeg - own.azimuth0Deg;
    const at = Math.floor(azimuth / own.stepDeg);
    return ((at % own.columns) + own.columns) % own.columns;
  });
  let last = -1;
  return (row, out) => {
    const altitude = grid.altitude0Deg + (row + 0.5) * grid.stepDeg - own.altitude0Deg;
    const at = Math.max(0, Math.min(own.rows - 1, Math.floor(altitude / own.stepDeg)));
    if (at === last) return;
    last = at;
    for (let column = 0; column < out.length; column++) {
      const value = sigma[at * own.columns + columns[column]];
      out[column] = value >= 0 ? value : 0;
    }
  };
}
