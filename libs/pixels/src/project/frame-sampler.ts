import { KernelModule } from '../kernels/kernel-memory.js';
import { wasm as areaWasm } from '../kernels/area-means.wasm.js';
import { wasm as projectWasm } from '../kernels/project-rows.wasm.js';
import { wasm as resampleWasm } from '../kernels/resample.wasm.js';
import {
  cubicPowers,
  interpolationTaps,
  lanczosTable,
  type Interpolation,
} from '../resample/interpolation.js';
import { sampleArea } from '../resample/sample-area.js';
import { requireLengths } from '../resample/sample-image.js';
import {
  areaCapacity,
  isSameLayout,
  layoutOf,
  requireLayout,
  type FrameLayout,
  type PlaneAt,
} from './frame-layout.js';
import {
  rowConstantCount,
  writeCameraConstants,
  writeRowConstants,
  type TangentCamera,
} from './project-row.js';

interface ProjectExports {
  readonly projectRow: (...addressesAndCount: number[]) => void;
  readonly projectDirections: (...addressesAndCount: number[]) => void;
  readonly projectedBegin: () => number;
  readonly projectedEnd: () => number;
}

interface AreaExports {
  readonly areaSums: (...addressesAndSizes: number[]) => number;
  readonly areaMeans: (...addressesAndSizes: number[]) => void;
}

interface ResampleExports {
  readonly sampleNearest: (...addressesAndSizes: number[]) => void;
  readonly sampleBilinear: (...addressesAndSizes: number[]) => void;
  readonly sampleBicubic: (...addressesAndSizes: number[]) => void;
  readonly sampleLanczos3: (...addressesAndSizes: number[]) => void;
  readonly sampleFlags: (...addressesAndSizes: number[]) => void;
  readonly edgeDistances: (...addressesAndSizes: number[]) => void;
}

/** The planes of the frame in the kernel's memory, to be filled by the caller. */
export interface FrameRoom {
  readonly value: Float32Array;
  readonly further: readonly Float32Array[];
  readonly flags: Uint8Array | null;
  /** Of a layout with `areas`: see `meanOverAreas`. */
  readonly areas: CellAreas | null;
}

/** Cells of a row as the quadrilaterals of their corners on the frame, px. */
export interface CellAreas {
  /** One corner more than cells below, then as many above; straight lines between them. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Area of each cell that has data, px^2, once `meanOverAreas` was asked. */
  readonly size: Float64Array;
}

/**
 * Samples of a row: views of the kernel's memory that the next call overwrites, in one object whose
 * `begin` and `end` it changes. Element 0 belongs to
 * the first column asked for; only the elements of `begin` to `end` (exclusive) were written, beyond
 * them there are no data.
 */
export interface RowSamples {
  readonly begin: number;
  readonly end: number;
  /** Places on the frame, px; NaN for none. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Scaled distance to the nearest edge; negative off the frame, NaN without a place. */
  readonly edge: Float64Array;
  /** NaN off the frame and where a pixel with a weight is NaN or off the frame. */
  readonly value: Float64Array;
  /** In the order of the layout. */
  readonly further: readonly Float64Array[];
  /** Flags of the pixels with a weight, or-ed; all 0 without a plane of flags. */
  readonly flags: Uint8Array;
}

/** Directions as unit vectors. */
export interface DirectionArrays {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly up: Float64Array;
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
  #up: Float64Array = new Float64Array(0);
  #edgeScaleX = 1;
  #edgeScaleY = 1;

  constructor({ interpolation }: { readonly interpolation: Interpolation }) {
    this.#interpolation = interpolation;
    this.#buffer = this.#resample.buffer(this.#at.bytes);
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
   * edge = min(min(x, width - 1 - x) edgeScaleX, min(y, height - 1 - y) edgeScaleY).
   */
  aim(camera: TangentCamera, edgeScaleX = 1, edgeScaleY = 1): void {
    const { width, height } = this.#frame;
    this.#camera = camera;
    this.#edgeScaleX = edgeScaleX;
    this.#edgeScaleY = edgeScaleY;
    writeCameraConstants(this.#constants, camera, width, height);
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
   * Samples in directions of any order: unit vectors in the frame of the camera's axes.
   *
   * @throws RangeError for more directions than columns, Error before `aim`
   */
  sampleDirections({ east, north, up }: DirectionArrays, count: number = east.length): RowSamples {
    if (this.#camera === undefined) throw new Error('sampleDirections before aim');
    requireLengths(count, { east, north, up });
    if (count > this.#columns) throw tooMany(count, this.#columns);
    const at = this.#at;
    // The rows of results are not needed yet: the directions may lie there.
    const rows = [this.#samples.value, this.#samples.edge, this.#up];
    for (const [k, values] of [east, north, up].entries()) rows[k].set(values.subarray(0, count));
    writeRowConstants(this.#constants, this.#camera, 1, 1);
    this.#project.exports.projectDirections(
      at.row,
      this.#camera.law.kind === 'radial' ? 1 : 0,
      at.valueOut,
      at.edge,
      at.up,
      count,
      at.x,
      at.y,
    );
    return this.#sample(0, count);
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
   * Makes the values of the last samples means over the area of their cells, of which the caller wrote
   * the corners into `areas` of the room: the bits of `sampleArea`. NaN where less than `wholeShare` of
   * the cell has data.
   *
   * @throws Error for samples that do not begin with the first column, and a room without `areas`
   */
  meanOverAreas(wholeShare: number): RowSamples {
    const at = this.#at;
    const { begin, end } = this.#samples;
    if (at.areas === null || begin !== 0) throw new Error('no room for areas of these samples');
    const { width, height } = this.#frame;
    const { x, y, sum, size, scratch } = at.areas;
    const { exports } = this.#area;
    const sumFrom = (cell: number): number =>
      exports.areaSums(at.value, width, height, x, y, cell, end, scratch, areaCapacity, sum, size);
    for (let cell = sumFrom(0); cell < end; cell = sumFrom(cell + 1)) {
      this.#sumLargeCell(cell, end);
    }
    exports.areaMeans(x, y, end, sum, size, at.edge, wholeShare, at.valueOut);
    return this.#samples;
  }

  /** A cell over more pixels than the kernel has room for. */
  #sumLargeCell(cell: number, count: number): void {
    const { areas, value } = this.#at;
    if (areas === null) return;
    const { width, height } = this.#frame;
    const corners = (from: number): Float64Array => {
      const row = new Float64Array(this.#buffer, from, 2 * (count + 1));
      return Float64Array.of(
        row[cell],
        row[cell + 1],
        row[cell + count + 1],
        row[cell + count + 2],
      );
    };
    const data = new Float32Array(this.#buffer, value, width * height);
    sampleArea({ data, width, height }, corners(areas.x), corners(areas.y), 1, 1, {
      sum: new Float64Array(this.#buffer, areas.sum + 8 * cell, 1),
      area: new Float64Array(this.#buffer, areas.size + 8 * cell, 1),
    });
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
    const { width, height } = this.#frame;
    const at = this.#at;
    const { exports } = this.#resample;
    // Begins are multiples of 16 columns, so that pairs stay pairs.
    const count = end - begin;
    if (count > 0) {
      const x = at.x + 8 * begin;
      const y = at.y + 8 * begin;
      const out = at.valueOut + 8 * begin;
      if (this.#interpolation === 'nearest') {
        exports.sampleNearest(at.value, width, height, 1, x, y, count, out);
      } else if (this.#interpolation === 'bilinear') {
        exports.sampleBilinear(at.value, width, height, 1, x, y, count, out);
      } else if (this.#interpolation === 'bicubic') {
        exports.sampleBicubic(at.value, width, height, at.cubic, x, y, count, at.scratch, out);
      } else {
        exports.sampleLanczos3(at.value, width, height, at.lanczos, x, y, count, at.scratch, out);
      }
      for (const [k, plane] of at.further.entries()) this.#sampleFurther(k, plane, begin, count);
      if (at.flags !== null) {
        const taps = interpolationTaps[this.#interpolation];
        exports.sampleFlags(at.flags, width, height, taps, x, y, count, at.flagsOut + begin);
      }
      exports.edgeDistances(
        width - 1,
        height - 1,
        this.#edgeScaleX,
        this.#edgeScaleY,
        x,
        y,
        count,
        at.edge + 8 * begin,
      );
    }
    this.#samples.begin = begin;
    this.#samples.end = count > 0 ? end : begin;
    return this.#samples;
  }

  #sampleFurther(k: number, plane: PlaneAt, begin: number, count: number): void {
    const at = this.#at;
    const { exports } = this.#resample;
    const x = at.x + 8 * begin;
    const y = at.y + 8 * begin;
    const out = at.furtherOut[k] + 8 * begin;
    const scale = 1 / (plane.stepPx ?? 1);
    const sample =
      plane.interpolation === 'nearest' ? exports.sampleNearest : exports.sampleBilinear;
    sample(plane.at, plane.width, plane.height, scale, x, y, count, out);
  }

  #writeColumns(): void {
    new Float64Array(this.#buffer, this.#at.sine, this.#sine.length).set(this.#sine);
    new Float64Array(this.#buffer, this.#at.cosine, this.#cosine.length).set(this.#cosine);
  }

  /** Lays the memory out anew and returns the views of the rows. */
  #lay(): Changing<RowSamples> {
    const at = layoutOf(this.#frame, this.#columns, this.#reserved);
    this.#at = at;
    this.#buffer = this.#resample.buffer(at.bytes);
    const row = (address: number): Float64Array =>
      new Float64Array(this.#buffer, address, this.#columns);
    new Float32Array(this.#buffer, at.lanczos, lanczosTable().length).set(lanczosTable());
    new Float32Array(this.#buffer, at.cubic, cubicPowers.length).set(cubicPowers);
    const flags = new Uint8Array(this.#buffer, at.flagsOut, this.#columns);
    flags.fill(0);
    this.#up = row(at.up);
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
