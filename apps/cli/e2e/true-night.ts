import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnFloat64, columnNamed, readFits, readTable } from '@nightskies/fits';

/** A point of a frame of the independent night: exact, from 0, directions apparent. */
export interface TruePoint {
  readonly x: number;
  readonly y: number;
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
  readonly raDeg: number;
  readonly decDeg: number;
}

/** The grid of true directions of a frame above an altitude, corners included. */
export function trueGrid(night: string, stem: string, lowestAltitudeDeg: number): TruePoint[] {
  const file = `${stem}_grid.fits`;
  const [, table] = readFits(readFileSync(join(night, 'truth', 'wcs', file)), file).hdus;
  if (table?.type !== 'binary-table') throw new Error(`${file} holds no table`);
  const decoded = readTable(table);
  const column = (name: string): Float64Array => {
    const found = columnNamed(decoded, name);
    if (found?.kind !== 'numbers') throw new Error(`${file} has no numbers ${name}`);
    return columnFloat64(found);
  };
  const [x, y, az, alt, ra, dec] = ['x', 'y', 'az', 'alt', 'ra', 'dec'].map(column);
  return Array.from({ length: decoded.rows }, (_, k) => ({
    // The table counts pixels as FITS does.
    x: (x?.[k] ?? Number.NaN) - 1,
    y: (y?.[k] ?? Number.NaN) - 1,
    azimuthDeg: az?.[k] ?? Number.NaN,
    altitudeDeg: alt?.[k] ?? Number.NaN,
    raDeg: ra?.[k] ?? Number.NaN,
    decDeg: dec?.[k] ?? Number.NaN,
  })).filter(({ altitudeDeg, raDeg }) => altitudeDeg >= lowestAltitudeDeg && !Number.isNaN(raDeg));
}

/** Directions of pixel (511.5, 511.5) by frame. */
export function trueCentres(
  night: string,
): Map<string, { readonly azimuthDeg: number; readonly altitudeDeg: number }> {
  const [head = [], ...lines] = readFileSync(join(night, 'truth', 'frames.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const value = (line: readonly string[], column: string): number =>
    Number(line[head.indexOf(column)]);
  return new Map(
    lines.map((line) => [
      (line[0] ?? '').replace('.fit', ''),
      { azimuthDeg: value(line, 'centre_az'), altitudeDeg: value(line, 'centre_alt') },
    ]),
  );
}
