import {
  bearingDeg,
  icrsToEcliptic,
  icrsToGalactic,
  observerFrame,
  rasterUpPositionAngleDeg,
  sunGcrs,
  trueEcliptic,
  wrapDeg,
  type CdMatrix,
  type EquatorialDirection,
  type HorizontalDirection,
  type Site,
} from '@nightskies/sky';
import type { CoordinatesRow } from './coordinates-table.js';
import { printfFixed } from './printf.js';
import { readEquatorialCards, writeDeclination, writeRightAscension } from './sexagesimal.js';

/** A frame as the old pipeline met it again when it made the table of coordinates. */
export interface OldPlacedFrame {
  /** 1..45 */
  readonly number: number;
  /** JD of the header. */
  readonly jdUtc: number;
  /** CRVAL of a solved frame, the predicted place of another: `OldPointing.centres`. */
  readonly centre: EquatorialDirection;
  /** CD matrix of a solved frame, null for another. */
  readonly cd: CdMatrix | null;
  /** Obs_AZ and Obs_ALT of the pointing table. */
  readonly observed: HorizontalDirection;
}

const poleDecDeg = 27.1283;
/** 360 deg less the right ascension of the galactic pole. */
const flippedPoleRaDeg = 167.1405;
const eclipticPole: EquatorialDirection = { raDeg: 270, decDeg: 66.56 };

/**
 * Rows of the table of coordinates with the arithmetic of the old pipeline, faults and all (image-stages
 * 8.1 to 8.4): for `compat=nsnsd`. Centres are those of the RA and DEC cards, rounded to 0.01 s and 0.1
 * arcsec, and directions those of the pointing table, rounded to 0.01 deg (D25). The galactic pole of
 * unsolved frames lies at RA 167.1405 instead of 192.8595 (D43). From the ecliptic longitude, true
 * equinox of date, the right ascension of the Sun is taken instead of its longitude (D44).
 *
 * @throws RangeError for a centre that is no number
 */
export function oldCoordinatesRows(
  frames: readonly OldPlacedFrame[],
  site: Site,
): CoordinatesRow[] {
  return frames
    .map(({ number, jdUtc, centre: exact, cd, observed: exactly }) => {
      const frame = observerFrame({ ...site, jdUtc, refraction: null });
      const centre = asCards(exact);
      const observed = asPrinted(exactly);
      const towards = (pole: EquatorialDirection): number => {
        const { azimuthDeg, altitudeDeg } = frame.icrsToAltAz(pole);
        return bearingDeg(observed.altitudeDeg, observed.azimuthDeg, altitudeDeg, azimuthDeg);
      };
      const galactic = icrsToGalactic(centre);
      const { jdTt } = frame.times;
      const ecliptic = icrsToEcliptic(centre, trueEcliptic(jdTt));
      return {
        number,
        galacticAngleDeg:
          cd === null
            ? towards({ raDeg: flippedPoleRaDeg, decDeg: poleDecDeg })
            : solvedGalacticAngleDeg(centre, cd),
        flippedGalacticLongitudeDeg: -wrapDeg(galactic.longitudeDeg, -180),
        galacticLatitudeDeg: galactic.latitudeDeg,
        eclipticAngleDeg: towards(eclipticPole),
        flippedHelioeclipticLongitudeDeg: wrapDeg(
          sunGcrs(jdTt).raDeg - ecliptic.longitudeDeg,
          -180,
        ),
        eclipticLatitudeDeg: ecliptic.latitudeDeg,
        centre,
      };
    })
    .sort((a, b) => a.number - b.number);
}

function solvedGalacticAngleDeg({ raDeg, decDeg }: EquatorialDirection, cd: CdMatrix): number {
  const bearing = bearingDeg(decDeg, -raDeg, poleDecDeg, flippedPoleRaDeg);
  return wrapDeg(bearing + rasterUpPositionAngleDeg(cd), 0);
}

function asCards({ raDeg, decDeg }: EquatorialDirection): EquatorialDirection {
  const place = readEquatorialCards(writeRightAscension(raDeg), writeDeclination(decDeg));
  if (place === undefined) throw new RangeError(`RA ${raDeg}, Dec ${decDeg} is no place`);
  return place;
}

function asPrinted({ azimuthDeg, altitudeDeg }: HorizontalDirection): HorizontalDirection {
  const rounded = (angleDeg: number): number => Number(printfFixed(angleDeg, 8, 2));
  return { azimuthDeg: rounded(azimuthDeg), altitudeDeg: rounded(altitudeDeg) };
}
