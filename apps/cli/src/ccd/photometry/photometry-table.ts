import {
  Header,
  writeEcsv,
  writeFits,
  type CardEntry,
  type Table,
  type TableColumn,
} from '@nightskies/fits';
import type { TanSip } from '@nightskies/astrometry';
import { at } from '../offsets-numbers.js';
import { flagWords } from './flags.js';
import type { MeasuredAperture, MeasuredPsf, MeasuredSources } from './measured-sources.js';
import type { TableFormat } from './options.js';
import type { SourceList } from './source-list.js';

/** Facts of a measurement as a whole: key of ECSV and JSON, card of FITS, value, meaning. */
export type MeasurementFact = readonly [
  key: string,
  card: string,
  value: string | number | null,
  meaning: string,
];

function numbers(
  name: string,
  data: Float64Array | Int32Array | Int16Array,
  description: string,
  unit?: string,
): TableColumn {
  return { kind: 'numbers', name, data, description, ...(unit === undefined ? {} : { unit }) };
}

/** The table of the sources measured in a picture. With one aperture its columns have no number. */
export function photometryTable(
  sources: SourceList,
  measured: MeasuredSources,
  wcs: TanSip | undefined,
): Table {
  const { x, y, background, peak, fwhmPx, apertures, psf } = measured;
  const own: TableColumn[] = [
    numbers('x', x, 'column; the centre of the first pixel is 0 (FITS pixel - 1)', 'pix'),
    numbers('y', y, 'row; the centre of the first pixel is 0 (FITS pixel - 1)', 'pix'),
    ...skyColumns(sources, measured, wcs),
    ...(background === null
      ? []
      : [
          numbers('background', background.level, 'level around the source, per pixel', 'adu'),
          numbers('background_std', background.scatter, 'scatter of the pixels there', 'adu'),
          numbers('background_pixels', background.pixels, 'pixels used there', 'pix'),
        ]),
    numbers('peak', peak, 'highest pixel of the smallest aperture, with background', 'adu'),
    ...(fwhmPx === null ? [] : [numbers('fwhm', fwhmPx, 'width of the star', 'pix')]),
    ...(psf === null ? [] : psfColumns(psf)),
    ...apertures.flatMap((aperture, i) =>
      apertureColumns(aperture, apertures.length === 1 ? '' : `_${i + 1}`),
    ),
  ];
  return { rows: sources.count, columns: withCarried(sources, own) };
}

function apertureColumns(aperture: MeasuredAperture, number: string): TableColumn[] {
  const { radiusPx, sum, area, flux, fluxError, mag, magError, flags } = aperture;
  const within = `within ${radiusPx} px`;
  return [
    numbers(`sum${number}`, sum, `sum ${within}, with background`, 'adu'),
    numbers(`area${number}`, area, `pixels that count ${within}, parts included`, 'pix'),
    numbers(`flux${number}`, flux, `light ${within} above the background`, 'adu'),
    numbers(`flux_err${number}`, fluxError, '1 sigma of the flux', 'adu'),
    numbers(`mag${number}`, mag, 'zeropoint - 2.5 log10(flux per second)', 'mag'),
    numbers(`mag_err${number}`, magError, '1 sigma, without that of the zeropoint', 'mag'),
    numbers(`flags${number}`, flags, flagWords),
  ];
}

function psfColumns(psf: MeasuredPsf): TableColumn[] {
  return [
    numbers('psf_x', psf.x, 'place of the fit, counted as x', 'pix'),
    numbers('psf_x_err', psf.xError, '1 sigma', 'pix'),
    numbers('psf_y', psf.y, 'place of the fit, counted as y', 'pix'),
    numbers('psf_y_err', psf.yError, '1 sigma', 'pix'),
    numbers('psf_flux', psf.flux, `light of the ${psf.kind} fitted, to infinity`, 'adu'),
    numbers('psf_flux_err', psf.fluxError, '1 sigma', 'adu'),
    numbers('psf_mag', psf.mag, 'zeropoint - 2.5 log10(psf_flux per second)', 'mag'),
    numbers('psf_mag_err', psf.magError, '1 sigma, without that of the zeropoint', 'mag'),
    numbers('psf_sky', psf.sky, 'level under the star, per pixel', 'adu'),
    numbers('psf_chi2', psf.chiSquare, 'chi square per degree of freedom'),
  ];
}

function skyColumns(
  { sky, x: startX, y: startY }: SourceList,
  { x, y }: MeasuredSources,
  wcs: TanSip | undefined,
): TableColumn[] {
  if (wcs === undefined) return [];
  const [raDeg, decDeg] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let i = 0; i < x.length; i += 1) {
    const [atX, atY] = [at(x, i), at(y, i)];
    const isMoved = atX !== at(startX, i) || atY !== at(startY, i);
    const isKnown = Number.isFinite(atX + atY);
    // What the catalogue says is exact, the way through the pixels and back nearly so.
    const kept = sky !== null && !(isMoved && isKnown);
    const place = kept
      ? { raDeg: at(sky.raDeg, i), decDeg: at(sky.decDeg, i) }
      : isKnown
        ? wcs.placeAt({ x: atX, y: atY })
        : { raDeg: NaN, decDeg: NaN };
    raDeg[i] = place.raDeg;
    decDeg[i] = place.decDeg;
  }
  return [numbers('ra', raDeg, 'ICRS', 'deg'), numbers('dec', decDeg, 'ICRS', 'deg')];
}

/** Columns of the catalogue follow ours; those that would hide one of ours are called `cat_...`. */
function withCarried({ id, carried }: SourceList, own: readonly TableColumn[]): TableColumn[] {
  const taken = new Set(['id', ...own.map(({ name }) => name)]);
  const renamed = carried.map((column): TableColumn => {
    let { name } = column;
    while (taken.has(name.toLowerCase())) name = `cat_${name}`;
    taken.add(name.toLowerCase());
    return { ...column, name };
  });
  return [id, ...own, ...renamed];
}

/** Bytes of the table in one of the formats. */
export function encodePhotometry(
  table: Table,
  format: TableFormat,
  facts: readonly MeasurementFact[],
): Uint8Array | string {
  const meta = Object.fromEntries(facts.map(([key, , value]) => [key, value]));
  switch (format) {
    case 'ecsv':
      return writeEcsv(table, { meta });
    case 'csv':
      return csvText(table);
    case 'json':
      return `${JSON.stringify(jsonTable(table, meta))}\n`;
    case 'fits': {
      const cards = facts.map(([, card, value, meaning]): CardEntry => [card, value, meaning]);
      return writeFits([
        { name: 'PHOTOMETRY', header: Header.of(cards), table: asciiTable(table) },
      ]);
    }
  }
}

function csvText(table: Table): string {
  const lines = writeEcsv(table, { delimiter: ',' }).split('\n');
  // Only the header of ECSV has lines that begin so: a cell with such a sign is quoted.
  return lines.filter((line) => !line.startsWith('#')).join('\n');
}

function jsonTable(table: Table, meta: object) {
  const { columns, rows } = table;
  return {
    meta,
    columns: columns.map(({ name, unit, description }) => ({
      name,
      unit: unit ?? null,
      description: description ?? null,
    })),
    sources: Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(columns.map((column) => [column.name, jsonCell(column, row)])),
    ),
  };
}

function jsonCell(column: TableColumn, row: number): string | number | boolean | null {
  if (column.kind === 'texts') return at(column.data, row);
  if (column.kind === 'logicals') return [false, true][at(column.data, row)] ?? null;
  if (column.kind !== 'numbers') return null;
  const value = at<number | bigint>(column.data, row);
  if (value === column.nullValue) return null;
  if (typeof value === 'bigint') return String(value);
  return Number.isFinite(value) ? value : null;
}

/** FITS knows no letters beyond ASCII. */
function asciiTable({ rows, columns }: Table): Table {
  const ascii = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');
  return {
    rows,
    columns: columns.map((column): TableColumn => {
      const name = ascii(column.name);
      return column.kind === 'texts'
        ? { ...column, name, data: column.data.map(ascii) }
        : { ...column, name };
    }),
  };
}
