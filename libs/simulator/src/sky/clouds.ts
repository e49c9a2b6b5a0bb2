import { unitVector, type UnitVector } from '@nightskies/sky';

/**
 * A cloud. It dims the stars and the sky light from above it (airglow, Milky Way, faint stars); light
 * domes, which shine from below, and the ground keep their light.
 */
export interface Cloud {
  /** Names of the frames it is seen in, `ib012`; all frames when left out. */
  readonly frames?: readonly string[];
  /** By so much it dims, in its middle if it has one. */
  readonly mag: number;
  /** Left out: it covers the whole sky evenly. */
  readonly patch?: CloudPatch;
}

/** A cloud with a middle, thinner outward as a Gaussian, which drifts around the horizon. */
export interface CloudPatch {
  /** Its middle at the start of the night. */
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
  /** Standard deviation of the Gaussian. */
  readonly radiusDeg: number;
  readonly driftDegPerMinute: number;
}

/**
 * Dimming by all clouds of a frame in a direction, mag; null for a clear frame.
 *
 * @param minutes since the start of the night
 */
export function cloudsOver(
  clouds: readonly Cloud[],
  frame: string,
  minutes: number,
): ((direction: UnitVector) => number) | null {
  const here = clouds
    .filter(({ frames }) => frames === undefined || frames.includes(frame))
    .map(({ mag, patch }) => ({ mag, patch: patch === undefined ? null : placed(patch, minutes) }));
  if (here.length === 0) return null;
  return ({ east, north, up }) => {
    let sum = 0;
    for (const { mag, patch } of here) {
      if (patch === null) {
        sum += mag;
        continue;
      }
      const { middle, sharpness } = patch;
      const away = 1 - (east * middle.east + north * middle.north + up * middle.up);
      sum += mag * Math.exp(-away * sharpness);
    }
    return sum;
  };
}

function placed(patch: CloudPatch, minutes: number) {
  const azimuthDeg = patch.azimuthDeg + patch.driftDegPerMinute * minutes;
  const radius = (patch.radiusDeg * Math.PI) / 180;
  // 1 - cos(angle) is half the squared angle.
  return {
    middle: unitVector({ azimuthDeg, altitudeDeg: patch.altitudeDeg }),
    sharpness: 1 / (radius * radius),
  };
}
