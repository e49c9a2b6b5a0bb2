import {
  degree,
  galacticAxes,
  layeredRefraction,
  matrixProduct,
  meanEcliptic,
  observerFrame,
  rotate,
  standardPressureHpa,
  sunGcrs,
  equatorialVector,
  sphericalOf,
  wrapDeg,
  type Matrix3,
  type Refraction,
  type Site,
  type Vector3,
} from '@nightskies/sky';

/** Turning of the Earth against the stars, radians per second of UT1 (IERS Conventions 2010, eq. 5.15). */
const turnPerSecond = (2 * Math.PI * 1.00273781191135448) / 86_400;

/** Times are told apart in steps of this many seconds: the sky turns by 0.002 deg, half to either side. */
const timeStepS = 0.5;

/** Sky directions at one moment, from east, north and zenith (true, without air). */
export interface AxesAtMoment {
  /**
   * To galactic axes. Aberration is still in the vector: add `galacticAberration`, and scale to unit
   * length, to be rid of it.
   */
  readonly galactic: Matrix3;
  /**
   * To the mean ecliptic of date with the Sun at longitude 0, both with aberration: the coordinates of
   * the zodiacal light.
   */
  readonly helioecliptic: Matrix3;
}

/**
 * The axes of the sky over a site at any second of a set, from one exact frame in its middle that is
 * turned by the Earth's rotation, and the Sun's place at both ends. Positions are within 0.003 deg of
 * an own frame for each moment as long as a set is shorter than a night.
 */
export class SkyAxes {
  /** From the Sun to the Earth, au. */
  readonly sunDistanceAu: number;
  /** What takes aberration out of a vector in galactic axes: minus the velocity over that of light. */
  readonly galacticAberration: Vector3;
  private readonly made = new Map<number, AxesAtMoment>();
  /** The last that was asked for: neighbouring cells were seen at the same moment. */
  private last: { readonly step: number; readonly axes: AxesAtMoment } | null = null;
  private readonly horizonToEquator: Matrix3;
  private readonly equatorToGalactic: Matrix3;
  private readonly equatorToEcliptic: Matrix3;
  private readonly sunLongitudeDeg: number;
  private readonly sunDegPerSecond: number;

  /** @param middleSeconds of the set, after `startJdUtc` */
  constructor(
    site: Site,
    startJdUtc: number,
    private readonly middleSeconds: number,
  ) {
    const jdUtc = startJdUtc + middleSeconds / 86_400;
    const frame = observerFrame({ ...site, jdUtc, refraction: null });
    const { jdTt } = frame.times;
    const toIcrs = transposed(frame.equatorOfDate);
    this.horizonToEquator = matrixProduct(frame.equatorOfDate, transposed(frame.horizon));
    this.equatorToGalactic = matrixProduct(galacticAxes, toIcrs);
    const ecliptic = meanEcliptic(jdTt);
    this.equatorToEcliptic = matrixProduct(ecliptic, toIcrs);
    const sunAt = (jd: number): number =>
      sphericalOf(rotate(ecliptic, equatorialVector(sunGcrs(jd)))).longitudeDeg;
    this.sunLongitudeDeg = sunAt(jdTt);
    const halfDay = 0.25;
    this.sunDegPerSecond =
      wrapDeg(sunAt(jdTt + halfDay) - sunAt(jdTt - halfDay), -180) / (2 * halfDay * 86_400);
    const { x, y, z } = frame.earth.place;
    this.sunDistanceAu = Math.hypot(x, y, z);
    const velocity = rotate(galacticAxes, frame.velocity);
    this.galacticAberration = { x: -velocity.x, y: -velocity.y, z: -velocity.z };
  }

  /** The axes within `timeStepS / 2` of a moment, s after the start. */
  at(seconds: number): AxesAtMoment {
    const step = Math.round(seconds / timeStepS);
    if (this.last?.step === step) return this.last.axes;
    let axes = this.made.get(step);
    if (axes === undefined) {
      axes = this.axesAt(step * timeStepS - this.middleSeconds);
      this.made.set(step, axes);
    }
    this.last = { step, axes };
    return axes;
  }

  private axesAt(later: number): AxesAtMoment {
    const equator = matrixProduct(turnAboutZ(-later * turnPerSecond), this.horizonToEquator);
    const sun = (this.sunLongitudeDeg + later * this.sunDegPerSecond) * degree;
    return {
      galactic: matrixProduct(this.equatorToGalactic, equator),
      helioecliptic: matrixProduct(turnAboutZ(sun), this.equatorToEcliptic, equator),
    };
  }
}

/**
 * Refraction through the standard atmosphere at a site's height, 10 C, in the light of V: within 0.02
 * deg of that of any night above 2 deg.
 */
export function standardRefraction({ latitudeDeg, heightM }: Site): Refraction {
  return layeredRefraction({
    latitudeDeg,
    heightM,
    pressureHpa: standardPressureHpa(heightM),
    temperatureC: 10,
    relativeHumidity: 0.5,
    wavelengthUm: 0.55,
  });
}

function transposed(m: Matrix3): Matrix3 {
  return [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]];
}

/** Turns the axes about z, x towards y. */
function turnAboutZ(angle: number): Matrix3 {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [c, s, 0, -s, c, 0, 0, 0, 1];
}
