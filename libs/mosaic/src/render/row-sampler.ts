import { degree, type CellDirections } from '@nightskies/sky';
import type { FramePlane, MapFrame } from '../frames/map-frame.js';
import type { RowSamples } from './frame-rows.js';
import { projectDirections } from './project-directions.js';

/** Samples rows of the map from one frame after another; bilinear. */
export class RowSampler {
  private frame: MapFrame | undefined;
  private pixels: Float32Array = new Float32Array(0);
  private sigma: Float32Array | null = null;
  private confusion: Float32Array | null = null;
  private flags: Uint8Array | null = null;
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly edge: Float64Array;
  private readonly value: Float64Array;
  private readonly sigmaRow: Float64Array;
  private readonly confusionRow: Float64Array;
  private readonly flagRow: Uint8Array;

  constructor(columns: number) {
    this.x = new Float64Array(columns);
    this.y = new Float64Array(columns);
    this.edge = new Float64Array(columns);
    this.value = new Float64Array(columns);
    this.sigmaRow = new Float64Array(columns);
    this.confusionRow = new Float64Array(columns);
    this.flagRow = new Uint8Array(columns);
  }

  load(frame: MapFrame): void {
    this.frame = frame;
    this.pixels = frame.pixels(this.pixels).data;
    this.sigma = frame.sigma?.read(this.sigma ?? undefined) ?? null;
    this.confusion = frame.confusion?.read(this.confusion ?? undefined) ?? null;
    this.flags = frame.flags?.() ?? null;
  }

  sample(directions: CellDirections, count: number): RowSamples {
    if (this.frame === undefined) throw new RangeError('no frame to sample');
    const { model, sigma, confusion } = this.frame;
    const { x, y, edge, value, sigmaRow, confusionRow, flagRow, pixels, flags } = this;
    const { width, height } = model;
    projectDirections(model, directions, count, x, y);
    const degreesX = 1 / (model.pixelsPerUnitX * degree);
    const degreesY = 1 / (model.pixelsPerUnitY * degree);
    for (let i = 0; i < count; i++) {
      if (!(x[i] >= 0 && x[i] <= width - 1 && y[i] >= 0 && y[i] <= height - 1)) {
        value[i] = Number.NaN;
        continue;
      }
      value[i] = bilinearAt(pixels, width, height, x[i], y[i]);
      const edgeX = Math.min(x[i], width - 1 - x[i]) * degreesX;
      edge[i] = Math.min(edgeX, Math.min(y[i], height - 1 - y[i]) * degreesY);
      sigmaRow[i] = meshValue(sigma, this.sigma, x[i], y[i]);
      confusionRow[i] = meshValue(confusion, this.confusion, x[i], y[i]);
      flagRow[i] = flags === null ? 0 : flagsAt(flags, width, height, x[i], y[i]);
    }
    return {
      ...{ begin: 0, end: count, x, y, edge, value },
      sigma: sigma === null ? null : sigmaRow,
      confusion: confusion === null ? null : confusionRow,
      flags: flagRow,
    };
  }
}

function meshValue(
  plane: FramePlane | null,
  data: Float32Array | null,
  x: number,
  y: number,
): number {
  if (plane === null || data === null) return Number.NaN;
  return bilinearAt(data, plane.width, plane.height, x / plane.stepPx, y / plane.stepPx);
}

function bilinearAt(
  data: Float32Array,
  width: number,
  height: number,
  x: number,
  y: number,
): number {
  const left = Math.min(Math.trunc(x), width - 2);
  const top = Math.min(Math.trunc(y), height - 2);
  const fx = x - left;
  const fy = y - top;
  const at = top * width + left;
  const upper = data[at] + (data[at + 1] - data[at]) * fx;
  const lower = data[at + width] + (data[at + width + 1] - data[at + width]) * fx;
  return upper + (lower - upper) * fy;
}

function flagsAt(data: Uint8Array, width: number, height: number, x: number, y: number): number {
  const left = Math.trunc(x);
  const top = Math.trunc(y);
  const right = x > left && left < width - 1 ? 1 : 0;
  const below = y > top && top < height - 1 ? width : 0;
  const at = top * width + left;
  return data[at] | data[at + right] | data[at + below] | data[at + below + right];
}
