import type { DirectionTurn } from '@nightskies/pixels';
import {
  cellDirections,
  degree,
  parallelLatitudeDeg,
  parallelLongitudeDeg,
  turnDirections,
  type CellDirections,
  type ParallelRows,
  type TileRange,
} from '@nightskies/sky';
import type { FrameModel } from '../frames/frame-model.js';
import type { PixelRows } from '../frames/map-frame.js';
import { projectDirections } from './project-directions.js';

/**
 * Sides of a mesh are at most so long: a mesh with a corner beyond what `projectDirections` places, 1 deg
 * outside the picture, has then no part in the picture.
 */
const greatestMeshDeg = 0.5;

/** By less than this a place in a mesh lies outside the rectangle about its corners, deg. */
const bulgeDeg = 0.05;

/** Pixels beside a place that take part in its value, and one for rounding. */
const tapsPx = 4;

/** Columns counted in the tile; the last is within. */
export type Span = readonly [first: number, last: number];

/** A stretch of a row of meshes in reach of a frame, columns counted in the tile; the last is within. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  /** Whether the frame need not be sampled there, since another lies deeper. */
  readonly isPassed: boolean;
}

/** Stretches of a frame by rows of meshes: where there is none the frame has no part. */
export type Stretches = readonly (readonly Stretch[])[];

/** What becomes of a mesh of a frame. */
type Lot = 'sampled' | 'passed' | 'outside';

/** What a tile has of a frame. */
export interface LatticeView {
  /** Rows of the frame that values of cells can be made of; more than those, never fewer. */
  readonly rows: PixelRows;
  /** 1 for each mesh in which values can be made of it; for more than those, never fewer. */
  readonly inReach: Uint8Array;
  /**
   * Bounds of the depth below the nearest edge of the frame, deg, in each mesh that lies on the frame as a
   * whole, with all pixels its values are made of; -Infinity in the others.
   */
  readonly least: Float32Array;
  readonly greatest: Float32Array;
}

/** A mesh of corners of cells over a tile, coarse enough to be projected onto every frame. */
export class TileLattice {
  /** Cells along a side of a mesh, fewer in the last. */
  private readonly step: number;
  private readonly columns: readonly number[];
  private readonly rows: readonly number[];
  private readonly directions: CellDirections;
  private readonly turned: CellDirections;
  private readonly x: Float64Array;
  private readonly y: Float64Array;

  private constructor(parallels: ParallelRows, range: TileRange) {
    this.step = Math.floor(greatestMeshDeg / parallels.stepDeg);
    this.columns = edges(range.columnStart, range.columnEnd, this.step);
    this.rows = edges(range.rowStart, range.rowEnd, this.step);
    const nodes = this.columns.length * this.rows.length;
    this.directions = cellDirections(nodes);
    this.turned = cellDirections(nodes);
    this.x = new Float64Array(nodes);
    this.y = new Float64Array(nodes);
    const { x, y, z } = this.directions;
    let node = 0;
    for (const row of this.rows) {
      const latitude = parallelLatitudeDeg(parallels, row - 0.5) * degree;
      for (const column of this.columns) {
        const longitude = parallelLongitudeDeg(parallels, column - 0.5) * degree;
        x[node] = Math.cos(latitude) * Math.cos(longitude);
        y[node] = Math.cos(latitude) * Math.sin(longitude);
        z[node] = Math.sin(latitude);
        node++;
      }
    }
  }

  /** Null where rows are no parallels, and for cells too large for it. */
  static of(parallels: ParallelRows | null, range: TileRange): TileLattice | null {
    if (parallels === null || parallels.stepDeg > greatestMeshDeg) return null;
    return new TileLattice(parallels, range);
  }

  /**
   * What a tile has of a frame.
   *
   * @param turn into the directions in which the frame sees the cells; null for none
   */
  viewOf(model: FrameModel, turn: DirectionTurn | null): LatticeView {
    const { directions, turned, x, y } = this;
    if (turn !== null) turnDirections(turn, directions, x.length, turned);
    projectDirections(model, turn === null ? directions : turned, x.length, x, y);
    const perX = 1 / (model.pixelsPerUnitX * degree);
    const perY = 1 / (model.pixelsPerUnitY * degree);
    const tapsDeg = tapsPx * Math.max(perX, perY);
    const [lastX, lastY] = [model.width - 1, model.height - 1];
    const across = this.columns.length;
    const meshes = (across - 1) * (this.rows.length - 1);
    const inReach = new Uint8Array(meshes);
    const least = new Float32Array(meshes).fill(-Infinity);
    const greatest = new Float32Array(meshes).fill(-Infinity);
    let first = Infinity;
    let last = -Infinity;
    let mesh = 0;
    for (let row = 1; row < this.rows.length; row++) {
      for (let column = 1; column < across; column++, mesh++) {
        const node = row * across + column;
        const [a, b, c, d] = [node, node - 1, node - across, node - across - 1];
        // Most are far from the frame: the sum is NaN where one of the corners is.
        const sum = x[a] + x[b] + x[c] + x[d];
        if (Number.isNaN(sum)) continue;
        const left = Math.min(x[a], x[b], x[c], x[d]);
        const right = Math.max(x[a], x[b], x[c], x[d]);
        const top = Math.min(y[a], y[b], y[c], y[d]);
        const bottom = Math.max(y[a], y[b], y[c], y[d]);
        const deepX = Math.min(right, lastX - left) * perX;
        const deepY = Math.min(bottom, lastY - top) * perY;
        const deepest = Math.min(deepX, deepY) + bulgeDeg;
        if (!(deepest >= -tapsDeg)) continue;
        inReach[mesh] = 1;
        first = Math.min(first, top);
        last = Math.max(last, bottom);
        const leastX = Math.min(left, lastX - right) * perX;
        const leastY = Math.min(top, lastY - bottom) * perY;
        const shallowest = Math.min(leastX, leastY) - bulgeDeg;
        if (!(shallowest > tapsDeg)) continue;
        least[mesh] = shallowest;
        greatest[mesh] = deepest;
      }
    }
    if (first > last) return { rows: { first: 0, end: 0 }, inReach, least, greatest };
    const slack = bulgeDeg / Math.min(perX, perY) + tapsPx;
    const rows = {
      first: Math.max(0, Math.floor(first - slack)),
      end: Math.min(model.height, Math.ceil(last + slack) + 1),
    };
    return { rows, inReach, least, greatest };
  }

  /** Where a frame that is seen like this is to be sampled when nobody knows which others will come. */
  inReach({ inReach }: LatticeView): Stretches {
    return this.stretches((mesh) => (inReach[mesh] === 1 ? 'sampled' : 'outside'));
  }

  /**
   * For each frame where it is to be sampled, and where it matters to nobody: all of a mesh lies on it,
   * and on another frame deeper by more than `band` deg.
   */
  passed(views: readonly LatticeView[], band: number): readonly Stretches[] {
    const deepest = new Float32Array((this.columns.length - 1) * (this.rows.length - 1));
    for (const { least } of views) {
      for (let mesh = 0; mesh < deepest.length; mesh++) {
        deepest[mesh] = Math.max(deepest[mesh], least[mesh]);
      }
    }
    return views.map(({ inReach, greatest }) =>
      this.stretches((mesh) => {
        if (inReach[mesh] === 0) return 'outside';
        const isPassed = greatest[mesh] > 0 && greatest[mesh] + band < deepest[mesh];
        return isPassed ? 'passed' : 'sampled';
      }),
    );
  }

  /** The stretches that a row of the map goes through. */
  stretchesAt(row: number, stretches: Stretches): readonly Stretch[] {
    return stretches[Math.floor((row - this.rows[0]) / this.step)];
  }

  private stretches(lotOf: (mesh: number) => Lot): Stretches {
    const across = this.columns.length - 1;
    return this.rows.slice(1).map((_, up) => {
      const list: Stretch[] = [];
      for (let from = 0; from < across;) {
        const lot = lotOf(up * across + from);
        let to = from + 1;
        while (to < across && lotOf(up * across + to) === lot) to++;
        if (lot !== 'outside') {
          const first = this.columns[from] - this.columns[0];
          const last = this.columns[to] - this.columns[0] - 1;
          list.push({ first, last, isPassed: lot === 'passed' });
        }
        from = to;
      }
      return list;
    });
  }
}

/** Edges of cells from the first to the end, every so many. */
function edges(start: number, end: number, step: number): readonly number[] {
  const list = [];
  for (let edge = start; edge < end; edge += step) list.push(edge);
  return [...list, end];
}
