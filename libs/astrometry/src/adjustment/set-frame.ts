import type { HorizontalDirection } from '@nightskies/sky';

/** Stars of a frame that its own solution has found, one array per quantity. */
export interface SetFrameStars {
  /** Array px, the centre of the first pixel is (0, 0). */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Standard error of a place along one axis, px; NaN where unknown. */
  readonly sigmaPx: Float64Array;
  /** Apparent direction (aberration and refraction included) at the middle of the exposure, deg. */
  readonly azimuthDeg: Float64Array;
  readonly altitudeDeg: Float64Array;
}

export interface SetFrame {
  readonly name: string;
  /** Where the mount was told to point. */
  readonly commanded: HorizontalDirection;
  /** Null when the frame could not be solved alone. */
  readonly stars: SetFrameStars | null;
}
