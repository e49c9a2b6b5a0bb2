import { image, type Image } from '@nightskies/pixels';
import {
  columnAzimuthDeg,
  cubicPicturePoint,
  degree,
  radialCoefficient,
  rowAltitudeDeg,
  type CameraModel,
  type MapGrid,
  type TileRange,
} from '@nightskies/sky';
import type { MapFrame } from '../frames/map-frame.js';
import { rowSpan } from './row-span.js';

/** A rectangle of a map, first row lowest altitude. */
export interface RenderedTile {
  readonly range: TileRange;
  /** DN/s of a pixel of the unbinned detector; NaN where no frame has data. */
  readonly rate: Image;
  /** Number of frames with data. */
  readonly coverage: Image<Uint8Array>;
}

/**
 * Least weight of a pixel: not 0, so that the very border counts where nothing else does, and no
 * denormal number either, which processors are slow at.
 */
const leastWeight = 1e-6;

/** Stands for the distortion of a nominal lens, which has laws of its own. */
const noCamera: Pick<CameraModel, 'radial' | 'decentering' | 'affinity'> = {
  radial: [0, 0, 0],
  decentering: [0, 0],
  affinity: [0, 0],
};

/**
 * A tile of the map being made of frames, one after another: at each cell the mean, in linear light,
 * of the frames' bilinear values, each over its own exposure time and binning, weighted by the
 * distance to the frame's edge over the feather, at most 1 (image-stages 9.6). Sums are float64 and
 * depend on the order of frames: add them sorted by name.
 */
export class TileAccumulator {
  private readonly weighted: Float64Array;
  private readonly weights: Float64Array;
  private readonly counts: Uint8Array;
  private readonly sine: Float64Array;
  private readonly cosine: Float64Array;
  private readonly width: number;
  /** Pixels of the frame that was added last: room for those of the next. */
  private room: Float32Array | undefined;

  constructor(
    private readonly grid: MapGrid,
    private readonly range: TileRange,
    private readonly featherDeg: number,
  ) {
    this.width = range.columnEnd - range.columnStart;
    const cells = this.width * (range.rowEnd - range.rowStart);
    this.weighted = new Float64Array(cells);
    this.weights = new Float64Array(cells);
    this.counts = new Uint8Array(cells);
    this.sine = new Float64Array(this.width);
    this.cosine = new Float64Array(this.width);
    for (let column = 0; column < this.width; column++) {
      const azimuth = columnAzimuthDeg(grid, range.columnStart + column) * degree;
      this.sine[column] = Math.sin(azimuth);
      this.cosine[column] = Math.cos(azimuth);
    }
  }

  /** Adds a frame; returns the number of cells that took a value from it. */
  add(frame: MapFrame): number {
    let reached = 0;
    let pixels: Image | undefined;
    for (let row = this.range.rowStart; row < this.range.rowEnd; row++) {
      const span = rowSpan(this.grid, row, frame.model);
      if (span === null) continue;
      for (const turn of [-this.grid.columns, 0, this.grid.columns]) {
        const first = Math.max(this.range.columnStart, span.first + turn);
        const last = Math.min(this.range.columnEnd - 1, span.last + turn);
        if (first <= last) {
          pixels ??= frame.pixels(this.room);
          reached += this.addRow(
            frame,
            pixels,
            row,
            first - this.range.columnStart,
            last - this.range.columnStart,
          );
        }
      }
    }
    this.room = pixels?.data ?? this.room;
    return reached;
  }

  /** The tile of what was added so far. */
  finish(): RenderedTile {
    const height = this.range.rowEnd - this.range.rowStart;
    const rate = new Float32Array(this.weights.length);
    for (let cell = 0; cell < rate.length; cell++) {
      // Without any frame this is 0 / 0, which is what no data look like.
      rate[cell] = this.weighted[cell] / this.weights[cell];
    }
    return {
      range: this.range,
      rate: image(this.width, height, rate),
      coverage: image(this.width, height, this.counts.slice()),
    };
  }

  /** Cells `first` to `last` of a row, counted within the tile. No trigonometry per cell. */
  private addRow(frame: MapFrame, pixels: Image, row: number, first: number, last: number): number {
    const { model } = frame;
    const { axis, right, up } = model.axes;
    const { data, width } = pixels;
    const { axisX, axisY, pixelsPerUnitX, pixelsPerUnitY } = model;
    const lastX = pixels.width - 1;
    const lastY = pixels.height - 1;
    const perX = 1 / (pixelsPerUnitX * degree * this.featherDeg);
    const perY = 1 / (pixelsPerUnitY * degree * this.featherDeg);
    const light = 1 / (frame.exposureSeconds * model.binningX * model.binningY);
    const { lens } = model;
    const measured = lens.kind === 'measured' ? lens.camera : noCamera;
    const isMeasured = lens.kind === 'measured';
    const cubic = lens.kind === 'cubic';
    const [k1, k2, k3] = measured.radial;
    const [p1, p2] = measured.decentering;
    const [a1, a2] = measured.affinity;
    const { sine, cosine, weighted, weights, counts } = this;
    const altitude = rowAltitudeDeg(this.grid, row) * degree;
    const high = Math.sin(altitude);
    const level = Math.cos(altitude);
    const axisSine = level * axis.east;
    const axisCosine = level * axis.north;
    const axisConstant = high * axis.up;
    const rightSine = level * right.east;
    const rightCosine = level * right.north;
    const rightConstant = high * right.up;
    const upSine = level * up.east;
    const upCosine = level * up.north;
    const upConstant = high * up.up;
    const start = (row - this.range.rowStart) * this.width;
    let reached = 0;
    for (let column = first; column <= last; column++) {
      const s = sine[column];
      const c = cosine[column];
      const inverse = 1 / (axisSine * s + axisCosine * c + axisConstant);
      const tangentX = (rightSine * s + rightCosine * c + rightConstant) * inverse;
      const tangentY = (upSine * s + upCosine * c + upConstant) * inverse;
      let x: number;
      let y: number;
      if (isMeasured) {
        // The law of libs/sky picturePoint, written out: a call per cell would cost as much again.
        const xx = tangentX * tangentX;
        const yy = tangentY * tangentY;
        const xy2 = 2 * tangentX * tangentY;
        const r2 = xx + yy;
        const stretch = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
        x =
          axisX +
          pixelsPerUnitX *
            (tangentX * (stretch + a1) + p1 * xy2 + p2 * (r2 + 2 * xx) + a2 * tangentY);
        y =
          axisY -
          pixelsPerUnitY *
            (tangentY * (stretch - a1) + p1 * (r2 + 2 * yy) + p2 * xy2 + a2 * tangentX);
      } else if (cubic) {
        const picture = cubicPicturePoint({ x: tangentX, y: tangentY });
        x = axisX + picture.x * pixelsPerUnitX;
        y = axisY - picture.y * pixelsPerUnitY;
      } else {
        const radius = Math.sqrt(tangentX * tangentX + tangentY * tangentY);
        const law = 1 - radialCoefficient * radius;
        x = axisX + tangentX * law * pixelsPerUnitX;
        y = axisY - tangentY * law * pixelsPerUnitY;
      }
      if (!(x >= 0 && x <= lastX && y >= 0 && y <= lastY)) continue;
      const left = x < lastX ? Math.trunc(x) : lastX - 1;
      const top = y < lastY ? Math.trunc(y) : lastY - 1;
      const fx = x - left;
      const fy = y - top;
      const at = top * width + left;
      const upper = data[at] + (data[at + 1] - data[at]) * fx;
      const lower = data[at + width] + (data[at + width + 1] - data[at + width]) * fx;
      const value = upper + (lower - upper) * fy;
      // Next to a pixel without data there is no value.
      if (Number.isNaN(value)) continue;
      const edgeX = (x < lastX - x ? x : lastX - x) * perX;
      const edgeY = (y < lastY - y ? y : lastY - y) * perY;
      const edge = edgeX < edgeY ? edgeX : edgeY;
      const weight = edge >= 1 ? 1 : edge > leastWeight ? edge : leastWeight;
      const cell = start + column;
      weighted[cell] += weight * value * light;
      weights[cell] += weight;
      if (counts[cell] < 255) counts[cell]++;
      reached++;
    }
    return reached;
  }
}
