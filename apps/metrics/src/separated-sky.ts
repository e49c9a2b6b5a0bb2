import { openLuminanceMap, type MapsOfSky } from '@nightskies/metrics';
import { allSky, readNaturalSky, readMaskFile } from '@nightskies/natural-sky';
import type { TaskContext } from '@nightskies/platform';
import { nanolambertCdM2 } from '@nightskies/sky';

/** Natural sky, artificial light and free sky of a set, as far as they are there. */
export async function separatedSky(
  context: Pick<TaskContext<'metrics.measure'>, 'names' | 'open' | 'maybe'>,
): Promise<Pick<MapsOfSky, 'artificial' | 'natural' | 'mask'>> {
  const model = await context.maybe('model');
  const mask = await context.maybe('mask');
  const artificial = context.names('artificial').at(0);
  return {
    artificial:
      artificial === undefined
        ? null
        : openLuminanceMap(await context.open('artificial', artificial), artificial),
    natural: model === undefined ? null : naturalOf(model.bytes, model.name),
    mask: mask === undefined ? null : maskOf(mask.bytes, mask.name),
  };
}

function naturalOf(bytes: Uint8Array, name: string): NonNullable<MapsOfSky['natural']> {
  const { grid, natural, sigma, restSigma, header } = readNaturalSky(bytes, name);
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
