import {
  degree,
  directionOf,
  dot,
  type HorizontalDirection,
  type UnitVector,
} from '@nightskies/sky';
import { vectorOfCell, type BinnedFrame } from './binned-frame.js';
import { pairCells, type PairCells } from './pair-cells.js';
import { robustCentre } from './robust-centre.js';

/** A part of an overlap: what both frames say of a few degrees of sky. */
export interface OverlapPatch {
  /** ln of the second frame over the first. */
  readonly logRatio: number;
  /** 1 sigma of it from the scatter within the patch. */
  readonly error: number;
  /** Mean place in each frame, in units of half its sides: -1 to 1 from left to right, top to bottom. */
  readonly places: readonly [FieldPlace, FieldPlace];
  readonly direction: UnitVector;
}

/** A place of the array in units of half its sides, from its middle. */
export interface FieldPlace {
  readonly u: number;
  readonly v: number;
}

/** Two frames that see the same sky. */
export interface OverlapPair {
  readonly first: BinnedFrame;
  readonly second: BinnedFrame;
  readonly areaDeg2: number;
  /** ln of the second frame over the first: Huber's mean over the overlap. */
  readonly logRatio: number;
  readonly logRatioError: number;
  /** Robust scatter of ln ratio from cell to cell. */
  readonly scatter: number;
  /** Second frame less first, DN/s of an unbinned pixel. */
  readonly difference: number;
  readonly differenceError: number;
  /** Mean of both frames over the overlap, DN/s of an unbinned pixel. */
  readonly meanRate: number;
  /** From the first middle of exposure to the second, s; null when one is unknown. */
  readonly secondsBetween: number | null;
  readonly places: readonly [FieldPlace, FieldPlace];
  /** Mean direction, of unit length. */
  readonly direction: UnitVector;
  readonly patches: readonly OverlapPatch[];
}

export interface PairOptions {
  /** Cells below this apparent altitude take no part, deg. */
  readonly lowestAltitudeDeg: number;
  /** False for directions behind terrain. */
  readonly isSky?: (direction: HorizontalDirection) => boolean;
  /**
   * Solid angle over which neighbouring cells are not independent, deg2: that of the filter which took
   * the stars.
   */
  readonly correlatedAreaDeg2: number;
}

/** Fewest cells of an overlap, and of a part of one, from which a robust mean is taken. */
const fewestCells = 8;
/** Parts of an overlap are those of the first frame divided into so many along each side. */
const partsPerSide = 8;

/**
 * All pairs of frames that overlap, in the order of their names, whatever the order they are given
 * in; the first of a pair is the one whose name is first.
 */
export function overlapPairs(frames: readonly BinnedFrame[], options: PairOptions): OverlapPair[] {
  const sorted = [...frames].sort((a, b) => (a.name < b.name ? -1 : 1));
  const taken = sorted.map((frame) => takesPart(frame, options));
  return sorted.flatMap((first, index) =>
    sorted.slice(index + 1).flatMap((second) => {
      const cells = pairCells(first, second, taken[index]);
      return cells.count < fewestCells ? [] : [comparedPair(cells, options.correlatedAreaDeg2)];
    }),
  );
}

function takesPart(frame: BinnedFrame, { lowestAltitudeDeg, isSky }: PairOptions): Uint8Array {
  const lowest = Math.sin(lowestAltitudeDeg * degree);
  const taken = new Uint8Array(frame.up.length);
  for (let cell = 0; cell < taken.length; cell++) {
    if (!(frame.up[cell] >= lowest)) continue;
    const counts = isSky === undefined || isSky(directionOf(vectorOfCell(frame, cell)));
    if (counts) taken[cell] = 1;
  }
  return taken;
}

/** Huber's mean of a Gaussian sample has an error so much above the plain mean's. */
const robustPenalty = 1.026;

/** Two frames over their common cells. */
export function comparedPair(cells: PairCells, correlatedAreaDeg2: number): OverlapPair {
  const { first, second, count, cell, firstRate, secondRate } = cells;
  const logRatios = new Float64Array(count);
  const differences = new Float64Array(count);
  const areas = new Float64Array(count);
  let areaDeg2 = 0;
  for (let k = 0; k < count; k++) {
    logRatios[k] = Math.log(secondRate[k] / firstRate[k]);
    differences[k] = secondRate[k] - firstRate[k];
    areas[k] = first.areaDeg2[cell[k]];
    areaDeg2 += areas[k];
  }
  const errorPart = robustPenalty / Math.sqrt(Math.max(1, areaDeg2 / correlatedAreaDeg2));
  const ratio = robustCentre(logRatios, areas);
  const difference = robustCentre(differences, areas);
  const all = Array.from({ length: count }, (_, k) => k);
  return {
    ...{ first, second, areaDeg2 },
    logRatio: ratio.centre,
    logRatioError: ratio.scatter * errorPart,
    scatter: ratio.scatter,
    difference: difference.centre,
    differenceError: difference.scatter * errorPart,
    meanRate: meanOf(firstRate, secondRate),
    secondsBetween: secondsBetween(first, second),
    ...meanPlace(cells, all),
    patches: patchesOf(cells, logRatios, correlatedAreaDeg2),
  };
}

function meanOf(first: Float32Array, second: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < first.length; k++) sum += first[k] + second[k];
  return sum / (2 * first.length);
}

const daySeconds = 86_400;

function secondsBetween(first: BinnedFrame, second: BinnedFrame): number | null {
  if (first.middleJdUtc === null || second.middleJdUtc === null) return null;
  return (second.middleJdUtc - first.middleJdUtc) * daySeconds;
}

function patchesOf(
  cells: PairCells,
  logRatios: Float64Array,
  correlatedAreaDeg2: number,
): OverlapPatch[] {
  const { first, cell } = cells;
  const members = new Map<number, number[]>();
  for (let k = 0; k < cells.count; k++) {
    const column = Math.floor(((cell[k] % first.columns) * partsPerSide) / first.columns);
    const row = Math.floor((Math.floor(cell[k] / first.columns) * partsPerSide) / first.rows);
    const part = row * partsPerSide + column;
    const list = members.get(part);
    if (list === undefined) members.set(part, [k]);
    else list.push(k);
  }
  return [...members]
    .sort(([a], [b]) => a - b)
    .flatMap(([, list]) => {
      if (list.length < fewestCells) return [];
      const { centre, scatter } = robustCentre(list.map((k) => logRatios[k]));
      const areaDeg2 = list.reduce((sum, k) => sum + first.areaDeg2[cell[k]], 0);
      const independent = Math.max(1, areaDeg2 / correlatedAreaDeg2);
      return [
        {
          logRatio: centre,
          error: (robustPenalty * scatter) / Math.sqrt(independent),
          ...meanPlace(cells, list),
        },
      ];
    });
}

/** Mean place in both frames, and mean direction, of some of the common cells. */
function meanPlace(
  { first, second, cell, x, y }: PairCells,
  list: readonly number[],
): Pick<OverlapPatch, 'places' | 'direction'> {
  const sum = { u1: 0, v1: 0, x2: 0, y2: 0, east: 0, north: 0, up: 0 };
  for (let at = 0; at < list.length; at++) {
    const k = list[at];
    const column = cell[k] % first.columns;
    sum.u1 += (column + 0.5) * first.cellPx;
    sum.v1 += ((cell[k] - column) / first.columns + 0.5) * first.cellPx;
    sum.x2 += x[k] + 0.5;
    sum.y2 += y[k] + 0.5;
    sum.east += first.east[cell[k]];
    sum.north += first.north[cell[k]];
    sum.up += first.up[cell[k]];
  }
  const placed = (alongX: number, alongY: number, { model }: BinnedFrame): FieldPlace => ({
    u: (2 * alongX) / (list.length * model.width) - 1,
    v: (2 * alongY) / (list.length * model.height) - 1,
  });
  const { east, north, up } = sum;
  const length = Math.sqrt(dot({ east, north, up }, { east, north, up }));
  return {
    places: [placed(sum.u1, sum.v1, first), placed(sum.x2, sum.y2, second)],
    direction: { east: east / length, north: north / length, up: up / length },
  };
}
