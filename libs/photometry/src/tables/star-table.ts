import { writeFits, type Header, type TableColumn } from '@nightskies/fits';
import type { Residuals } from '../fit/residual-maps.js';
import { flagCards, starColumns, type StarColumn } from '../measure/frame-photometry-file.js';
import type { FramePhotometry } from '../measured-stars.js';

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
    ...starColumns.map(({ name, key, unit, description }): TableColumn => ({
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
    { header: identity, shape: [] },
    { name: 'STARS', header: flagCards, table: { rows, columns: made } },
  ]);
}

function joined(
  frames: readonly FramePhotometry[],
  key: StarColumn['key'],
): Float64Array | Int32Array {
  const rows = frames.reduce((sum, { stars }) => sum + stars.count, 0);
  const whole = key === 'row' || key === 'hip' || key === 'flags';
  const values = whole ? new Int32Array(rows) : new Float64Array(rows);
  let at = 0;
  for (const { stars } of frames) {
    values.set(stars[key], at);
    at += stars.count;
  }
  if (values instanceof Float64Array) withOneNaN(values);
  return values;
}

/** NaN has many bit patterns, by where it came from: a file has one. */
function withOneNaN(values: Float64Array): void {
  for (let k = 0; k < values.length; k += 1) if (Number.isNaN(values[k])) values[k] = Number.NaN;
}
