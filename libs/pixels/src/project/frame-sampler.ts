import { KernelModule } from '../kernels/kernel-memory.js';
import { wasm as areaWasm } from '../kernels/area-means.wasm.js';
import { wasm as projectWasm } from '../kernels/project-rows.wasm.js';
import { wasm as resampleWasm } from '../kernels/resample.wasm.js';
import { cubicPowers, lanczosTable, type Interpolation } from '../resample/interpolation.js';
import { sampleArea } from '../resample/sample-area.js';
import { requireLengths } from '../resample/sample-image.js';
import { writeTurn, type DirectionTurn } from './direction-turn.js';
import {
  areaCapacity,
  isSameLayout,
  layoutOf,
  liftNodeCount,
  phaseCount,
  requireLayout,
  type FrameLayout,
} from './frame-layout.js';
import type {
  AreaExports,
  DirectionArrays,
  FrameRoom,
  FrameRows,
  ProjectExports,
  ResampleExports,
  RowSamples,
  SamplerOptions,
} from './frame-samples.js';
import {
  rowConstantCount,
  writeCameraConstants,
  writeRowConstants,
  type TangentCamera,
} from './project-row.js';
import { samplePlanes, samplingOf, type Sampling } from './sample-planes.js';

function noAreas(): Error {
  return new Error('no room for areas of these samples');
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };

function tooMany(count: number, columns: number): RangeError {
  return new RangeError(`${count} cells at once: there is room for the ${columns} columns`);
}

/**
 * Frames, one after another in the memory of a kernel, sampled row by row of a map: directions of one
 * latitude to the array of a camera, there values, further planes (noise), flags and the distance to
 * the edge. Positions are float64; values as in `sampleImage`, but bicubic and Lanczos-3 with weights
 * and sums in float32: within 1e-6 of the largest value around. Twins: `projectRowReference`,
 * `sampleReference`, `sampleFlagsReference`, the same bits.
 *
 * One for a thread: the memory grows to what the largest frame needs and is kept. First `columns`,
 * then for each frame `room` (fill it), `aim`, and `sampleRow` for its rows.
 */
export class FrameSampler {
  readonly #resample = new KernelModule(
    resampleWasm,
    (exports): exports is ResampleExports => 'sampleLanczos3' in exports,
  );
  readonly #project = new KernelModule(
    projectWasm,
    (exports): exports is ProjectExports => 'projectRow' in exports,
    this.#resample,
  );
  readonly #area = new KernelModule(
    areaWasm,
    (exports): exports is AreaExports => 'areaMeans' in exports,
    this.#resample,
  );
  readonly #interpolation: Interpolation;
  readonly #phaseFactors: Float64Array;
  #isTurned = false;
  #frame: FrameLayout = { width: 2, height: 2 };
  #columns = 0;
  #sine: Float64Array = new Float64Array(0);
  #cosine: Float64Array = new Float64Array(0);
  #reserved = 0;
  #at = layoutOf(this.#frame, 0, 0);
  #buffer: ArrayBuffer;
  #samples: Changing<RowSamples>;
  #constants: Float64Array = new Float64Array(0);
  #camera: TangentCamera | undefined;
  #sampling: Sampling;

  /** @throws RangeError for another number of factors than 1024 */
  constructor({ interpolation, phaseFactors }: SamplerOptions) {
    this.#interpolation = interpolation;
    this.#phaseFactors = phaseFactors ?? new Float64Array(phaseCount).fill(1);
    if (this.#phaseFactors.length !== phaseCount) {
      throw new RangeError(`${this.#phaseFactors.length} factors of phases: not ${phaseCount}`);
    }
    this.#buffer = this.#resample.buffer(this.#at.bytes);
    this.#sampling = samplingOf(this.#frame, this.#at, interpolation);
    this.#samples = this.#lay();
  }

  /**
   * Sine and cosine of the longitude of every column that rows will be asked of.
   *
   * @throws RangeError for another number of cosines than of sines
   */
  columns(sine: Float64Array, cosine: Float64Array): void {
    if (sine.length !== cosine.length) {
      throw new RangeError(`${sine.length} sines and ${cosine.length} cosines`);
    }
    this.#sine = sine;
    this.#cosine = cosine;
    // Planes would move with the rows that lie before them: only a longer row makes new room.
    if (sine.length > this.#columns) {
      this.#columns = sine.length;
      this.#camera = undefined;
      this.#samples = this.#lay();
    }
    this.#writeColumns();
  }

  /**
   * Room for the planes of a frame: fill it before sampling. Views of earlier frames are dead after
   * this, and after `columns` with more columns than before.
   *
   * @throws RangeError for planes of less than 2 x 2 px and steps that are not positive
   */
  room(frame: FrameLayout): FrameRoom {
    requireLayout(frame);
    this.#camera = undefined;
    if (!isSameLayout(frame, this.#frame)) {
      this.#frame = frame;
      this.#samples = this.#lay();
      this.#writeColumns();
    }
    const { width, height } = frame;
    const at = this.#at;
    const { areas } = at;
    const long = (from: number, count: number) => new Float64Array(this.#buffer, from, count);
    return {
      areas:
        areas === null
          ? null
          : {
              x: long(areas.x, 2 * (this.#columns + 1)),
              y: long(areas.y, 2 * (this.#columns + 1)),
              size: long(areas.size, this.#columns),
            },
      value: new Float32Array(this.#buffer, at.value, width * height),
      further: at.further.map(
        (plane) => new Float32Array(this.#buffer, plane.at, plane.width * plane.height),
      ),
      flags: at.flags === null ? null : new Uint8Array(this.#buffer, at.flags, width * height),
    };
  }

  /**
   * The camera that took the frame, and what a px of distance to an edge of x and of y counts:
   * edge = min(min(x, width - 1 - x) edgeScaleX, min(y, height - 1 - y) edgeScaleY). The planes are full
   * by now.
   *
   * @param turn what directions are turned by before they meet the camera; none if not given
   * @param rows that were filled, when samples need no others; all if not given
   */
  aim(
    camera: TangentCamera,
    edgeScaleX = 1,
    edgeScaleY = 1,
    turn: DirectionTurn | null = null,
    { first, end }: FrameRows = { first: 0, end: this.#frame.height },
  ): void {
    const { width, height } = this.#frame;
    this.#camera = camera;
    this.#sampling = { ...this.#sampling, edgeScaleX, edgeScaleY };
    writeCameraConstants(this.#constants, camera, width, height);
    const at = this.#at;
    this.#isTurned = turn !== null;
    if (turn !== null) {
      writeTurn(turn, this.#buffer, at.turn, at.lift);
    }
    const skipped = first * width;
    if (at.areas !== null) {
      const { left } = at.areas;
      const rows = Math.max(0, end - first);
      this.#area.exports.sumRows(at.value + 4 * skipped, width, rows, left + 8 * skipped);
    }
    if (at.flags !== null && at.joined !== null) {
      const joined = Math.max(0, end - 1 - first) * width;
      const { exports } = this.#resample;
      exports.joinFlags(at.flags + skipped, width, joined, at.joined + skipped);
    }
  }

  /**
   * Samples of the frame at `count` columns of a row, from `first`, at the latitude of this sine and
   * cosine.
   *
   * @throws RangeError for columns that were not given, Error before `aim`
   */
  sampleRow(
    sineLatitude: number,
    cosineLatitude: number,
    first: number,
    count: number,
  ): RowSamples {
    if (this.#camera === undefined) throw new Error('sampleRow before aim');
    if (!(first >= 0 && count >= 0 && first + count <= this.#sine.length)) {
      throw new RangeError(
        `columns ${first} to ${first + count - 1}: there are ${this.#sine.length}`,
      );
    }
    const at = this.#at;
    writeRowConstants(this.#constants, this.#camera, sineLatitude, cosineLatitude);
    const { exports } = this.#project;
    exports.projectRow(
      at.row,
      this.#camera.law.kind === 'radial' ? 1 : 0,
      at.sine + 8 * first,
      at.cosine + 8 * first,
      count,
      at.x,
      at.y,
    );
    return this.#sample(exports.projectedBegin(), exports.projectedEnd());
  }

  /**
   * Samples in directions of any order: unit vectors in the frame of the camera's axes, or in that which
   * the turn leads from.
   *
   * @throws RangeError for more directions than columns, Error before `aim`
   */
  sampleDirections(
    directions: DirectionArrays,
    count: number = directions.east.length,
  ): RowSamples {
    if (count > this.#columns) throw tooMany(count, this.#columns);
    const { x, y } = this.#at;
    this.#place(directions, count, x, y);
    return this.#sample(0, count);
  }

  /**
   * The corners below the next row of cells, or above it, from their directions.
   *
   * @param first index of the first of these corners in the row
   * @throws RangeError for corners beyond those of the columns, Error before `aim` and without `areas`
   */
  cornersAt(
    line: 'below' | 'above',
    directions: DirectionArrays,
    first: number,
    count: number,
  ): void {
    const { areas } = this.#at;
    if (areas === null) throw noAreas();
    if (first + count > this.#columns + 1) throw tooMany(first + count, this.#columns + 1);
    const from = 8 * (first + (line === 'below' ? 0 : this.#columns + 1));
    this.#place(directions, count, areas.x + from, areas.y + from);
    this.#lightAlong(from, count);
  }

  /** Corners that the caller wrote into `areas` of the room instead. */
  cornersGiven(line: 'below' | 'above', first: number, count: number): void {
    this.#lightAlong(8 * (first + (line === 'below' ? 0 : this.#columns + 1)), count);
  }

  /** The corners above a row are those below the next. */
  cornersUp(): void {
    const { areas } = this.#at;
    if (areas === null) throw noAreas();
    const stride = this.#columns + 1;
    for (const from of [areas.x, areas.y, areas.light]) {
      new Float64Array(this.#buffer, from, 2 * stride).copyWithin(0, stride);
    }
  }

  /** The light along the sides between corners of a line. @param from bytes before its first corner */
  #lightAlong(from: number, count: number): void {
    const { areas } = this.#at;
    if (areas === null) return;
    const [x, y] = [areas.x + from, areas.y + from];
    this.#sideLights(x, y, 8, count - 1, areas.light + from);
  }

  /** The light to the left of sides from places at these addresses to those so many bytes farther on. */
  #sideLights(x: number, y: number, to: number, count: number, out: number): void {
    const { areas, value } = this.#at;
    if (areas === null) return;
    const { width, height } = this.#frame;
    const { left } = areas;
    const { exports } = this.#area;
    exports.sideLights(value, left, width, height, x, y, x + to, y + to, count, out);
  }

  /** Places of directions on the frame, to these addresses. */
  #place({ east, north, up }: DirectionArrays, count: number, x: number, y: number): void {
    if (this.#camera === undefined) throw new Error('directions before aim');
    requireLengths(count, { east, north, up });
    const at = this.#at;
    // The rows of results are not needed yet: the directions may lie there.
    const rows = [at.valueOut, at.edge, at.up];
    for (const [k, values] of [east, north, up].entries()) {
      new Float64Array(this.#buffer, rows[k], count).set(values.subarray(0, count));
    }
    const { turnDirections, projectDirections } = this.#project.exports;
    if (this.#isTurned) {
      turnDirections(at.turn, at.lift, liftNodeCount, at.edge, at.valueOut, at.up, count);
    }
    writeRowConstants(this.#constants, this.#camera, 1, 1);
    const isRadial = this.#camera.law.kind === 'radial' ? 1 : 0;
    projectDirections(at.row, isRadial, at.valueOut, at.edge, at.up, count, x, y);
  }

  /**
   * Samples at positions on the frame, px, first pixel's centre 0; NaN for none.
   *
   * @throws RangeError for more positions than columns, and for arrays that are shorter
   */
  sampleAt(x: Float64Array, y: Float64Array, count: number = x.length): RowSamples {
    requireLengths(count, { x, y });
    if (count > this.#columns) throw tooMany(count, this.#columns);
    this.#samples.x.set(x.subarray(0, count));
    this.#samples.y.set(y.subarray(0, count));
    return this.#sample(0, count);
  }

  /**
   * Gives the last samples values: means over the area of their cells, of which the corners are known.
   * As `sampleArea`, to 1e-11 of the value. NaN where less than `wholeShare` of the cell has data.
   *
   * @param first column of the first of the samples
   * @throws Error for samples that do not begin with the first direction, and a room without `areas`
   */
  meanOverAreas(wholeShare: number, first = 0): RowSamples {
    const at = this.#at;
    const { begin, end } = this.#samples;
    if (at.areas === null || begin !== 0) throw noAreas();
    const { width, height } = this.#frame;
    const { sum, size, rise, scratch } = at.areas;
    const [x, y, light] = [at.areas.x, at.areas.y, at.areas.light].map((row) => row + 8 * first);
    const above = 8 * (this.#columns + 1);
    const { exports } = this.#area;
    this.#sideLights(x, y, above, end + 1, rise);
    const sumFrom = (cell: number): number =>
      exports.areaSums(
        ...[at.value, width, height, x, y, light, rise, above, cell, end],
        ...[scratch, areaCapacity, sum, size],
      );
    for (let cell = sumFrom(0); cell < end; cell = sumFrom(cell + 1)) {
      this.#sumLargeCell(cell, first);
    }
    exports.areaMeans(x, y, above, end, sum, size, at.edge, wholeShare, at.valueOut);
    return this.#samples;
  }

  /** A cell over more pixels than the kernel has room for. */
  #sumLargeCell(cell: number, first: number): void {
    const { areas, value } = this.#at;
    if (areas === null) return;
    const { width, height } = this.#frame;
    const stride = this.#columns + 1;
    const corners = (from: number): Float64Array => {
      const row = new Float64Array(this.#buffer, from, 2 * stride).subarray(first + cell);
      return Float64Array.of(row[0], row[1], row[stride], row[stride + 1]);
    };
    const data = new Float32Array(this.#buffer, value, width * height);
    sampleArea({ data, width, height }, corners(areas.x), corners(areas.y), 1, 1, {
      sum: new Float64Array(this.#buffer, areas.sum + 8 * cell, 1),
      area: new Float64Array(this.#buffer, areas.size + 8 * cell, 1),
    });
  }

  /** Whether a pixel of these rows of the frame in the room is NaN; the end is exclusive. */
  hasGaps(firstRow: number, endRow: number): boolean {
    const { width } = this.#frame;
    const count = Math.max(0, endRow - firstRow) * width;
    return this.#resample.exports.hasGaps(this.#at.value + 4 * firstRow * width, count) !== 0;
  }

  /** The module whose memory holds frame and samples, for kernels that go on with them there. */
  get kernel(): KernelModule<object> {
    return this.#resample;
  }

  /**
   * Leaves the first bytes of the memory to others. If they are more than before, columns and frame
   * are lost: give them again.
   */
  reserve(bytes: number): void {
    if (bytes <= this.#reserved) return;
    // The table of weights lies at a multiple of 32.
    this.#reserved = Math.ceil(bytes / 64) * 64;
    this.#camera = undefined;
    this.#samples = this.#lay();
    this.#writeColumns();
  }

  #sample(begin: number, end: number): RowSamples {
    // Begins are multiples of 16 columns, so that pairs stay pairs.
    const count = end - begin;
    if (count > 0) {
      samplePlanes(this.#resample.exports, this.#sampling, begin, count);
    }
    this.#samples.begin = begin;
    this.#samples.end = count > 0 ? end : begin;
    return this.#samples;
  }

  #writeColumns(): void {
    new Float64Array(this.#buffer, this.#at.sine, this.#sine.length).set(this.#sine);
    new Float64Array(this.#buffer, this.#at.cosine, this.#cosine.length).set(this.#cosine);
  }

  /** Lays the memory out anew and returns the views of the rows. */
  #lay(): Changing<RowSamples> {
    const at = layoutOf(this.#frame, this.#columns, this.#reserved);
    this.#at = at;
    this.#sampling = samplingOf(this.#frame, at, this.#interpolation);
    this.#buffer = this.#resample.buffer(at.bytes);
    const row = (address: number): Float64Array =>
      new Float64Array(this.#buffer, address, this.#columns);
    new Float32Array(this.#buffer, at.lanczos, lanczosTable().length).set(lanczosTable());
    new Float32Array(this.#buffer, at.cubic, cubicPowers.length).set(cubicPowers);
    new Float64Array(this.#buffer, at.phases, phaseCount).set(this.#phaseFactors);
    const flags = new Uint8Array(this.#buffer, at.flagsOut, this.#columns);
    flags.fill(0);
    this.#constants = new Float64Array(this.#buffer, at.row, rowConstantCount);
    return {
      begin: 0,
      end: 0,
      x: row(at.x),
      y: row(at.y),
      edge: row(at.edge),
      value: row(at.valueOut),
      further: at.furtherOut.map(row),
      flags,
    };
  }
}
