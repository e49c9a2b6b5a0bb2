import {
  FitsError,
  readFits,
  readTable,
  requireNumbers,
  writeFits,
  type Header,
  type TableColumn,
} from '@nightskies/fits';
import type { SolvedStars } from './solve-frame.js';

interface StarColumn {
  readonly name: string;
  readonly key: Exclude<keyof SolvedStars, 'count'>;
  readonly unit?: string;
  readonly description: string;
}

/** Columns of the table MATCHED. Positions are array positions: the first pixel's centre is 0. */
const starColumns: readonly StarColumn[] = [
  { name: 'X', key: 'x', unit: 'pixel', description: 'measured, first pixel centre 0' },
  { name: 'Y', key: 'y', unit: 'pixel', description: 'measured, first pixel centre 0' },
  { name: 'SIGMA', key: 'positionError', unit: 'pixel', description: '1 sigma along an axis' },
  { name: 'FLUX', key: 'flux', unit: 'DN', description: 'above the background' },
  { name: 'FLUXERR', key: 'fluxError', unit: 'DN', description: '1 sigma' },
  { name: 'FLAGS', key: 'flags', description: '1 saturated 16 elongated 32 border 64 no centroid' },
  { name: 'STAR', key: 'row', description: 'row in the star catalogue, from 0' },
  { name: 'HIP', key: 'hip', description: 'Hipparcos number, 0 for none' },
  { name: 'RA', key: 'raDeg', unit: 'deg', description: 'ICRS at the epoch of the frame' },
  { name: 'DEC', key: 'decDeg', unit: 'deg', description: 'ICRS at the epoch of the frame' },
  { name: 'V', key: 'v', unit: 'mag', description: 'Johnson V of the catalogue' },
  { name: 'BV', key: 'bv', unit: 'mag', description: 'Johnson B-V of the catalogue' },
  { name: 'DX', key: 'residualX', unit: 'pixel', description: 'measured minus solution' },
  { name: 'DY', key: 'residualY', unit: 'pixel', description: 'measured minus solution' },
  { name: 'AZ', key: 'azimuthDeg', unit: 'deg', description: 'apparent, middle of exposure' },
  { name: 'ALT', key: 'altitudeDeg', unit: 'deg', description: 'apparent, middle of exposure' },
];

/** What a `frame-astrometry` file holds. */
export interface FrameAstrometry {
  /** Cards of the frame, and when it is solved (PLTSOLVD) those of its solution. */
  readonly header: Header;
  /** Null for a frame that was not solved. */
  readonly stars: SolvedStars | null;
}

/** Artifact `frame-astrometry`: a header without data, and the table MATCHED of a solved frame. */
export function writeFrameAstrometry({ header, stars }: FrameAstrometry): Uint8Array {
  const primary = { header, shape: [] };
  if (stars === null) return writeFits([primary]);
  const columns: TableColumn[] = starColumns.map(({ name, key, unit, description }) => ({
    kind: 'numbers',
    name,
    ...(unit === undefined ? {} : { unit }),
    description,
    data: stars[key],
  }));
  return writeFits([primary, { name: 'MATCHED', table: { rows: stars.count, columns } }]);
}

/**
 * @param name of the file, for messages
 * @throws FitsError for a file that is no `frame-astrometry`
 */
export function readFrameAstrometry(bytes: Uint8Array, name: string): FrameAstrometry {
  const [primary, extension] = readFits(bytes, name).hdus;
  if (primary?.header.boolean('PLTSOLVD') !== true) return { header: primary.header, stars: null };
  if (extension?.type !== 'binary-table') {
    throw new FitsError('fits-bad-table', 'a solved frame has no table of its stars', {
      file: name,
      found: extension?.type ?? 'no extension',
      expected: 'a binary table MATCHED',
      hint: 'Process the night again.',
    });
  }
  const table = readTable(extension);
  const numbers = (key: StarColumn['key']): Float64Array =>
    requireNumbers(table, starColumns.find((column) => column.key === key)?.name ?? key, name);
  return {
    header: primary.header,
    stars: {
      count: table.rows,
      x: numbers('x'),
      y: numbers('y'),
      positionError: numbers('positionError'),
      flux: numbers('flux'),
      fluxError: numbers('fluxError'),
      flags: Uint8Array.from(numbers('flags')),
      row: Int32Array.from(numbers('row')),
      hip: Int32Array.from(numbers('hip')),
      raDeg: numbers('raDeg'),
      decDeg: numbers('decDeg'),
      v: numbers('v'),
      bv: numbers('bv'),
      residualX: numbers('residualX'),
      residualY: numbers('residualY'),
      azimuthDeg: numbers('azimuthDeg'),
      altitudeDeg: numbers('altitudeDeg'),
    },
  };
}
