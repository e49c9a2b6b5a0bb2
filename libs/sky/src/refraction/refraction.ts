/**
 * How the air lifts what is seen. `true` altitude is that of the source without air, `apparent` that
 * in which it is seen; each function is the exact way back of the other.
 */
export interface Refraction {
  /** Apparent altitude of a source, from its true altitude, degrees. */
  apparentAltitudeDeg(trueAltitudeDeg: number): number;
  /** True altitude of a source, from its apparent altitude, degrees. */
  trueAltitudeDeg(apparentAltitudeDeg: number): number;
}

/** The air at the observer. */
export interface Air {
  /** At the site, not reduced to sea level. */
  readonly pressureHpa: number;
  readonly temperatureC: number;
  /** 0 to 1. */
  readonly relativeHumidity: number;
  /** Micrometres; 0.55 for V, 0.44 for B. */
  readonly wavelengthUm: number;
}

/** Below this apparent altitude the lift is held: no form is made for rays from below. */
export const lowestAltitudeDeg = -1;

const tolerance = 1e-9;

/**
 * A refraction from the lift in degrees as a function of the apparent altitude; the other direction
 * by secants, to 1e-9 deg.
 */
export function refractionByApparentAltitude(
  liftDeg: (apparentAltitudeDeg: number) => number,
): Refraction {
  const lift = (apparent: number): number =>
    liftDeg(Math.min(Math.max(apparent, lowestAltitudeDeg), 90));
  const trueAltitudeDeg = (apparent: number): number => apparent - lift(apparent);
  return {
    trueAltitudeDeg,
    apparentAltitudeDeg(trueAltitude) {
      let previous = trueAltitude;
      let previousError = trueAltitudeDeg(previous) - trueAltitude;
      let apparent = previous - previousError;
      for (let round = 0; round < 50; round++) {
        const error = trueAltitudeDeg(apparent) - trueAltitude;
        if (Math.abs(error) < tolerance) break;
        const slope = (error - previousError) / (apparent - previous);
        previous = apparent;
        previousError = error;
        apparent -= error / slope;
      }
      return apparent;
    },
  };
}
