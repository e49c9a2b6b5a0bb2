import {
  FitsError,
  Header,
  readFits,
  readTable,
  requireNumbers,
  writeFits,
} from '@nightskies/fits';
import { oldFrameTail, type OldFrameStars, type OldStar } from './measure-old-frame.js';

type NumberColumn = Exclude<keyof OldStar, 'frame'>;

/** Columns of the table NSNSD: those of `extinction_stars_F_k.txt`, and the azimuth. */
const columns: readonly {
  readonly name: string;
  readonly key: NumberColumn;
  readonly unit?: string;
}[] = [
  { name: 'HIP', key: 'hip' },
  { name: 'MAG', key: 'magnitude', unit: 'mag' },
  { name: 'ELEV', key: 'elevationDeg', unit: 'deg' },
  { name: 'BV', key: 'bv', unit: 'mag' },
  { name: 'AZ', key: 'azimuthDeg', unit: 'deg' },
  { name: 'X', key: 'x', unit: 'pixel' },
  { name: 'Y', key: 'y', unit: 'pixel' },
  { name: 'SIGMA', key: 'sigma', unit: 'pixel' },
  { name: 'PSFFLUX', key: 'psfFlux' },
  { name: 'APERFLUX', key: 'apertureFlux' },
];

/** What the old pipeline measured in a frame, with the frame's exposure time. */
export interface OldFrameFile {
  /** Null for a frame that is not solved: the old pipeline left it out. */
  readonly measured: OldFrameStars | null;
  readonly exposureSeconds: number;
}

/** Artifact `frame-photometry` of a run in compat mode: a header, and the table NSNSD when solved. */
export function writeOldFrame(
  name: string,
  { measured, exposureSeconds }: OldFrameFile,
): Uint8Array {
  const header = Header.of([
    ['FRAME', name],
    ['EXPTIME', exposureSeconds, 's'],
    ['SOLVED', measured !== null],
  ]);
  if (measured === null) return writeFits([{ header, shape: [] }]);
  const solved = header.withAll([
    ['INIMAGE', measured.starsInImage, 'standard stars in the image'],
    ['CDELT1', measured.cdelt[0], 'deg/px'],
    ['CDELT2', measured.cdelt[1], 'deg/px'],
  ]);
  return writeFits([
    { header: solved, shape: [] },
    {
      name: 'NSNSD',
      table: {
        rows: measured.stars.length,
        columns: columns.map(({ name: title, key, unit }) => ({
          kind: 'numbers' as const,
          name: title,
          ...(unit === undefined ? {} : { unit }),
          data: Float64Array.from(measured.stars, (star) => star[key]),
        })),
      },
    },
  ]);
}

/** @throws FitsError for a file that is none */
export function readOldFrame(bytes: Uint8Array, file: string): OldFrameFile {
  const [primary, extension] = readFits(bytes, file).hdus;
  const exposureSeconds = primary.header.requireNumber('EXPTIME');
  if (primary.header.boolean('SOLVED') !== true) return { measured: null, exposureSeconds };
  if (extension?.type !== 'binary-table') {
    throw new FitsError('fits-bad-table', 'a measured frame has no table of its stars', {
      file,
      found: extension?.type ?? 'no extension',
      expected: 'a binary table NSNSD',
      hint: 'Process the night again.',
    });
  }
  const name = primary.header.requireString('FRAME');
  const table = readTable(extension);
  const values = columns.map(({ key, name: title }) => ({
    key,
    data: requireNumbers(table, title, file),
  }));
  const valueOf = (key: NumberColumn, row: number): number =>
    values.find((column) => column.key === key)?.data[row] ?? Number.NaN;
  const stars = Array.from({ length: table.rows }, (_, row): OldStar => ({
    frame: oldFrameTail(name),
    hip: valueOf('hip', row),
    magnitude: valueOf('magnitude', row),
    elevationDeg: valueOf('elevationDeg', row),
    bv: valueOf('bv', row),
    azimuthDeg: valueOf('azimuthDeg', row),
    x: valueOf('x', row),
    y: valueOf('y', row),
    sigma: valueOf('sigma', row),
    psfFlux: valueOf('psfFlux', row),
    apertureFlux: valueOf('apertureFlux', row),
  }));
  return {
    exposureSeconds,
    measured: {
      name,
      starsInImage: primary.header.requireInteger('INIMAGE'),
      cdelt: [primary.header.requireNumber('CDELT1'), primary.header.requireNumber('CDELT2')],
      stars,
      rejected: [],
    },
  };
}
