import type { Parity, PixelPoint } from '@nightskies/astrometry';
import type { CardEntry } from '@nightskies/fits';
import type { SkyOnPicture } from '@nightskies/imaging';
import { equatorialOf, separationDeg, type EquatorialDirection } from '@nightskies/sky';

/** A source and the star it is. */
export interface MatchedStar extends PixelPoint {
  /** Row of the catalogue, -1 for a planet. */
  readonly row: number;
  readonly v: number;
}

/** A picture that was solved, whatever its projection. */
export interface SolvedPicture {
  readonly sky: SkyOnPicture;
  readonly cards: readonly CardEntry[];
  readonly centre: EquatorialDirection;
  readonly scaleArcsec: number;
  /** Position angle of the way up at the middle, from north through east, -180 to 180 degrees. */
  readonly rotationDeg: number;
  readonly parity: Parity;
  readonly matched: readonly MatchedStar[];
  readonly rmsPx: number;
  /** Standard error of the place of the middle, arcsec, from the scatter of the stars. */
  readonly centreSigmaArcsec: number;
  readonly logOdds: number;
  /** Highest order of the distortion; null for a whole-sky picture. */
  readonly order: number | null;
  readonly projection: string;
  /** What was told beforehand and is not so. */
  readonly contradictions: readonly string[];
  /** What was told beforehand, when all of it holds. */
  readonly hints: readonly string[];
  /** How the stars were found. */
  readonly how: string;
}

export interface UnsolvedPicture {
  readonly reason: string;
  readonly message: string;
  readonly found: string;
  readonly expected: string;
  readonly hint: string;
}

/** Width and height of the field along the middle row and column, degrees; null beyond the sky. */
export function fieldDeg(
  sky: SkyOnPicture,
  width: number,
  height: number,
): readonly [number | null, number | null] {
  const [x, y] = [(width - 1) / 2, (height - 1) / 2];
  const span = (at: (share: number) => PixelPoint): number | null => {
    const steps = 16;
    let sum = 0;
    for (let i = 0; i < steps; i += 1) {
      const [a, b] = [sky.directionAt(at(i / steps)), sky.directionAt(at((i + 1) / steps))];
      if (a === undefined || b === undefined) return null;
      sum += separationDeg(a, b);
    }
    return Number.isFinite(sum) ? sum : null;
  };
  return [
    span((share) => ({ x: share * width - 0.5, y })),
    span((share) => ({ x, y: share * height - 0.5 })),
  ];
}

/** Scale and position angle of up at an array position, by small steps to all sides. */
export function viewAt(
  sky: SkyOnPicture,
  at: PixelPoint,
): { upDeg: number; place: EquatorialDirection } {
  const here = sky.directionAt(at);
  const above = sky.directionAt({ x: at.x, y: at.y - 1 });
  if (here === undefined || above === undefined) {
    return { upDeg: NaN, place: { raDeg: NaN, decDeg: NaN } };
  }
  const place = equatorialOf(here);
  const ahead = equatorialOf(above);
  const radians = Math.PI / 180;
  const dRa = (ahead.raDeg - place.raDeg) * radians;
  const [d1, d2] = [place.decDeg * radians, ahead.decDeg * radians];
  const east = Math.cos(d2) * Math.sin(dRa);
  const north = Math.cos(d1) * Math.sin(d2) - Math.sin(d1) * Math.cos(d2) * Math.cos(dRa);
  return { upDeg: Math.atan2(east, north) / radians, place };
}
