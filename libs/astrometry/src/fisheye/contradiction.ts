import { degree, unitVector } from '@nightskies/sky';
import { FisheyeCamera, type FisheyeModel } from './fisheye-model.js';
import type { FisheyeContradiction } from './fisheye-solution.js';

/** Sidereal degrees by which the sky turns in a minute. */
const turnDegPerMinute = 15.041 / 60;

/**
 * What a camera that stands far from upright says about the time and place given. A wrong clock turns
 * the sky about the pole: the optical axis then seems to stand off the meridian, at an hour angle that
 * is the error of the clock (or of the longitude); a wrong latitude moves it along the meridian.
 */
export function contradictionOf(
  model: FisheyeModel,
  latitudeDeg: number | undefined,
): FisheyeContradiction {
  const tiltDeg = Math.hypot(model.tiltEastDeg, model.tiltNorthDeg);
  if (latitudeDeg === undefined) {
    return {
      model,
      tiltDeg,
      clockAheadMinutes: null,
      longitudeAheadDeg: null,
      latitudeDeg: null,
    };
  }
  const { east, north, up } = unitVector(new FisheyeCamera(model).axis);
  const [sine, cosine] = [Math.sin(latitudeDeg * degree), Math.cos(latitudeDeg * degree)];
  const hourAngleDeg = Math.atan2(-east, cosine * up - sine * north) / degree;
  return {
    model,
    tiltDeg,
    clockAheadMinutes: hourAngleDeg / turnDegPerMinute,
    longitudeAheadDeg: hourAngleDeg,
    latitudeDeg: Math.asin(sine * up + cosine * north) / degree,
  };
}
