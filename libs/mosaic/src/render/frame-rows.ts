import { mapFlags } from '@nightskies/contracts';

/**
 * What a row of the map takes from a frame: arrays along the row of which `begin` to `end` count.
 * Views that hold until the next row.
 */
export interface RowSamples {
  readonly begin: number;
  readonly end: number;
  /** Distance to the nearest edge of the frame, deg. */
  readonly edge: Float64Array;
  /** DN; NaN where there are no data. */
  readonly value: Float64Array;
  /** 1 sigma in DN of the value, and that from stars; null where the frame does not say. */
  readonly sigma: Float64Array | null;
  readonly confusion: Float64Array | null;
  /** Bits of `pixelFlags` of all pixels that take part; zeros without a plane of flags. */
  readonly flags: Uint8Array;
}

/** What holds for a whole frame while its rows are added. */
export interface FrameTerms {
  /** In the list of frames with data, from 1. */
  readonly index: number;
  /** DN/s of an unbinned pixel per DN of the frame, and what is added to it. */
  readonly ratePerDn: number;
  readonly offset: number;
  /** Middle of the exposure, s after the zero of the map; NaN where unknown. */
  readonly seconds: number;
  /** Bits of `mapFlags` that every cell of the frame gets. */
  readonly flags: number;
}

/** Planes of cells that values of frames are put together in. */
export interface Blend {
  /** Called once, before the first frame that reaches the rectangle is decoded. */
  begin(hasErrors: boolean): void;
  /**
   * Takes a row of a frame; `first` is the cell of index 0.
   *
   * @returns number of cells that took a value
   */
  addRow(samples: RowSamples, terms: FrameTerms, first: number): number;
  /**
   * Takes note of cells in which a frame has a value that does not matter, since another lies deeper by
   * more than any mixing; not for blends in which every value matters.
   *
   * @returns their number
   */
  passRow?(first: number, count: number): number;
  /** Leaves the memory of the kernel to the next, without an end. */
  release(): void;
  /** Planes that may be views, dead when another tile begins. */
  finish(): BlendedPlanes;
}

/** Planes of a rectangle of the map, row by row. */
export interface BlendedPlanes {
  readonly rate: Float32Array;
  readonly sigma: Float32Array;
  readonly confusion: Float32Array | null;
  readonly coverage: Uint8Array;
  readonly frame: Uint8Array;
  readonly time: Float32Array;
  readonly flags: Uint8Array;
}

/** Planes of their own memory. */
export function copied(planes: BlendedPlanes): BlendedPlanes {
  return {
    rate: planes.rate.slice(),
    sigma: planes.sigma.slice(),
    confusion: planes.confusion?.slice() ?? null,
    coverage: planes.coverage.slice(),
    frame: planes.frame.slice(),
    time: planes.time.slice(),
    flags: planes.flags.slice(),
  };
}

/** A rectangle that no frame reaches. */
export function emptyPlanes(cells: number): BlendedPlanes {
  return {
    rate: new Float32Array(cells).fill(Number.NaN),
    sigma: new Float32Array(cells).fill(Number.NaN),
    confusion: null,
    coverage: new Uint8Array(cells),
    frame: new Uint8Array(cells),
    time: new Float32Array(cells).fill(Number.NaN),
    flags: new Uint8Array(cells).fill(mapFlags.noData.bit),
  };
}
