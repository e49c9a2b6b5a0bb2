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

/** A mesh of corners of cells over a tile, coarse enough to be projected onto every frame. */
export class TileLattice {
  private readonly columns: readonly number[];
  private readonly rows: readonly number[];
  private readonly directions: CellDirections;
  private readonly turned: CellDirections;
  private readonly x: Float64Array;
  private readonly y: Float64Array;

  private constructor(parallels: ParallelRows, range: TileRange) {
    const step = Math.floor(greatestMeshDeg / parallels.stepDeg);
    this.columns = edges(range.columnStart, range.columnEnd, step);
    this.rows = edges(range.rowStart, range.rowEnd, step);
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
   * The rows of a frame that values of cells of the tile can be made of; more than those, never fewer.
   *
   * @param turn into the directions in which the frame sees the cells; null for none
   */
  rowsOf(model: FrameModel, turn: DirectionTurn | null): PixelRows {
    const { directions, turned, x, y } = this;
    if (turn !== null) turnDirections(turn, directions, x.length, turned);
    projectDirections(model, turn === null ? directions : turned, x.length, x, y);
    const scale = Math.max(model.pixelsPerUnitX, model.pixelsPerUnitY) * degree;
    const slack = bulgeDeg * scale + tapsPx;
    const across = this.columns.length;
    let first = Infinity;
    let last = -Infinity;
    for (let row = 1; row < this.rows.length; row++) {
      for (let column = 1; column < across; column++) {
        const node = row * across + column;
        const [a, b, c, d] = [node, node - 1, node - across, node - across - 1];
        // A corner that is NaN makes all four of these NaN, and no comparison true.
        const left = Math.min(x[a], x[b], x[c], x[d]);
        const right = Math.max(x[a], x[b], x[c], x[d]);
        const top = Math.min(y[a], y[b], y[c], y[d]);
        const bottom = Math.max(y[a], y[b], y[c], y[d]);
        const touches =
          right >= -slack &&
          left <= model.width - 1 + slack &&
          bottom >= -slack &&
          top <= model.height - 1 + slack;
        if (!touches) continue;
        first = Math.min(first, top);
        last = Math.max(last, bottom);
      }
    }
    if (first > last) return { first: 0, end: 0 };
    return {
      first: Math.max(0, Math.floor(first - slack)),
      end: Math.min(model.height, Math.ceil(last + slack) + 1),
    };
  }
}

/** Edges of cells from the first to the end, every so many. */
function edges(start: number, end: number, step: number): readonly number[] {
  const list = [];
  for (let edge = start; edge < end; edge += step) list.push(edge);
  return [...list, end];
}
