import { bodyPlace, degree, type ObserverFrame, type UnitVector } from '@nightskies/sky';

/** Light at the zenith with the Sun 9 deg down, nL, and how it falls per degree, dex. */
const nlAtNine = 5000;
const fallPerDeg = 0.37;
/** The law is not made for a Sun higher than this. */
const leastDepthDeg = 5;

/** An invented twilight: by a law of powers at the zenith, stronger low towards the Sun. */
export class TwilightAir {
  private readonly zenithNl: number;
  private readonly east: number;
  private readonly north: number;

  constructor(frame: ObserverFrame) {
    const sun = bodyPlace('sun', frame);
    const depth = Math.max(-sun.trueAltitudeDeg, leastDepthDeg);
    this.zenithNl = nlAtNine * 10 ** (-fallPerDeg * (depth - 9));
    this.east = Math.sin(sun.horizontal.azimuthDeg * degree);
    this.north = Math.cos(sun.horizontal.azimuthDeg * degree);
  }

  nanolamberts({ east, north, up }: UnitVector): number {
    const low = 1 - Math.max(up, 0);
    const towards = (1 + east * this.east + north * this.north) / 2;
    return this.zenithNl * (1 + low * low * (0.4 + 5 * towards ** 4));
  }
}
