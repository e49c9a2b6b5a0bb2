import type { FramePhotometry, GrowthStars } from '../measured-stars.js';
import { growthCurve, type StarShape } from './growth-curve.js';
import { PointSpread, relativeWidth } from './point-spread.js';

/**
 * The growth curve of a set: of the bright stars of all its frames that gave something. Ten times
 * surer than that of a frame. Null with too few stars.
 */
export function pooledStarShape(frames: readonly FramePhotometry[]): StarShape | null {
  const samples: GrowthStars[] = [];
  for (const { failure, growthStars } of frames) {
    if (failure === null && growthStars !== undefined) samples.push(growthStars);
  }
  return growthCurve(samples);
}

/** The frame with the part of the light in the aperture by a given shape of stars. */
export function withStarShape(frame: FramePhotometry, shape: StarShape): FramePhotometry {
  const spread = new PointSpread(shape.growth);
  const { x, y } = frame.stars;
  const apertureFraction = x.map((each, k) =>
    spread.encircled(frame.apertureRadiusPx, relativeWidth(shape.width, each, y[k])),
  );
  return { ...frame, growth: shape.growth, stars: { ...frame.stars, apertureFraction } };
}
