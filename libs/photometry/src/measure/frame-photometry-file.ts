import {
  FitsError,
  Header,
  readFits,
  readTable,
  requireNumbers,
  writeFits,
  type CardEntry,
  type TableToWrite,
  type NumberColumn,
  type Table,
  type TableColumn,
  type TableHdu,
} from '@nightskies/fits';
import {
  measurementFlags,
  type FramePhotometry,
  type GrowthCurve,
  type GrowthStars,
  type MeasuredStars,
} from '../measured-stars.js';
import { emptyStars } from './measure-stars.js';

/** A column of a table of stars, and what of `MeasuredStars` it holds. */
export interface StarColumn {
  readonly name: string;
  readonly key: Exclude<keyof MeasuredStars, 'count'>;
  readonly unit?: string;
  readonly description: string;
}

/** Columns of tables of stars. Positions are array positions: the first pixel's centre is 0. */
export const starColumns: readonly StarColumn[] = [
  { name: 'STAR', key: 'row', description: 'row in the star catalogue, from 0' },
  { name: 'HIP', key: 'hip', description: 'Hipparcos number, 0 for none' },
  { name: 'MAG', key: 'magnitude', unit: 'mag', description: 'of the catalogue, in the band' },
  { name: 'BV', key: 'bv', unit: 'mag', description: 'Johnson B-V of the catalogue' },
  { name: 'MAGERR', key: 'magnitudeError', unit: 'mag', description: '1 sigma of MAG' },
  { name: 'X', key: 'x', unit: 'pixel', description: 'first pixel centre 0' },
  { name: 'Y', key: 'y', unit: 'pixel', description: 'first pixel centre 0' },
  { name: 'AZ', key: 'azimuthDeg', unit: 'deg', description: 'apparent, middle of exposure' },
  { name: 'ALT', key: 'altitudeDeg', unit: 'deg', description: 'apparent, middle of exposure' },
  { name: 'AIRMASS', key: 'airmass', description: 'by the formula AIRMFORM' },
  { name: 'FLUX', key: 'flux', unit: 'DN', description: 'in the aperture above the background' },
  { name: 'FLUXERR', key: 'fluxError', unit: 'DN', description: '1 sigma by noise' },
  { name: 'BACKGND', key: 'background', unit: 'DN/pixel', description: 'mean under the star' },
  { name: 'PEAK', key: 'peak', unit: 'DN', description: 'highest pixel of the aperture' },
  { name: 'APFRAC', key: 'apertureFraction', description: 'part of the light in the aperture' },
  { name: 'SIGMA', key: 'sigmaPx', unit: 'pixel', description: 'width of the star' },
  { name: 'SOLIDANG', key: 'relativeSolidAngle', description: 'of the pixel, centre 1' },
  { name: 'SCINT', key: 'scintillation', description: '1 sigma over FLUX' },
  { name: 'CONFUS', key: 'confusion', description: '1 sigma by unseen stars over FLUX' },
  { name: 'NEIGHB', key: 'neighbourShare', description: 'light of neighbours over FLUX' },
  { name: 'FLAGS', key: 'flags', description: 'bits by the cards MFLAGn' },
];

/** Meaning of the bits of FLAGS. */
export const flagCards = Header.of(
  Object.values(measurementFlags).map(({ bit, text }): [string, string] => [
    `MFLAG${Math.log2(bit)}`,
    text,
  ]),
);

/**
 * Artifact `frame-photometry`: a header with the facts of the frame, the table STARS, and where the
 * frame gave one, GROWTH (its growth curve) and GROWSTAR (what it was made of).
 */
export function writeFramePhotometry(frame: FramePhotometry): Uint8Array {
  const { growth, growthStars, stars } = frame;
  const facts: CardEntry[] = [
    ['FRAME', frame.frame, 'stem of the raw file'],
    ['FILTER', frame.band, 'band'],
    ['EXPTIME', frame.exposureSeconds, 's'],
    ['JD-MID', frame.middleJdUtc, 'UTC, middle of the exposure'],
    ['AIRMFORM', frame.airmassFormula, 'airmass formula'],
    ['APRADIUS', frame.apertureRadiusPx, 'px, aperture'],
    ['PHOTOK', frame.failure === null, 'whether the frame may be used'],
  ];
  if (frame.failure !== null) {
    facts.push(['PHOTFAIL', frame.failure, 'why the frame gives nothing']);
  }
  // A card holds no NaN: what is not known is left out.
  const header = Header.of(facts.filter(([, value]) => !Number.isNaN(value)));
  const columns: TableColumn[] = starColumns.map(({ name, key, unit, description }) => ({
    kind: 'numbers',
    name,
    ...(unit === undefined ? {} : { unit }),
    description,
    data: stars[key],
  }));
  return writeFits([
    { header, shape: [] },
    { name: 'STARS', header: flagCards, table: { rows: stars.count, columns } },
    ...(growth === null ? [] : [growthTable(growth)]),
    ...(growthStars === undefined ? [] : [growthStarTable(growthStars)]),
  ]);
}

function growthTable({
  radiusPx,
  fraction,
  fractionError,
  wings,
  wingsError,
}: GrowthCurve): TableToWrite {
  return {
    name: 'GROWTH',
    header: Header.of([
      ['WINGS', wings, 'part of the light beyond the last radius'],
      ['WINGSERR', wingsError, '1 sigma of WINGS'],
    ]),
    table: {
      rows: radiusPx.length,
      columns: [
        numbers('RADIUS', radiusPx, 'pixel'),
        numbers('FRACTION', fraction),
        numbers('FRACERR', fractionError),
      ],
    },
  };
}

function growthStarTable(stars: GrowthStars): TableToWrite {
  const { annulusPx, radiusPx } = stars;
  const rings = [...radiusPx].map((radius, ring): CardEntry => [
    `RING${ring + 1}`,
    radius,
    'px, outer radius of a ring of LIGHT',
  ]);
  const shape = [radiusPx.length];
  return {
    name: 'GROWSTAR',
    header: Header.of([
      ['IMAGEW', stars.width, 'px, columns of the frame'],
      ['IMAGEH', stars.height, 'px, rows of the frame'],
      ['ANNULIN', annulusPx[0], 'px, annulus of the background'],
      ['ANNULOUT', annulusPx[1], 'px, annulus of the background'],
      ['RINGS', radiusPx.length, 'rings of LIGHT'],
      ...rings,
    ]),
    table: {
      rows: stars.count,
      columns: [
        numbers('X', stars.x, 'pixel'),
        numbers('Y', stars.y, 'pixel'),
        numbers('EXPECTED', stars.expected, 'DN'),
        { ...numbers('LIGHT', stars.light, 'DN'), shape },
        { ...numbers('LIGHTERR', stars.lightError, 'DN'), shape },
      ],
    },
  };
}

function numbers(name: string, data: Float64Array, unit?: string): NumberColumn {
  return { kind: 'numbers', name, ...(unit === undefined ? {} : { unit }), data };
}

/**
 * @param name of the file, for messages
 * @throws FitsError for a file that is no `frame-photometry`
 */
export function readFramePhotometry(bytes: Uint8Array, name: string): FramePhotometry {
  const { hdus } = readFits(bytes, name);
  const [{ header }] = hdus;
  const tableOf = (extension: string): TableHdu | undefined =>
    hdus.find(
      (hdu): hdu is TableHdu =>
        hdu.type === 'binary-table' && hdu.header.string('EXTNAME') === extension,
    );
  const stars = tableOf('STARS');
  const band = header.string('FILTER');
  if (stars === undefined || (band !== 'V' && band !== 'B')) {
    throw unreadable(name, 'a header with FILTER V or B, and a table STARS');
  }
  const growth = tableOf('GROWTH');
  const growthStars = tableOf('GROWSTAR');
  return {
    frame: header.string('FRAME') ?? '',
    band,
    exposureSeconds: header.number('EXPTIME') ?? NaN,
    middleJdUtc: header.number('JD-MID') ?? NaN,
    airmassFormula: header.string('AIRMFORM') ?? '',
    apertureRadiusPx: header.number('APRADIUS') ?? NaN,
    growth: growth === undefined ? null : growthOf(growth, name),
    ...(growthStars === undefined ? {} : { growthStars: growthStarsOf(growthStars, name) }),
    stars: starsOf(readTable(stars), name),
    failure: header.string('PHOTFAIL') ?? null,
  };
}

function starsOf(table: Table, file: string): MeasuredStars {
  const stars = emptyStars(table.rows);
  for (const { name, key } of starColumns) stars[key].set(requireNumbers(table, name, file));
  return stars;
}

function growthOf(hdu: TableHdu, file: string): GrowthCurve {
  const table = readTable(hdu);
  return {
    radiusPx: requireNumbers(table, 'RADIUS', file),
    fraction: requireNumbers(table, 'FRACTION', file),
    fractionError: requireNumbers(table, 'FRACERR', file),
    wings: hdu.header.number('WINGS') ?? NaN,
    wingsError: hdu.header.number('WINGSERR') ?? NaN,
  };
}

function growthStarsOf(hdu: TableHdu, file: string): GrowthStars {
  const { header } = hdu;
  const table = readTable(hdu);
  const rings = header.integer('RINGS') ?? 0;
  return {
    count: table.rows,
    x: requireNumbers(table, 'X', file),
    y: requireNumbers(table, 'Y', file),
    width: header.integer('IMAGEW') ?? 0,
    height: header.integer('IMAGEH') ?? 0,
    radiusPx: Float64Array.from(
      { length: rings },
      (_, ring) => header.number(`RING${ring + 1}`) ?? NaN,
    ),
    annulusPx: [header.number('ANNULIN') ?? NaN, header.number('ANNULOUT') ?? NaN],
    expected: requireNumbers(table, 'EXPECTED', file),
    light: requireNumbers(table, 'LIGHT', file),
    lightError: requireNumbers(table, 'LIGHTERR', file),
  };
}

function unreadable(file: string, expected: string): FitsError {
  return new FitsError('fits-bad-table', 'this is no photometry of a frame', {
    file,
    found: 'none of it',
    expected,
    hint: 'Process the night again.',
  });
}
