import { type Band, NightSkiesError, problem } from '@nightskies/contracts';
import {
  type CardEntry,
  type FitsFile,
  Header,
  imageNamed,
  type ImageHdu,
  readFits,
  writeFits,
} from '@nightskies/fits';
import { type Image, image } from '@nightskies/pixels';
import { linearityCurve } from './linearity.js';
import type { CalibrationMasters, CameraNumber } from './masters.js';

/**
 * The artifact `calibration-masters`, version 1: one FITS file, an empty primary HDU with the cards
 * below and the extensions
 *
 * | EXTNAME   | pixels                         | content                                          |
 * | --------- | ------------------------------ | ------------------------------------------------ |
 * | BIAS      | float32 (compat may float64)   | master bias, DN                                  |
 * | DARK      | float32 (compat float64)       | linear dark signal collected in DARKTIME, DN     |
 * | FLAT      | float32 (compat may float64)   | flat, normalised as it was given                 |
 * | BADPIX    | uint8                          | 1 = bad, from the dark at BPSIGMA                |
 * | LINEARITY | float64, N columns by 2 rows   | first row ADU, second row factor                 |
 *
 * MASTERS standard|night, CALMODE default|nsnsd, BAND, DARKTIME s, REFTIME s (exposure of the
 * frames they were made for), NBIAS and NDARK (frames combined, absent when unknown), BIASVAR,
 * DARKVAR, BDCOV (variances and covariance of a pixel of BIAS and DARK, DN^2), ROWNOISE (DN), and
 * where known GAIN, GAINERR (e-/DN), GAINSRC, RDNOISE, RDNERR (e-), RNSRC.
 */
export const mastersFormatVersion = 1;

function numberCards(
  number: CameraNumber | null,
  [value, error, source]: readonly [string, string, string],
  title: string,
): CardEntry[] {
  if (number === null) return [];
  const cards: CardEntry[] = [[value, number.value, title]];
  if (number.uncertainty !== null) cards.push([error, number.uncertainty, `1 sigma of ${value}`]);
  cards.push([source, number.origin, `where ${value} comes from`]);
  return cards;
}

/** Cards of gain and read noise, shared by masters and calibrated frames. */
export function noiseCards(gain: CameraNumber | null, readNoise: CameraNumber | null): CardEntry[] {
  return [
    ...numberCards(gain, ['GAIN', 'GAINERR', 'GAINSRC'], 'e-/DN'),
    ...numberCards(readNoise, ['RDNOISE', 'RDNERR', 'RNSRC'], 'read noise, e- rms'),
  ];
}

const modeNames = { none: 'default', nsnsd: 'nsnsd' } as const;

/** Cards that say which masters and whose arithmetic, shared by masters and calibrated frames. */
export function modeCards(masters: CalibrationMasters): CardEntry[] {
  return [
    ['MASTERS', masters.mode, 'where bias and dark come from'],
    ['CALMODE', modeNames[masters.compat], 'arithmetic of the calibration'],
  ];
}

function counted(keyword: string, count: number | null, title: string): CardEntry[] {
  return count === null ? [] : [[keyword, count, title]];
}

/** Bytes of the masters' file; equal masters give equal bytes. */
export function writeMasters(masters: CalibrationMasters): Uint8Array {
  const { linearity } = masters;
  const nodes = linearity.adu.length;
  const curve = new Float64Array(2 * nodes);
  curve.set(linearity.adu, 0);
  curve.set(linearity.factor, nodes);
  const header = Header.of([
    ['FMTVERS', mastersFormatVersion, 'version of this format'],
    ...modeCards(masters),
    ['BAND', masters.band],
    ['DARKTIME', masters.darkSeconds, 's, exposure of the DARK extension'],
    ['REFTIME', masters.referenceSeconds, 's, exposure of the frames of the set'],
    ...counted('NBIAS', masters.biasFrames, 'frames combined'),
    ...counted('NDARK', masters.darkFrames, 'frames combined'),
    ['BIASVAR', masters.biasVarianceDn2, 'DN^2, random, of a pixel of BIAS'],
    ['DARKVAR', masters.darkVarianceDn2, 'DN^2, random, of a pixel of DARK'],
    ['BDCOV', masters.biasDarkCovarianceDn2, 'DN^2, covariance of BIAS and DARK'],
    ['ROWNOISE', masters.rowNoiseDn, 'DN rms, shared by a row'],
    ...noiseCards(masters.gain, masters.readNoise),
  ]);
  const plane = (name: string, picture: Image | Image<Float64Array>) => ({
    name,
    shape: [picture.width, picture.height],
    data: picture.data,
  });
  const { badPixels } = masters;
  return writeFits([
    { header, shape: [] },
    plane('BIAS', masters.bias),
    plane('DARK', masters.dark),
    plane('FLAT', masters.flat),
    { name: 'BADPIX', shape: [badPixels.width, badPixels.height], data: badPixels.data },
    { name: 'LINEARITY', shape: [nodes, 2], data: curve },
  ]);
}

function refuse(file: string, found: string, expected: string): never {
  throw new NightSkiesError(
    problem('masters-unreadable', 'this is not a file of calibration masters', {
      file,
      found,
      expected,
      hint: 'Run the set again: its masters are made anew.',
    }),
  );
}

function extension(file: FitsFile, name: string): ImageHdu {
  const hdu = imageNamed(file, name);
  if (hdu?.shape.length !== 2) return refuse(file.name, `no ${name} image`, `extension ${name}`);
  return hdu;
}

function plane(file: FitsFile, name: string): Image | Image<Float64Array> {
  const hdu = extension(file, name);
  const [width, height] = hdu.shape;
  return hdu.bitpix === -64
    ? image(width, height, hdu.float64())
    : image(width, height, hdu.float32());
}

function oneOf<T extends string>(
  header: Header,
  file: string,
  keyword: string,
  known: readonly T[],
): T {
  const value = header.string(keyword);
  const match = known.find((one) => one === value);
  return match ?? refuse(file, `${keyword} = ${value ?? 'nothing'}`, known.join(' or '));
}

function cameraNumber(
  header: Header,
  [value, error, source]: readonly [string, string, string],
): CameraNumber | null {
  const known = header.number(value);
  if (known === undefined) return null;
  return {
    value: known,
    uncertainty: header.number(error) ?? null,
    origin: header.requireString(source),
  };
}

/** Gain of a masters file or calibrated frame, from its cards. */
const gainOf = (header: Header) => cameraNumber(header, ['GAIN', 'GAINERR', 'GAINSRC']);
const readNoiseOf = (header: Header) => cameraNumber(header, ['RDNOISE', 'RDNERR', 'RNSRC']);

/**
 * Gain of masters made in the default mode.
 *
 * @throws NightSkiesError `masters-unreadable` when they state none.
 */
export function requireGain(masters: CalibrationMasters, file: string): CameraNumber {
  return masters.gain ?? refuse(file, 'no GAIN', 'GAIN in e-/DN');
}

/**
 * Masters from the bytes of their file.
 *
 * @throws NightSkiesError `masters-unreadable`; FitsError for a broken file.
 */
export function readMasters(bytes: Uint8Array, name: string): CalibrationMasters {
  const file = readFits(bytes, name);
  const { header } = file.hdus[0];
  const badHdu = extension(file, 'BADPIX');
  const stored = badHdu.stored();
  if (!(stored instanceof Uint8Array)) return refuse(name, 'BADPIX of another type', 'uint8');
  const curveHdu = extension(file, 'LINEARITY');
  const nodes = curveHdu.shape[0];
  const curve = curveHdu.float64();
  const band: Band = oneOf(header, name, 'BAND', ['V', 'B']);
  return {
    mode: oneOf(header, name, 'MASTERS', ['standard', 'night']),
    compat: oneOf(header, name, 'CALMODE', ['default', 'nsnsd']) === 'nsnsd' ? 'nsnsd' : 'none',
    band,
    bias: plane(file, 'BIAS'),
    dark: plane(file, 'DARK'),
    darkSeconds: header.requireNumber('DARKTIME'),
    referenceSeconds: header.requireNumber('REFTIME'),
    flat: plane(file, 'FLAT'),
    badPixels: image(badHdu.shape[0], badHdu.shape[1], stored),
    linearity: linearityCurve(curve.slice(0, nodes), curve.slice(nodes), name),
    gain: gainOf(header),
    readNoise: readNoiseOf(header),
    rowNoiseDn: header.requireNumber('ROWNOISE'),
    biasVarianceDn2: header.requireNumber('BIASVAR'),
    darkVarianceDn2: header.requireNumber('DARKVAR'),
    biasDarkCovarianceDn2: header.requireNumber('BDCOV'),
    biasFrames: header.integer('NBIAS') ?? null,
    darkFrames: header.integer('NDARK') ?? null,
  };
}
