import type { MapGrid } from '@nightskies/sky';

/**
 * The lower part of the sky with terrain and stars in it, as it was photographed: frames without any
 * filter, one cell from one frame.
 */
export interface HorizonStrip {
  /** All azimuths; the first row lies at or below altitude 0. */
  readonly grid: MapGrid;
  /** Light of a cell in any linear unit, row by row; NaN where no frame has data. */
  readonly light: Float32Array;
  /** Number of the frame that a cell was taken from, 0 for none: light may step between frames. */
  readonly frame: Uint8Array;
}

/** A catalogue star that was looked for. */
export interface SoughtStar {
  /** Where it should be: apparent, deg. */
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
  /** Seen at its place and about as bright as it should be, or missing where it would have been plain. */
  readonly seen: boolean;
}
