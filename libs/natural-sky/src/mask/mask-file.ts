import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  firstImage,
  fitsPixel,
  Header,
  imageNamed,
  linearWcs,
  readFits,
  readLinearWcs,
  writeFits,
  type CardEntry,
} from '@nightskies/fits';
import { allSkyGrid, type MapGrid } from '@nightskies/sky';
import { meanConfidence, type TerrainMask } from './terrain-mask.js';

/**
 * File of a mask (artifact `terrain-mask`): an image SKY of 8-bit numbers, 0 terrain to 255 sky, first
 * row lowest, gzipped in tiles without loss; SKYLINE (deg) and CONFID (0 to 1), float32, a number for
 * each column. Cards ORIGIN (`proposed`, `given`) and CONFID, the mean of the columns.
 *
 * @param cards of the set it belongs to
 */
export function writeMaskFile(mask: TerrainMask, cards: readonly CardEntry[] = []): Uint8Array {
  const { grid, skylineDeg, confidence, overallConfidence, origin } = mask;
  const { columns, rows, stepDeg } = grid;
  const common: CardEntry[] = [
    ['ORIGIN', origin, 'of the mask: proposed by the program, or given'],
    ['CONFID', Math.fround(overallConfidence), 'mean confidence of the columns, 0 to 1'],
    ...cards,
  ];
  const lines = (unit: string, comment: string): Header =>
    Header.of([
      ...linearWcs({
        ctype: ['ALON-CAR', 'ALAT-CAR'],
        crpix: [fitsPixel(columns / 2 - 0.5), fitsPixel(0)],
        ...{ crval: [0, 0], cdelt: [stepDeg, stepDeg] },
      }),
      ['BUNIT', unit, comment],
    ]);
  const wcs = linearWcs({
    ctype: ['ALON-CAR', 'ALAT-CAR'],
    crpix: [fitsPixel(columns / 2 - 0.5), fitsPixel(-grid.altitude0Deg / stepDeg - 0.5)],
    ...{ crval: [0, 0], cdelt: [stepDeg, stepDeg] },
  });
  return writeFits([
    {
      name: 'SKY',
      header: Header.of([...wcs, ['BUNIT', '1/255', 'sky in a cell: 255 all, 0 none'], ...common]),
      ...{ shape: [columns, rows], data: mask.sky, compression: 'gzip' },
    },
    {
      name: 'SKYLINE',
      header: lines('deg', 'apparent altitude of the skyline'),
      ...{ shape: [columns, 1], data: Float32Array.from(skylineDeg) },
    },
    {
      name: 'CONFID',
      header: lines('1', 'confidence of the skyline'),
      ...{ shape: [columns, 1], data: Float32Array.from(confidence) },
    },
  ]);
}

/**
 * @throws FitsError for what is no FITS file; NightSkiesError `mask-unreadable` for one that is no mask
 */
export function readMaskFile(bytes: Uint8Array, name: string): TerrainMask {
  const file = readFits(bytes, name);
  const image = imageNamed(file, 'SKY') ?? firstImage(file);
  const sky = image.values();
  const [columns = 0, rows = 0] = image.shape;
  const { header } = image;
  const origin = header.string('ORIGIN');
  const skyline = imageNamed(file, 'SKYLINE')?.float64();
  const confidence = imageNamed(file, 'CONFID')?.float64();
  const grid = gridOf(header, columns, rows);
  if (
    grid === null ||
    !(sky instanceof Uint8Array) ||
    (origin !== 'proposed' && origin !== 'given') ||
    skyline?.length !== columns ||
    confidence?.length !== columns
  ) {
    throw new NightSkiesError(
      problem('mask-unreadable', 'this is no terrain mask', {
        file: name,
        found: `${image.shape.join(' x ')} pixels of BITPIX ${image.bitpix}, ORIGIN ${origin ?? 'missing'}`,
        expected:
          'an image SKY of 8 bits over azimuth -180 to 180 and altitude -6 to 90, with SKYLINE and CONFID',
        hint: 'Give the file the program wrote, or a picture to `nightskies mask import`.',
      }),
    );
  }
  return {
    ...{ grid, sky, skylineDeg: skyline, confidence, origin },
    overallConfidence: meanConfidence(confidence),
  };
}

/** The all-sky grid of so many columns and rows; null for any other. */
function gridOf(header: Header, columns: number, rows: number): MapGrid | null {
  const wcs = readLinearWcs(header);
  const stepDeg = 360 / columns;
  if (wcs === undefined || Math.abs(24 / stepDeg - Math.round(24 / stepDeg)) > 1e-6) return null;
  const grid = allSkyGrid(stepDeg);
  return grid.rows === rows ? grid : null;
}
