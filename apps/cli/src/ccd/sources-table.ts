import { readTanSip, type SourceTable, type TanSip } from '@nightskies/astrometry';
import { Header, writeEcsv, writeFits, type Table, type TableColumn } from '@nightskies/fits';
import type { Picture } from './read-picture.js';

export type SourcesFormat = 'ecsv' | 'fits' | 'csv';

/** The table of a picture's sources; with right ascension and declination where it has a WCS. */
export function tableOf(sources: SourceTable, picture: Picture): Table {
  const { count, x, y } = sources;
  const numbers = (
    name: string,
    data: Float64Array | Int32Array | Uint8Array,
    description: string,
    unit?: string,
  ): TableColumn => ({
    kind: 'numbers',
    name,
    data,
    description,
    ...(unit === undefined ? {} : { unit }),
  });
  const wcs = wcsOf(picture);
  const places =
    wcs === undefined ? [] : Array.from(x, (value, i) => wcs.placeAt({ x: value, y: y[i] ?? NaN }));
  return {
    rows: count,
    columns: [
      numbers(
        'id',
        Int32Array.from(x, (_, i) => i + 1),
        'number of the source, from 1',
      ),
      numbers('xcentroid', x, 'column; the centre of the first pixel is 0 (FITS pixel - 1)', 'pix'),
      numbers('ycentroid', y, 'row; the centre of the first pixel is 0 (FITS pixel - 1)', 'pix'),
      numbers('xerr', sources.xError, '1 sigma of the windowed centroid', 'pix'),
      numbers('yerr', sources.yError, '1 sigma of the windowed centroid', 'pix'),
      numbers('sharpness', sources.sharpness, 'DAOFIND: peak over mean of neighbours'),
      numbers('roundness1', sources.roundness1, 'DAOFIND: by symmetry, 0 for round'),
      numbers('roundness2', sources.roundness2, 'DAOFIND: by marginal fits, 0 for round'),
      numbers('npix', new Int32Array(count).fill(sources.npix), 'pixels of the kernel'),
      numbers('sky', sources.sky, 'background at the source', 'adu'),
      numbers('peak', sources.peak, 'highest pixel above the background', 'adu'),
      numbers('flux', sources.flux, 'DAOFIND: height over threshold'),
      numbers('mag', sources.mag, '-2.5 log10 flux', 'mag'),
      numbers('light', sources.light, 'sum above the background around the source', 'adu'),
      numbers(
        'lighterr',
        sources.lightError,
        '1 sigma of light, without gain: no photon noise',
        'adu',
      ),
      numbers(
        'flags',
        sources.flags,
        '1 saturated 2 bad pixel 4 single pixel 8 narrow 16 elongated 32 border 64 no centroid',
      ),
      ...(wcs === undefined
        ? []
        : [
            numbers(
              'ra',
              Float64Array.from(places, ({ raDeg }) => raDeg),
              'ICRS',
              'deg',
            ),
            numbers(
              'dec',
              Float64Array.from(places, ({ decDeg }) => decDeg),
              'ICRS',
              'deg',
            ),
          ]),
    ],
  };
}

function wcsOf({ fits }: Picture): TanSip | undefined {
  if (fits === undefined) return undefined;
  try {
    return readTanSip(fits.header);
  } catch {
    // A broken WCS says nothing about the sources; they are given without places.
    return undefined;
  }
}

/** Bytes of the table in one of the formats. */
export function encodeSources(
  table: Table,
  format: SourcesFormat,
  facts: { readonly fwhmPixels: number; readonly thresholdSigma: number; readonly noise: number },
): Uint8Array | string {
  if (format === 'ecsv') return writeEcsv(table, { meta: { ...facts } });
  if (format === 'csv') {
    const lines = writeEcsv(table, { delimiter: ',' }).split('\n');
    return lines.filter((line) => !line.startsWith('#')).join('\n');
  }
  const header = Header.of([
    ['FWHM', facts.fwhmPixels, 'width of the stars, px'],
    ['THRESH', facts.thresholdSigma, 'least height in units of the noise'],
    ['NOISE', facts.noise, 'median noise of a pixel'],
  ]);
  return writeFits([{ name: 'SOURCES', header, table }]);
}
