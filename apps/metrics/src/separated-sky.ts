import { openLuminanceMap, type MapsOfSky } from '@nightskies/metrics';
import {
  readMaskFile,
  readNaturalSky,
  skyRowsOf,
  toCdM2,
  type StoredNaturalSky,
} from '@nightskies/natural-sky';
import type { TaskContext } from '@nightskies/platform';

/**
 * Natural sky, artificial light and free sky of a set, as far as they are there. A model that only says
 * what is usual measures neither: what is left without it may be the Moon.
 */
export async function separatedSky(
  context: Pick<TaskContext<'metrics.measure'>, 'names' | 'open' | 'maybe'>,
): Promise<Pick<MapsOfSky, 'artificial' | 'natural' | 'mask'>> {
  const given = await context.maybe('model');
  const model = given === undefined ? null : readNaturalSky(given.bytes, given.name);
  const mask = await context.maybe('mask');
  const free = mask === undefined ? null : maskOf(mask.bytes, mask.name);
  if (model !== null && isBelieved(model)) return { artificial: null, natural: null, mask: free };
  const artificial = context.names('artificial').at(0);
  return {
    artificial:
      artificial === undefined
        ? null
        : openLuminanceMap(await context.open('artificial', artificial), artificial),
    natural: model === null ? null : naturalOf(model),
    mask: free,
  };
}

/** Whether a model only says what is usual, because the sky did not allow a fit. */
export function isBelieved({ header }: Pick<StoredNaturalSky, 'header'>): boolean {
  return header.boolean('BELIEVED') ?? false;
}

function naturalOf({
  grid,
  natural,
  sigma,
  restSigma,
  header,
}: StoredNaturalSky): NonNullable<MapsOfSky['natural']> {
  return {
    grid,
    luminance: toCdM2(natural, natural),
    sigma: toCdM2(sigma, sigma),
    artificialSigma: toCdM2(restSigma, restSigma),
    followsZeropoint: header.boolean('FITTED') ?? false,
  };
}

function maskOf(bytes: Uint8Array, name: string): NonNullable<MapsOfSky['mask']> {
  const mask = readMaskFile(bytes, name);
  return { grid: mask.grid, row: skyRowsOf(mask, mask.grid) };
}
