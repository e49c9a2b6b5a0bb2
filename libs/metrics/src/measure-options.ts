/** How a sky is measured. */
export interface MeasureOptions {
  /** The zenith is the sky within so much of it. */
  readonly zenithRadiusDeg: number;
  /** Edges of the zones about the zenith, ascending from 0 to 90 deg. */
  readonly zoneEdgesDeg: readonly number[];
  /** Sky whose cells share their random error: the disk of the star filter. */
  readonly correlatedPatchDeg2: number;
  /** Gaps up to so wide, along a great circle, are filled along azimuth. */
  readonly filledGapDeg: number;
  /** So much of a region may lack data and be completed with the mean of its ring. */
  readonly toleratedFraction: number;
  /** Step of the profile of vertical illuminance. */
  readonly verticalStepDeg: number;
}

/** Of the disk median that removes stars, deg. */
const filterRadiusDeg = 0.3336;

export const usualMeasureOptions: MeasureOptions = {
  zenithRadiusDeg: 5,
  zoneEdgesDeg: [0, 20, 40, 60, 80, 90],
  correlatedPatchDeg2: Math.PI * filterRadiusDeg ** 2,
  filledGapDeg: 5,
  toleratedFraction: 0.02,
  verticalStepDeg: 5,
};
