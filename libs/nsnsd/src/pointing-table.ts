import { degree, wrapDeg, type HorizontalDirection } from '@nightskies/sky';
import { readTextTable, writeTextTable, type ColumnFormat } from './text-table.js';

/** One frame in the pointing table of a set. Degrees. */
export interface PointingRow {
  readonly number: number;
  /** As the mount was told (AZ, ALT). */
  readonly commanded: HorizontalDirection;
  /** Where the centre of the frame was; azimuth below 0 when it lies west of a commanded 0. */
  readonly observed: HorizontalDirection;
  /** Commanded less observed azimuth, times the cosine of the observed altitude. */
  readonly azimuthErrorDeg: number;
  /** Commanded less observed altitude. */
  readonly altitudeErrorDeg: number;
  readonly totalErrorDeg: number;
}

/** Where a frame was meant to look and where it looked. */
export interface PointedAt {
  /** 1..45 */
  readonly number: number;
  readonly commanded: HorizontalDirection;
  /** Apparent azimuth and altitude of the centre of the frame. */
  readonly observed: HorizontalDirection;
}

const header = 'file Input_AZ Input_ALT Obs_AZ Obs_ALT   AZ_err  ALT_err  Tot_err';
const columns = [
  'file',
  'Input_AZ',
  'Input_ALT',
  'Obs_AZ',
  'Obs_ALT',
  'AZ_err',
  'ALT_err',
  'Tot_err',
] as const;
const formats: readonly ColumnFormat[] = [
  [4, 0],
  [8, 0],
  [8, 1],
  [8, 2],
  [8, 2],
  [8, 2],
  [8, 2],
  [8, 2],
];

/**
 * Rows of the pointing table by frame number, from the apparent direction of every frame, solved or
 * predicted: errors as the old table defines them (image-stages 5.5), at full precision. Azimuth error
 * is taken the short way round, so that a frame commanded to 359.9 and found at 0.1 is 0.2 off.
 */
export function pointingRows(frames: readonly PointedAt[]): PointingRow[] {
  return frames
    .map(({ number, commanded, observed }) => {
      const azimuthDeg = wrapDeg(observed.azimuthDeg, 0);
      const short = wrapDeg(commanded.azimuthDeg - azimuthDeg, -180);
      return rowOf(number, commanded, { ...observed, azimuthDeg }, short);
    })
    .sort((a, b) => a.number - b.number);
}

/**
 * One row with the errors of image-stages 5.5 exactly as they were taken: an azimuth is brought near
 * the commanded one only where that is 0.
 */
export function oldPointingRow({ number, commanded, observed }: PointedAt): PointingRow {
  const { azimuthDeg } = nearNorth(commanded, observed);
  return rowOf(number, commanded, observed, commanded.azimuthDeg - azimuthDeg);
}

/** An azimuth west of north is written as negative where the mount was told to look north. */
function nearNorth(
  commanded: HorizontalDirection,
  observed: HorizontalDirection,
): HorizontalDirection {
  const west = commanded.azimuthDeg === 0 && observed.azimuthDeg > 180;
  return west ? { ...observed, azimuthDeg: observed.azimuthDeg - 360 } : observed;
}

function rowOf(
  number: number,
  commanded: HorizontalDirection,
  observed: HorizontalDirection,
  azimuthDifferenceDeg: number,
): PointingRow {
  const azimuthErrorDeg = azimuthDifferenceDeg * Math.cos(observed.altitudeDeg * degree);
  const altitudeErrorDeg = commanded.altitudeDeg - observed.altitudeDeg;
  return {
    number,
    commanded,
    observed: nearNorth(commanded, observed),
    azimuthErrorDeg,
    altitudeErrorDeg,
    totalErrorDeg: Math.hypot(azimuthErrorDeg, altitudeErrorDeg),
  };
}

/** Text of `pointerr_k.txt` (image-stages 5.6). */
export function writePointingTable(rows: readonly PointingRow[]): string {
  return writeTextTable(
    header,
    formats,
    rows.map((row) => [
      row.number,
      row.commanded.azimuthDeg,
      row.commanded.altitudeDeg,
      row.observed.azimuthDeg,
      row.observed.altitudeDeg,
      row.azimuthErrorDeg,
      row.altitudeErrorDeg,
      row.totalErrorDeg,
    ]),
  );
}

/**
 * Rows of a `pointerr_k.txt`, of the old pipeline or of `writePointingTable`: angles as they were
 * rounded there.
 *
 * @param file name for messages
 * @throws NightSkiesError `table-malformed`
 */
export function readPointingTable(text: string, file: string): PointingRow[] {
  return readTextTable(text, columns, file).map(
    ([
      number = NaN,
      commandedAzimuthDeg = NaN,
      commandedAltitudeDeg = NaN,
      observedAzimuthDeg = NaN,
      observedAltitudeDeg = NaN,
      azimuthErrorDeg = NaN,
      altitudeErrorDeg = NaN,
      totalErrorDeg = NaN,
    ]) => ({
      number,
      commanded: { azimuthDeg: commandedAzimuthDeg, altitudeDeg: commandedAltitudeDeg },
      observed: { azimuthDeg: observedAzimuthDeg, altitudeDeg: observedAltitudeDeg },
      azimuthErrorDeg,
      altitudeErrorDeg,
      totalErrorDeg,
    }),
  );
}
