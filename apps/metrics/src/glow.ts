import { naturalSkyFitSchema, readDocument } from '@nightskies/contracts';
import { fisheyePicture, hammerPanorama, naturalSkyFigure } from '@nightskies/imaging';
import {
  LargerCells,
  openLuminanceMap,
  type LuminanceMap,
  type LuminanceRows,
} from '@nightskies/metrics';
import { toCdM2, type NaturalLight } from '@nightskies/natural-sky';
import { image } from '@nightskies/pixels';
import type { TaskHandler } from '@nightskies/platform';
import { fitFacts } from '@nightskies/report';
import { blockOfPictures } from './picture-map.js';
import { artificialOf, fittedSky, maskIn } from './separated-sky.js';

/** Wide enough for a screen; print is made at export. */
const figureWidthPx = 2400;

/** `metrics.glow`: pictures of what is natural and what is artificial in a map. */
export const glow: TaskHandler<'metrics.glow'> = async (context) => {
  const { title, subtitle, centralAzimuthDeg } = context.arguments;
  const fit = readDocument(naturalSkyFitSchema, await context.one('fit'), 'natural sky');
  const model = fittedSky(await context.one('model'));
  // Of a model that only says what is usual, what it leaves is no artificial light.
  if (model === null) return { outputs: [] };
  const [name = 'map.fits'] = context.names('map');
  const map = openLuminanceMap(await context.open('map', name), name);
  const left = artificialOf(map, model, maskIn(await context.maybe('mask')));
  const { observed, artificial } = picturesMaps(map, left);
  const natural = naturalMap(model);
  const words = (what: string) => ({ title, subtitle: `${subtitle}: ${what}`, caption: [] });
  const glowing = { ...artificial, ...words('artificial light'), palette: 'artificial' } as const;
  // While one is encoded, the next is drawn; two at once, for each takes 20 MB.
  const [naturalPanorama, artificialPanorama] = await Promise.all([
    hammerPanorama({ ...natural, ...words('natural sky as modelled'), centralAzimuthDeg }),
    hammerPanorama({ ...glowing, centralAzimuthDeg }),
  ]);
  const [artificialFisheye, figure] = await Promise.all([
    fisheyePicture(glowing),
    naturalSkyFigure({
      ...{ name: subtitle, observed, natural, artificial, widthPx: figureWidthPx },
      facts: fitFacts(fit),
    }),
  ]);
  return {
    outputs: [
      { role: 'naturalPanorama', name: 'natural.png', bytes: naturalPanorama },
      { role: 'artificialPanorama', name: 'artificial.png', bytes: artificialPanorama },
      { role: 'artificialFisheye', name: 'artificial_fisheye.png', bytes: artificialFisheye },
      { role: 'figure', name: 'natural_sky_fit.png', bytes: figure },
    ],
  };
};

/** The observed and the artificial map as pictures are drawn from them, in one pass over their rows. */
function picturesMaps(
  map: LuminanceRows,
  left: LuminanceRows,
): { readonly observed: LuminanceMap; readonly artificial: LuminanceMap } {
  const { grid } = map;
  const block = blockOfPictures(grid);
  const observed = new LargerCells(grid, block);
  const artificial = new LargerCells(grid, block);
  for (let row = 0; row < grid.rows; row++) {
    observed.add(map.row(row));
    artificial.add(left.row(row));
  }
  return { observed: observed.map(), artificial: artificial.map() };
}

function naturalMap({ grid, natural }: NaturalLight): LuminanceMap {
  return { grid, map: image(grid.columns, grid.rows, toCdM2(natural, natural)) };
}
