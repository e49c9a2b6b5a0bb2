import {
  FrameSampler,
  type CellAreas,
  type DirectionTurn,
  type FrameRoom,
  type Interpolation,
  type RowSamples as KernelSamples,
  type TangentCamera,
} from '@nightskies/pixels';
import { degree, radialCoefficient, turnDirections, type CellDirections } from '@nightskies/sky';
import type { FrameModel } from '../frames/frame-model.js';
import type { FramePlane, MapFrame, PixelRows } from '../frames/map-frame.js';
import type { RowSamples } from './frame-rows.js';
import { areaNoiseShare, noiseShares } from './noise-share.js';
import { leastCosine, projectDirections } from './project-directions.js';

/**
 * How the light of a cell is made of pixels: by a value at the middle of the cell (errors in
 * `Interpolation` of libs/pixels; surface brightness is conserved), or as the mean over the `area` of
 * the cell, which conserves the flux of stars too.
 */
export type MapInterpolation = Interpolation | 'area';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Part of a cell that must have data; the rest is rounding. */
const wholeCell = 0.999999;

/** Kernels of this thread: their memory grows to that of the largest frame and is kept. */
const samplers = new Map<Interpolation, FrameSampler>();

function samplerFor(interpolation: Interpolation): FrameSampler {
  const known = samplers.get(interpolation);
  if (known !== undefined) return known;
  const made = new FrameSampler({ interpolation, phaseFactors: noiseShares(interpolation) });
  samplers.set(interpolation, made);
  return made;
}

/** Samples rows of the map from one frame after another. */
export class RowSampler {
  private readonly interpolation: Interpolation;
  private readonly byArea: boolean;
  /** Its memory is also that of the sums of a mean. */
  readonly sampler: FrameSampler;
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private areas: CellAreas | null = null;
  /** One for all rows: a row has some hundred cells, and a map a hundred thousand rows of frames. */
  private readonly row: Mutable<RowSamples> = {
    ...{ begin: 0, end: 0, edge: new Float64Array(0), value: new Float64Array(0) },
    ...{ sigma: null, confusion: null, flags: new Uint8Array(0) },
  };
  private frame: MapFrame | undefined;
  private turn: DirectionTurn | null = null;

  /** @param columns the most cells of a row */
  constructor(interpolation: MapInterpolation, columns: number) {
    this.byArea = interpolation === 'area';
    this.interpolation = interpolation === 'area' ? 'bilinear' : interpolation;
    this.sampler = samplerFor(this.interpolation);
    this.x = new Float64Array(columns);
    this.y = new Float64Array(columns);
  }

  /**
   * Decodes a frame into the kernel.
   *
   * @param sine sines and cosines of the longitudes of the columns of the tile
   * @param rows of the frame that are needed; undefined for all
   * @param turn what turns directions of cells into those in which the frame sees them; null for none
   */
  load(
    frame: MapFrame,
    sine: Float64Array,
    cosine: Float64Array,
    rows: PixelRows | undefined,
    turn: DirectionTurn | null,
  ): void {
    const { model, sigma, confusion } = frame;
    const further = [sigma, confusion].filter((plane) => plane !== null);
    this.sampler.columns(sine, cosine);
    const room = this.sampler.room({
      ...{ width: model.width, height: model.height, flags: frame.flags !== null },
      areas: this.byArea,
      further: further.map(({ width, height, stepPx }, k) => ({
        ...{ width, height, stepPx },
        // From the error of a pixel to that of a value made of several.
        byPhase: k === 0 && sigma?.stepPx === 1 && !this.byArea,
      })),
    });
    fill(room, frame, further, rows);
    this.areas = room.areas;
    this.sampler.aim(
      tangentCamera(model),
      1 / (model.pixelsPerUnitX * degree),
      1 / (model.pixelsPerUnitY * degree),
      turn,
      rows,
    );
    this.frame = frame;
    this.turn = turn;
  }

  /** Whether a pixel of these rows of the frame has no data. */
  hasGaps({ first, end }: PixelRows): boolean {
    return this.sampler.hasGaps(first, end);
  }

  /** Cells of a parallel of azimuths, `first` counted within the tile. */
  alongParallel(sine: number, cosine: number, first: number, count: number): RowSamples {
    return this.told(this.sampler.sampleRow(sine, cosine, first, count));
  }

  /** Whether `alongParallel` can be used: not for the old cubic, not by area, not turned. */
  get followsParallels(): boolean {
    return !this.byArea && this.turn === null && this.frame?.model.lens.kind !== 'cubic';
  }

  /** Whether corners of cells are needed besides their middles. */
  get needsCorners(): boolean {
    return this.byArea;
  }

  /**
   * Corners of cells, `first` counted within the tile, by their directions, which may be changed: to be
   * given before the middles of the cells.
   */
  cornersAt(line: 'below' | 'above', corners: CellDirections, first: number, count: number): void {
    const { model } = this.loaded();
    if (model.lens.kind !== 'cubic') {
      const { x: north, y: east, z: up } = corners;
      this.sampler.cornersAt(line, { north, east, up }, first, count);
      return;
    }
    if (this.areas === null) return;
    const { x, y } = this.areas;
    const from = first + (line === 'below' ? 0 : x.length / 2);
    this.turned(corners, count);
    projectDirections(model, corners, count, x.subarray(from), y.subarray(from));
    this.sampler.cornersGiven(line, first, count);
  }

  /** The corners above a row are those below the next. */
  cornersUp(): void {
    this.sampler.cornersUp();
  }

  /**
   * Cells, `first` counted within the tile, by the directions of their middles, which may be changed; by
   * area, between the corners given before.
   */
  atDirections(middles: CellDirections, first: number, count: number): RowSamples {
    const found = this.atMiddles(middles, count);
    if (this.areas === null) return this.told(found);
    // A cell of which a part is missing would have the light of the rest.
    return this.told(this.sampler.meanOverAreas(wholeCell, first));
  }

  private atMiddles(middles: CellDirections, count: number): KernelSamples {
    const { model } = this.loaded();
    if (model.lens.kind !== 'cubic') {
      const { x: north, y: east, z: up } = middles;
      return this.sampler.sampleDirections({ north, east, up }, count);
    }
    this.turned(middles, count);
    projectDirections(model, middles, count, this.x, this.y);
    return this.sampler.sampleAt(this.x, this.y, count);
  }

  /** In place. */
  private turned(directions: CellDirections, count: number): void {
    if (this.turn !== null) turnDirections(this.turn, directions, count, directions);
  }

  private loaded(): MapFrame {
    if (this.frame === undefined) throw new RangeError('no frame to sample');
    return this.frame;
  }

  private told(found: KernelSamples): RowSamples {
    const { sigma, confusion } = this.loaded();
    const { row } = this;
    row.begin = found.begin;
    row.end = found.end;
    row.edge = found.edge;
    row.value = found.value;
    row.flags = found.flags;
    row.sigma = sigma === null ? null : found.further[0];
    // Errors of stars alone are none: nothing could be weighed by them.
    row.confusion = sigma === null || confusion === null ? null : found.further[1];
    if (sigma?.stepPx === 1 && row.sigma !== null && this.areas !== null) {
      shareNoise(found, row.sigma, this.areas.size);
    }
    return row;
  }
}

/** From the error of a pixel to that of the mean over an area. */
function shareNoise({ begin, end }: KernelSamples, sigma: Float64Array, size: Float64Array): void {
  for (let i = begin; i < end; i++) {
    if (!Number.isNaN(sigma[i])) sigma[i] *= areaNoiseShare(size[i]);
  }
}

function fill(
  room: FrameRoom,
  frame: MapFrame,
  further: readonly FramePlane[],
  rows: PixelRows | undefined,
): void {
  const { data } = frame.pixels(room.value, rows);
  if (data !== room.value) room.value.set(data);
  for (const [k, plane] of further.entries()) {
    const values = plane.read(room.further[k], plane.stepPx === 1 ? rows : undefined);
    if (values !== room.further[k]) room.further[k].set(values);
    if (plane.stepPx !== 1) fillUnknown(room.further[k]);
  }
  if (frame.flags !== null && room.flags !== null) {
    const flags = frame.flags(room.flags, rows);
    if (flags !== room.flags) room.flags.set(flags);
  }
}

/** A node of a mesh about which nothing is known gets the largest error of the frame. */
function fillUnknown(mesh: Float32Array): void {
  const largest = mesh.reduce((most, value) => (value > most ? value : most), 0);
  for (let node = 0; node < mesh.length; node++) {
    if (Number.isNaN(mesh[node])) mesh[node] = largest;
  }
}

function tangentCamera(model: FrameModel): TangentCamera {
  const { axes, axisX, axisY, pixelsPerUnitX, pixelsPerUnitY, lens } = model;
  return {
    ...{ axes, axisX, axisY, pixelsPerUnitX, pixelsPerUnitY, leastCosine: leastCosine(model) },
    law:
      lens.kind === 'measured'
        ? {
            kind: 'brown',
            radial: lens.camera.radial,
            decentering: lens.camera.decentering,
            affinity: lens.camera.affinity,
          }
        : { kind: 'radial', coefficient: radialCoefficient },
  };
}
