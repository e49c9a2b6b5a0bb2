import { writeFits, type TableColumn } from '@nightskies/fits';
import type { OldExtinctionFit, OldPoint } from './fit-old-extinction.js';

/** Artifact `star-photometry` of a run in compat mode: every standard star with its differences. */
export function writeOldStarTable({ points, used }: OldExtinctionFit): Uint8Array {
  const column = (name: string, unit: string, of: (point: OldPoint) => number): TableColumn => ({
    kind: 'numbers',
    name,
    ...(unit === '' ? {} : { unit }),
    data: Float64Array.from(points, of),
  });
  return writeFits([
    {
      name: 'STARS',
      table: {
        rows: points.length,
        columns: [
          { kind: 'texts', name: 'FILE', data: points.map(({ star }) => star.frame) },
          { kind: 'numbers', name: 'HIP', data: Int32Array.from(points, ({ star }) => star.hip) },
          column('MAG', 'mag', ({ star }) => star.magnitude),
          column('BV', 'mag', ({ star }) => star.bv),
          column('ELEV', 'deg', ({ star }) => star.elevationDeg),
          column('AZ', 'deg', ({ star }) => star.azimuthDeg),
          column('AIRMASS', '', ({ airmass }) => airmass),
          column('X', 'pixel', ({ star }) => star.x),
          column('Y', 'pixel', ({ star }) => star.y),
          column('SIGMA', 'pixel', ({ star }) => star.sigma),
          column('PSFFLUX', '', ({ star }) => star.psfFlux),
          column('APERFLUX', '', ({ star }) => star.apertureFlux),
          column('MDIFFRAW', 'mag', ({ rawDifference }) => rawDifference),
          column('MDIFF', 'mag', ({ difference }) => difference),
          { kind: 'logicals', name: 'USED', data: Uint8Array.from(used, Number) },
        ],
      },
    },
  ]);
}
