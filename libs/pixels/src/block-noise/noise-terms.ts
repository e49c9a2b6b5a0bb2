import type { Image } from '../image.js';

/** Pixels along the side of a block. */
export const noiseBlockPx = 32;

/** Blocks keep so far from the edges: the filters reach 4 px. */
export const noiseMarginPx = 6;

/** Smaller shares of a block that can be used do not tell its noise. */
export const leastUsableShare = 0.25;

/** What makes a raw frame linear and even. */
export interface NoisePlanes {
  /** DN. */
  readonly bias: Image;
  /** DN, linear. */
  readonly dark: Image;
  readonly flat: Image;
  /** Not 0 = bad. */
  readonly badPixels: Image<Uint8Array>;
}

/** A curve of linearity factors, linear between its nodes and constant beyond them. */
export interface LinearityIntervals {
  /** DN, ascending. */
  readonly nodes: Float64Array;
  readonly factors: Float64Array;
  /** Change of the factor per DN from each node to the next. */
  readonly slopes: Float64Array;
  /** For each whole number of DN up to 65535 the last node not above it; -1 for none. */
  readonly starts: Int32Array;
}

/** Numbers that go for all pixels of a frame. */
export interface NoiseTerms {
  readonly linearity: LinearityIntervals;
  /** Bias of the frame minus the master bias, DN. */
  readonly driftDn: number;
  /** Exposure of the frame over that of the dark. */
  readonly darkScale: number;
  /** Raw pixels from here on are not used, DN. */
  readonly saturationDn: number;
  /** Share of the pixels of a block, the darkest, that are used. */
  readonly darkestShare: number;
}

/** Noise and level of the darkest pixels of a block, before the flat. */
export interface BlockNoise {
  /** Mean linear signal above the bias, DN. */
  readonly levelDn: number;
  readonly varianceDn2: number;
  readonly pixels: number;
}
