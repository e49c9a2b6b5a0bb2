import type { Interpolation } from '../resample/interpolation.js';

/** Kernels of a sampler, which work in its memory. */
export interface ProjectExports {
  readonly projectRow: (...addressesAndCount: number[]) => void;
  readonly projectDirections: (...addressesAndCount: number[]) => void;
  readonly turnDirections: (...addressesAndCount: number[]) => void;
  readonly projectedBegin: () => number;
  readonly projectedEnd: () => number;
}

export interface AreaExports {
  readonly sumRows: (...addressesAndSizes: number[]) => void;
  readonly sideLights: (...addressesAndSizes: number[]) => void;
  readonly areaSums: (...addressesAndSizes: number[]) => number;
  readonly areaMeans: (...addressesAndSizes: number[]) => void;
}

export interface ResampleExports {
  readonly sampleNearest: (...addressesAndSizes: number[]) => void;
  readonly sampleBilinear: (...addressesAndSizes: number[]) => void;
  readonly sampleBicubic: (...addressesAndSizes: number[]) => void;
  readonly sampleLanczos3: (...addressesAndSizes: number[]) => void;
  readonly sampleFlags: (...addressesAndSizes: number[]) => void;
  readonly edgeDistances: (...addressesAndSizes: number[]) => void;
  readonly hasGaps: (image: number, count: number) => number;
  readonly scaleByPhase: (...addressesAndSizes: number[]) => void;
  readonly joinFlags: (...addressesAndSizes: number[]) => void;
  readonly samplePixels: (...addressesAndSizes: number[]) => void;
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
  /** One corner more than columns below, then as many above; straight lines between them. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Area of each cell that has data, px^2, once `meanOverAreas` was asked. */
  readonly size: Float64Array;
}

/** Rows of pixels of a frame; the end is exclusive. */
export interface FrameRows {
  readonly first: number;
  readonly end: number;
}

/** How a sampler makes values of pixels. */
export interface SamplerOptions {
  readonly interpolation: Interpolation;
  /**
   * What values of planes `byPhase` are multiplied by, for the phase of x and for that of y: 1024 places
   * from a pixel's centre to that of the next. 1 if not given.
   */
  readonly phaseFactors?: Float64Array;
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
