import { Header, writeFits, type TableColumn } from '@nightskies/fits';
import type { Residuals } from '../fit/residual-maps.js';
import { measurementFlags, type FramePhotometry, type MeasuredStars } from '../measured-stars.js';

interface StarColumn {
  readonly name: string;
  readonly key: Exclude<keyof MeasuredStars, 'count'>;
  readonly unit?: string;
  readonly description: string;
}

const columns: readonly StarColumn[] = [
  { name: 'STAR', key: 'row', description: 'row in the star catalogue, from 0' },
  { name: 'HIP', key: 'hip', description: 'Hipparcos number, 0 for none' },
  { name: 'MAG', key: 'magnitude', unit: 'mag', description: 'catalogue, in the band' },
  { name: 'MAGERR', key: 'magnitudeError', unit: 'mag', description: 'of the catalogue, 1 sigma' },
  { name: 'BV', key: 'bv', unit: 'mag', description: 'Johnson B-V of the catalogue' },
  { name: 'X', key: 'x', unit: 'pixel', description: 'first pixel centre 0' },
  { name: 'Y', key: 'y', unit: 'pixel', description: 'first pixel centre 0' },
  { name: 'AZ', key: 'azimuthDeg', unit: 'deg', description: 'apparent, middle of exposure' },
  { name: 'ALT', key: 'altitudeDeg', unit: 'deg', description: 'apparent, middle of exposure' },
  { name: 'AIRMASS', key: 'airmass', description: 'by the formula AIRMASSF' },
  { name: 'FLUX', key: 'flux', unit: 'DN', description: 'in the aperture, above the background' },
  { name: 'FLUXERR', key: 'fluxError', unit: 'DN', description: 'noise of the detector, 1 sigma' },
  { name: 'SKY', key: 'background', unit: 'DN', description: 'background per pixel' },
  { name: 'PEAK', key: 'peak', unit: 'DN', description: 'highest pixel of the aperture' },
  { name: 'APFRAC', key: 'apertureFraction', description: 'part of the light in the aperture' },
  { name: 'WIDTH', key: 'sigmaPx', unit: 'pixel', description: 'sigma of the core' },
  { name: 'SOLIDANG', key: 'relativeSolidAngle', description: 'of the pixel, centre 1' },
  { name: 'SCINT', key: 'scintillation', description: 'relative error by the air' },
  { name: 'CONFUS', key: 'confusion', description: 'relative error by faint neighbours' },
  { name: 'NEIGHB', key: 'neighbourShare', description: 'catalogue neighbours in the aperture' },
  { name: 'FLAGS', key: 'flags', description: 'why not used, see the header; 0: usable' },
];

/** Texts of the bits, as comments of a header. */
function flagComments(header: Header): Header {
  return Object.values(measurementFlags).reduce(
    (cards, { bit, text }) => cards.withComment(`FLAGS ${bit}: ${text}`),
    header,
  );
}

/**
 * Artifact `star-photometry`: every star measured in every frame of a set, with what the fit left of
 * it, one FITS binary table STARS. LOSS is the light missing against the fit in mag, NaN for a
 * measurement that was not offered to it; WEIGHT its robust weight there, 0 to 1.
 */
export function writeStarTable(
  frames: readonly FramePhotometry[],
  residuals: Residuals,
  identity: Header,
): Uint8Array {
  const starts = frames.map((_, at) =>
    frames.slice(0, at).reduce((sum, { stars }) => sum + stars.count, 0),
  );
  const rows = frames.reduce((sum, { stars }) => sum + stars.count, 0);
  const over = (values: Float64Array, otherwise: number): Float64Array => {
    const column = new Float64Array(rows).fill(otherwise);
    for (let i = 0; i < residuals.count; i += 1) {
      column[starts[residuals.frame[i]] + residuals.star[i]] = values[i];
    }
    return column;
  };
  const made: TableColumn[] = [
    {
      kind: 'texts',
      name: 'FRAME',
      data: frames.flatMap(({ frame, stars }) => new Array<string>(stars.count).fill(frame)),
    },
    ...columns.map(({ name, key, unit, description }): TableColumn => ({
      kind: 'numbers',
      name,
      ...(unit === undefined ? {} : { unit }),
      description,
      data: joined(frames, key),
    })),
    {
      ...{ kind: 'numbers', name: 'LOSS', unit: 'mag', description: 'fainter than the fit by' },
      data: over(residuals.residual, Number.NaN),
    },
    {
      ...{ kind: 'numbers', name: 'LOSSERR', unit: 'mag', description: '1 sigma, all of it' },
      data: over(residuals.sigma, Number.NaN),
    },
    {
      ...{ kind: 'numbers', name: 'WEIGHT', description: 'in the fit, robust, 0 to 1' },
      data: over(residuals.weight, 0),
    },
  ];
  return writeFits([
    { header: flagComments(identity), shape: [] },
    { name: 'STARS', table: { rows, columns: made } },
  ]);
}

function joined(
  frames: readonly FramePhotometry[],
  key: StarColumn['key'],
): Float64Array | Int32Array {
  const whole = key === 'row' || key === 'hip' || key === 'flags';
  const values = frames.flatMap(({ stars }) => Array.from(stars[key]));
  return whole ? Int32Array.from(values) : Float64Array.from(values);
}
