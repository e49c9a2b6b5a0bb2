import type { MeasuredBackground } from './measured-background.js';
import type { PsfPhotometry } from './psf-photometry.js';

/** Sums over the aperture of one radius; element i belongs to source i. */
export interface MeasuredAperture {
  readonly radiusPx: number;
  /** Sum with the background. */
  readonly sum: Float64Array;
  /** Pixels that count, parts included. */
  readonly area: Float64Array;
  readonly flux: Float64Array;
  readonly fluxError: Float64Array;
  readonly mag: Float64Array;
  readonly magError: Float64Array;
  /** Bits of `photometryFlags`. */
  readonly flags: Int16Array;
}

export interface MeasuredPsf extends PsfPhotometry {
  readonly mag: Float64Array;
  readonly magError: Float64Array;
}

/** Sources measured in one picture. */
export interface MeasuredSources {
  readonly count: number;
  /** Array position where they were measured. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly background: MeasuredBackground | null;
  /** Highest pixel of the smallest aperture. */
  readonly peak: Float64Array;
  /** Width of the star, px; null when it was not asked for. */
  readonly fwhmPx: Float64Array | null;
  readonly apertures: readonly MeasuredAperture[];
  /** Null when it was not asked for. */
  readonly psf: MeasuredPsf | null;
}
