import type { LuminanceRows, NaturalSky, SkyMask } from '@nightskies/metrics';
import {
  artificialRows,
  readMaskFile,
  readNaturalSky,
  skyRowsOf,
  toCdM2,
  type StoredNaturalSky,
} from '@nightskies/natural-sky';
import type { TaskInput } from '@nightskies/platform';

type TerrainMask = ReturnType<typeof readMaskFile>;

/** The mask of a set; null without one. */
export function maskIn(given: TaskInput | undefined): TerrainMask | null {
  return given === undefined ? null : readMaskFile(given.bytes, given.name);
}

/** Where a mask has free sky. */
export function freeSky(mask: TerrainMask): SkyMask {
  return { grid: mask.grid, row: skyRowsOf(mask, mask.grid) };
}

/**
 * The natural light of a set, null of a model that only says what is usual, because the sky did not allow
 * a fit: it measures nothing, and what is left without it may be the Moon.
 */
export function fittedSky({ bytes, name }: TaskInput): StoredNaturalSky | null {
  const model = readNaturalSky(bytes, name);
  return (model.header.boolean('BELIEVED') ?? false) ? null : model;
}

/** A model as it is measured. */
export function naturalOf({
  grid,
  natural,
  sigma,
  restSigma,
  header,
}: StoredNaturalSky): NaturalSky {
  const inCdM2 = (values: Float32Array): Float32Array =>
    toCdM2(values, new Float32Array(values.length));
  return {
    grid,
    luminance: inCdM2(natural),
    sigma: inCdM2(sigma),
    artificialSigma: inCdM2(restSigma),
    followsZeropoint: header.boolean('FITTED') ?? false,
  };
}

/**
 * Artificial light: the cells of the map that `natural-sky.subtract` writes, from the same rows, without
 * their errors.
 */
export function artificialOf(
  { grid, row }: LuminanceRows,
  { grid: cells, natural }: StoredNaturalSky,
  mask: TerrainMask | null,
): LuminanceRows {
  const left = artificialRows(
    { grid, row, sigma: null },
    { grid: cells, natural, restSigma: null },
    mask === null ? null : skyRowsOf(mask, grid),
  );
  return { grid, row: (at) => left(at).light, uncertainty: null };
}
