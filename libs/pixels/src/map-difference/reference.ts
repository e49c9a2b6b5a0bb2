/** A row of a model in coarser cells, between two of its rows drawn out to the columns of a map. */
export interface RowBetween {
  readonly below: Float64Array;
  readonly above: Float64Array;
  /** How far it is from the one below to the one above, 0 to 1. */
  readonly up: number;
}

/** A row of a map, and what is taken from it. */
export interface RowToSubtract {
  /** NaN for no data. */
  readonly values: Float32Array;
  /** Random error of the same, 1 sigma. */
  readonly sigmas: Float32Array;
  /** Part of each cell that is sky; null for no terrain. */
  readonly sky: Float32Array | null;
  readonly model: RowBetween;
  /** Its error, between the same rows. */
  readonly modelError: Pick<RowBetween, 'below' | 'above'>;
}

/** What goes for all rows. */
export interface SubtractTerms {
  /** Less sky than this, and a cell has none. */
  readonly leastSky: number;
  /** Of the model, in that of the map. */
  readonly unit: number;
}

export interface RowDifference {
  /** NaN where the model is not known, as well. */
  readonly light: Float32Array;
  /** NaN where that of the model is not known, as well. */
  readonly error: Float32Array;
  /** Cells with light, and with less than none. */
  readonly cells: number;
  readonly negativeCells: number;
  /** Whether model and error are known all along the row. */
  readonly isModelKnown: boolean;
}

/** What `MapDifference.subtract` does, cell by cell. */
export function subtractRowReference(
  { values, sigmas, sky, model, modelError }: RowToSubtract,
  { leastSky, unit }: SubtractTerms,
): RowDifference {
  const { up } = model;
  const light = new Float32Array(values.length).fill(Number.NaN);
  const error = new Float32Array(values.length).fill(Number.NaN);
  let cells = 0;
  let negativeCells = 0;
  let isModelKnown = true;
  for (let k = 0; k < values.length; k++) {
    const away = Math.fround((1 - up) * model.below[k] + up * model.above[k]);
    const shared = Math.fround((1 - up) * modelError.below[k] + up * modelError.above[k]);
    if (Number.isNaN(away) || Number.isNaN(shared)) isModelKnown = false;
    const rest = values[k] - away * unit;
    if (Number.isNaN(rest) || (sky !== null && !(sky[k] >= leastSky))) continue;
    const common = shared * unit;
    light[k] = rest;
    error[k] = Math.sqrt(sigmas[k] * sigmas[k] + common * common);
    cells++;
    if (rest < 0) negativeCells++;
  }
  return { light, error, cells, negativeCells, isModelKnown };
}
