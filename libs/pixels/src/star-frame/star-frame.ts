import {
  boxKernels,
  columnOf,
  placedStatistics,
  type BoxOptions,
  type BoxStatistics,
} from '../box-statistics/box-statistics.js';
import { PlacedExpansion, type GridExpansion } from '../box-statistics/expand-grid.js';
import { image, type Image } from '../image.js';
import { KernelModule, Places } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/star-frame.wasm.js';
import {
  PeakPlanes,
  requireThreshold,
  type Peaks,
  type PeakSearch,
} from '../peak-search/peak-search.js';
import { mostRounds, restPx, windowOf } from './windowed-centroid.js';

interface StarFrameKernels {
  lessRow(row: number, other: number, width: number, output: number): void;
  residualRow(
    row: number,
    level: number,
    noise: number,
    width: number,
    least: number,
    scaled: number,
    first: number,
    saturation: number,
    list: number,
  ): number;
  cellMeans(
    image: number,
    width: number,
    height: number,
    cell: number,
    sums: number,
    output: number,
  ): void;
  lightAround(
    image: number,
    width: number,
    height: number,
    taps: number,
    tapCount: number,
    places: number,
    count: number,
    output: number,
  ): void;
  windowedCentroids(
    image: number,
    width: number,
    height: number,
    sigma: number,
    stretch: number,
    farthest: number,
    perElectron: number,
    rounds: number,
    rest: number,
    places: number,
    noises: number,
    count: number,
    weights: number,
    room: number,
    output: number,
  ): void;
}

const kernels = new KernelModule<StarFrameKernels>(
  wasm,
  (exports): exports is StarFrameKernels => 'residualRow' in exports && 'cellMeans' in exports,
  boxKernels,
);

/** Level and noise of a background, each as a grid to be expanded or as a whole plane. */
export interface FrameBackground {
  readonly level: GridExpansion | Image;
  readonly noise: GridExpansion | Image;
  /** Noise is taken for no less than this; a float32. */
  readonly leastNoise: number;
}

/** Peaks of a frame, and its saturated pixels. */
export interface FramePeaks extends Peaks {
  /** Indices y * width + x, ascending. */
  readonly saturated: Int32Array;
}

/** Light of whole pixels around places, and how many pixels that were. */
export interface PixelLight {
  readonly flux: Float64Array;
  readonly pixels: Float64Array;
}

/** One array per quantity of `WindowedCentroid`, which see. */
export interface WindowedCentroids {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly sigmaX: Float64Array;
  readonly sigmaY: Float64Array;
  readonly momentXX: Float64Array;
  readonly momentYY: Float64Array;
  readonly momentXY: Float64Array;
  readonly momentError: Float64Array;
  readonly expectedMoment: number;
  /** 1 where the centroid came to rest. */
  readonly converged: Float64Array;
}

function isPlane(source: GridExpansion | Image): source is Image {
  return 'data' in source;
}

/** Rows of a plane, one at a time, at an address of their own. */
class RowSource {
  readonly #plane: Image | undefined;
  readonly #expansion: PlacedExpansion | undefined;
  readonly #at: number;

  constructor(source: GridExpansion | Image, width: number, places: Places) {
    this.#plane = isPlane(source) ? source : undefined;
    this.#expansion = isPlane(source) ? undefined : new PlacedExpansion(source, places);
    this.#at = places.take(4 * width + 4);
  }

  fill(buffer: ArrayBuffer): void {
    this.#expansion?.fill(buffer);
  }

  /** Address of a row. */
  row(y: number, buffer: ArrayBuffer): number {
    this.#expansion?.expand(y, 1, this.#at);
    if (this.#plane !== undefined) {
      const { width, data } = this.#plane;
      new Float32Array(buffer, this.#at, width).set(data.subarray(y * width, (y + 1) * width));
    }
    return this.#at;
  }

  value(x: number, y: number): number {
    return this.#plane?.data[y * this.#plane.width + x] ?? this.#expansion?.at(x, y) ?? Number.NaN;
  }
}

/** Where a frame lies in the memory, and where that is free beyond it. */
function frameRoom(width: number, height: number) {
  const places = new Places();
  const imageAt = places.take(4 * width * height);
  const free = places.end;
  const room = new Float32Array(boxKernels.buffer(free), imageAt, width * height);
  return { imageAt, free, room };
}

/**
 * A frame in the memory of the kernels, on its way to its stars: copied once, measured, then less its
 * background in place. The memory is that of `boxStatistics`, `expandGrid` and `findPeaks` of the
 * same thread: calling any of these, or making another star frame, ends the use of this one.
 */
export class StarFrame {
  readonly width: number;
  readonly height: number;
  readonly #imageAt: number;
  readonly #free: number;
  #noise: RowSource | undefined;
  #afterPlanes = 0;

  constructor({ width, height, data }: Image) {
    const { imageAt, free, room } = frameRoom(width, height);
    this.width = width;
    this.height = height;
    this.#imageAt = imageAt;
    this.#free = free;
    // A frame that was read to its room lies there already.
    if (data.buffer !== room.buffer || data.byteOffset !== imageAt) room.set(data);
  }

  /**
   * Room for the frame of which a star frame is made next, in the very memory it is worked on in: what
   * is read there is not copied again, and gone with the first use of that star frame.
   *
   * @throws RangeError for a size that is no whole number of pixels
   */
  static room(width: number, height: number): Image {
    return image(width, height, frameRoom(width, height).room);
  }

  /**
   * Statistics of boxes as `boxStatistics`, of every n-th row alone, and of the frame less a level
   * when one is given; only before `findPeaks`.
   *
   * @param everyRow divides the height of a box
   */
  statistics(options: BoxOptions, everyRow = 1, level?: GridExpansion): BoxStatistics {
    const { width } = this;
    const height = Math.ceil(this.height / everyRow);
    const { mask } = options;
    const places = new Places(this.#free);
    const rowsAt = places.take(4 * width * height);
    const maskAt = mask === undefined ? 0 : places.take(width * height);
    const less = level === undefined ? undefined : new RowSource(level, width, places);
    const buffer = boxKernels.buffer(places.end);
    less?.fill(buffer);
    const { exports } = kernels;
    const pixels = new Float32Array(buffer);
    for (let row = 0; row < height; row += 1) {
      const y = row * everyRow;
      const from = this.#imageAt + 4 * y * width;
      const to = rowsAt + 4 * row * width;
      if (less === undefined) pixels.copyWithin(to / 4, from / 4, from / 4 + width);
      else exports.lessRow(from, less.row(y, buffer), width, to);
    }
    if (mask !== undefined) {
      const masked = new Uint8Array(buffer, maskAt, width * height);
      for (let row = 0; row < height; row += 1) {
        const from = row * everyRow * width;
        masked.set(mask.data.subarray(from, from + width), row * width);
      }
    }
    return placedStatistics(
      { width, height, imageAt: rowsAt, maskAt },
      { ...options, boxHeightPx: options.boxHeightPx / everyRow },
      places,
    );
  }

  /**
   * Means of square cells in float32, those at the right and lower edge cut off; NaN where no pixel is
   * finite; only before `findPeaks`.
   */
  cellMeans(cellPx: number): Image {
    const { width, height } = this;
    const [columns, rows] = [Math.ceil(width / cellPx), Math.ceil(height / cellPx)];
    const places = new Places(this.#free);
    const sumsAt = places.take(8 * width + 16);
    const outputAt = places.take(4 * columns * rows);
    const buffer = boxKernels.buffer(places.end);
    kernels.exports.cellMeans(this.#imageAt, width, height, cellPx, sumsAt, outputAt);
    return image(columns, rows, new Float32Array(buffer, outputAt, columns * rows).slice());
  }

  /**
   * Takes the background off, and finds peaks as `findPeaks` in the frame in units of its noise.
   *
   * @param saturationLevel pixels at or above it are saturated
   * @throws RangeError for a threshold that is not positive
   */
  findPeaks(
    { level, noise, leastNoise }: FrameBackground,
    saturationLevel: number,
    search: PeakSearch,
  ): FramePeaks {
    requireThreshold(search);
    const { width, height } = this;
    const places = new Places(this.#free);
    const planes = new PeakPlanes(this, search, places);
    const levels = new RowSource(level, width, places);
    const noises = new RowSource(noise, width, places);
    this.#noise = noises;
    const buffer = boxKernels.buffer(places.end);
    levels.fill(buffer);
    noises.fill(buffer);
    const { exports } = kernels;
    // The filtered plane is not needed yet.
    const listAt = planes.filteredPlaneAt;
    new Int32Array(buffer, listAt, 1).fill(0);
    let largest = 0;
    for (let y = 0; y < height; y += 1) {
      const most = exports.residualRow(
        this.#imageAt + 4 * y * width,
        levels.row(y, buffer),
        noises.row(y, buffer),
        width,
        leastNoise,
        planes.imageAt + 4 * y * planes.stride,
        y * width,
        saturationLevel,
        listAt,
      );
      largest = Math.max(largest, most);
    }
    const saturated = new Int32Array(
      buffer,
      listAt + 4,
      new Int32Array(buffer, listAt, 1)[0],
    ).slice();
    planes.clearBorders();
    this.#afterPlanes = places.end;
    return { ...planes.search(search, largest, places.end), saturated };
  }

  /** The frame less its background, after `findPeaks`: a view, gone with the use of this frame. */
  get residual(): Image {
    const { width, height } = this;
    return image(
      width,
      height,
      new Float32Array(boxKernels.buffer(0), this.#imageAt, width * height),
    );
  }

  /** Noise of a pixel after `findPeaks`, at least `leastNoise`. */
  noiseAt(x: number, y: number): number {
    return this.#noise?.value(x, y) ?? Number.NaN;
  }

  /** Light of the pixels within a radius of others, after `findPeaks`; those without a value left out. */
  lightAround(indices: Int32Array, radius: number): PixelLight {
    const reach = Math.floor(radius);
    const taps: number[] = [];
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        if (dx * dx + dy * dy <= radius * radius) taps.push(dx, dy);
      }
    }
    const places = new Places(this.#afterPlanes);
    const tapsAt = places.take(4 * taps.length);
    const indicesAt = places.take(4 * indices.length);
    const outputAt = places.take(16 * indices.length);
    const buffer = boxKernels.buffer(places.end);
    new Int32Array(buffer, tapsAt, taps.length).set(taps);
    new Int32Array(buffer, indicesAt, indices.length).set(indices);
    kernels.exports.lightAround(
      this.#imageAt,
      this.width,
      this.height,
      tapsAt,
      taps.length / 2,
      indicesAt,
      indices.length,
      outputAt,
    );
    const table = new Float64Array(buffer, outputAt, 2 * indices.length);
    return { flux: columnOf(table, 2, 0), pixels: columnOf(table, 2, 1) };
  }

  /**
   * `windowedCentroid` of many stars after `findPeaks`, the same bits.
   *
   * @param indices pixels to start from
   * @param noises background noise at each
   * @param gain electrons per unit of the image; left out when not given
   */
  centroids(
    indices: Int32Array,
    fwhmPx: number,
    noises: Float64Array,
    gain?: number,
  ): WindowedCentroids {
    const { sigma, stretch, farthestPx, expectedMoment } = windowOf(fwhmPx);
    const count = indices.length;
    const room = Math.ceil(8 * sigma) + 2;
    const places = new Places(this.#afterPlanes);
    const indicesAt = places.take(4 * count);
    const noisesAt = places.take(8 * count);
    const weightsAt = places.take(16 * room);
    const outputAt = places.take(72 * count);
    const buffer = boxKernels.buffer(places.end);
    new Int32Array(buffer, indicesAt, count).set(indices);
    new Float64Array(buffer, noisesAt, count).set(noises);
    kernels.exports.windowedCentroids(
      this.#imageAt,
      this.width,
      this.height,
      sigma,
      stretch,
      farthestPx,
      gain === undefined ? 0 : 1 / gain,
      mostRounds,
      restPx,
      indicesAt,
      noisesAt,
      count,
      weightsAt,
      room,
      outputAt,
    );
    const table = new Float64Array(buffer, outputAt, 9 * count);
    return {
      x: columnOf(table, 9, 0),
      y: columnOf(table, 9, 1),
      sigmaX: columnOf(table, 9, 2),
      sigmaY: columnOf(table, 9, 3),
      momentXX: columnOf(table, 9, 4),
      momentYY: columnOf(table, 9, 5),
      momentXY: columnOf(table, 9, 6),
      momentError: columnOf(table, 9, 7),
      expectedMoment,
      converged: columnOf(table, 9, 8),
    };
  }
}
