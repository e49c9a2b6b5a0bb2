import { openLuminanceMap, type MapsOfSky } from '@nightskies/metrics';
import { allSky, readNaturalSky, readMaskFile } from '@nightskies/natural-sky';
import type { TaskContext } from '@nightskies/platform';
import { nanolambertCdM2 } from '@nightskies/sky';

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
export function isBelieved({ header }: Pick<ReadModel, 'header'>): boolean {
  return header.boolean('BELIEVED') ?? false;
}

type ReadModel = ReturnType<typeof readNaturalSky>;

function naturalOf({
  grid,
  natural,
  sigma,
  restSigma,
  header,
}: ReadModel): NonNullable<MapsOfSky['natural']> {
  const inCdM2 = (values: Float32Array): Float32Array =>
    values.map((value) => value * nanolambertCdM2);
  return {
    grid,
    luminance: inCdM2(natural),
    sigma: inCdM2(sigma),
    artificialSigma: inCdM2(restSigma),
    followsZeropoint: header.boolean('FITTED') ?? false,
  };
}

function maskOf(bytes: Uint8Array, name: string): NonNullable<MapsOfSky['mask']> {
  const { grid, sky } = readMaskFile(bytes, name);
  const part = new Float32Array(grid.columns);
  return {
    grid,
    row(row) {
      for (let column = 0; column < grid.columns; column++) {
        part[column] = (sky[row * grid.columns + column] ?? 0) / allSky;
      }
      return part;
    },
  };
}
