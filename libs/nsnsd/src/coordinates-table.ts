import {
  bearingDeg,
  helioecliptic,
  icrsToGalactic,
  northEclipticPole,
  northGalacticPole,
  observerFrame,
  positionAngleDeg,
  rasterUpPositionAngleDeg,
  wrapDeg,
  type CdMatrix,
  type EquatorialDirection,
  type Site,
} from '@nightskies/sky';
import { writeTextTable, type ColumnFormat } from './text-table.js';

/** One frame in the table of galactic and ecliptic coordinates. Degrees. */
export interface CoordinatesRow {
  readonly number: number;
  /** Direction of the galactic north pole, clockwise from the upward direction of the frame. */
  readonly galacticAngleDeg: number;
  /** Galactic longitude with its sign turned round, as the old maps grow to the right. */
  readonly flippedGalacticLongitudeDeg: number;
  readonly galacticLatitudeDeg: number;
  /** Direction of the ecliptic north pole, clockwise from the zenith. */
  readonly eclipticAngleDeg: number;
  /** Ecliptic longitude less that of the Sun, its sign turned round, in [-180, 180). */
  readonly flippedHelioeclipticLongitudeDeg: number;
  readonly eclipticLatitudeDeg: number;
  /** Centre of the frame, ICRS. */
  readonly centre: EquatorialDirection;
}

/** A frame whose centre is known, solved or predicted. */
export interface PlacedFrame {
  /** 1..45 */
  readonly number: number;
  /** Middle of the exposure. */
  readonly jdUtc: number;
  /** ICRS place of the centre of the frame. */
  readonly centre: EquatorialDirection;
  /** CD matrix at the centre; null where the roll is not known. */
  readonly cd: CdMatrix | null;
}

const header =
  'File  Gal_ang   Gal_l    Gal_b   Ecl_ang   Ecl_l    Ecl_b   RA          Dec      [deg]';
const formats: readonly ColumnFormat[] = [
  [5, 0],
  [8, 2],
  [8, 2],
  [8, 2],
  [8, 2],
  [8, 2],
  [8, 2],
  [12, 6],
  [10, 6],
];

/** Text of `coordinates_k.txt` (image-stages 8.5). */
export function writeCoordinatesTable(rows: readonly CoordinatesRow[]): string {
  return writeTextTable(
    header,
    formats,
    rows.map((row) => [
      row.number,
      row.galacticAngleDeg,
      row.flippedGalacticLongitudeDeg,
      row.galacticLatitudeDeg,
      row.eclipticAngleDeg,
      row.flippedHelioeclipticLongitudeDeg,
      row.eclipticLatitudeDeg,
      row.centre.raDeg,
      row.centre.decDeg,
    ]),
  );
}

/**
 * Rows of the table by frame number, in the meaning the old columns were made for (image-stages 8)
 * without their faults: one galactic pole for all frames, RA 192.85948 (D43); ecliptic longitude less
 * the ecliptic longitude of the Sun, both with aberration, and pole, longitude and latitude in the one
 * mean ecliptic and equinox of date (D44); bearings by the arc tangent of two arguments (D45); nothing
 * rounded on the way (D25). Signs and columns are the old ones.
 *
 * The galactic angle counts from the upward direction of the picture where its CD matrix is known,
 * from the zenith otherwise; the ecliptic angle from the zenith in every frame, as before.
 */
export function coordinatesRows(frames: readonly PlacedFrame[], site: Site): CoordinatesRow[] {
  return frames
    .map(({ number, jdUtc, centre, cd }) => {
      const frame = observerFrame({ ...site, jdUtc, refraction: null });
      const fromZenith = (pole: EquatorialDirection): number => {
        const from = frame.icrsToAltAz(centre);
        const to = frame.icrsToAltAz(pole);
        return bearingDeg(from.altitudeDeg, from.azimuthDeg, to.altitudeDeg, to.azimuthDeg);
      };
      const fromPictureUp = (up: CdMatrix): number =>
        wrapDeg(rasterUpPositionAngleDeg(up) - positionAngleDeg(centre, northGalacticPole), 0);
      const galactic = icrsToGalactic(centre);
      const ecliptic = helioecliptic(frame.times.jdTt)(centre);
      return {
        number,
        galacticAngleDeg: cd === null ? fromZenith(northGalacticPole) : fromPictureUp(cd),
        flippedGalacticLongitudeDeg: -wrapDeg(galactic.longitudeDeg, -180),
        galacticLatitudeDeg: galactic.latitudeDeg,
        eclipticAngleDeg: fromZenith(northEclipticPole(frame.times.jdTt)),
        flippedHelioeclipticLongitudeDeg: wrapDeg(-ecliptic.longitudeDeg, -180),
        eclipticLatitudeDeg: ecliptic.latitudeDeg,
        centre,
      };
    })
    .sort((a, b) => a.number - b.number);
}
