import { naturalSkyFitSchema, readDocument } from '@nightskies/contracts';
import { fisheyePicture, hammerPanorama, naturalSkyFigure } from '@nightskies/imaging';
import type { LuminanceMap } from '@nightskies/metrics';
import { readNaturalSky, toCdM2, type NaturalLight } from '@nightskies/natural-sky';
import { image } from '@nightskies/pixels';
import type { TaskHandler } from '@nightskies/platform';
import { fitFacts } from '@nightskies/report';
import { pictureMap } from './picture-map.js';
import { isBelieved } from './separated-sky.js';

/** Wide enough for a screen; print is made at export. */
const figureWidthPx = 2400;

/** `metrics.glow`: pictures of what is natural and what is artificial in a map. */
export const glow: TaskHandler<'metrics.glow'> = async (context) => {
  const { title, subtitle, centralAzimuthDeg } = context.arguments;
  const fit = readDocument(naturalSkyFitSchema, await context.one('fit'), 'natural sky');
  const given = await context.one('model');
  const model = readNaturalSky(given.bytes, given.name);
  // Of a model that only says what is usual, what it leaves is no artificial light.
  if (isBelieved(model)) return { outputs: [] };
  const natural = naturalMap(model);
  const [artificialName = 'artificial.fits'] = context.names('artificial');
  const artificial = pictureMap(await context.open('artificial', artificialName));
  const [name = 'map.fits'] = context.names('map');
  const observed = pictureMap(await context.open('map', name));
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

function naturalMap({ grid, natural }: NaturalLight): LuminanceMap {
  return { grid, map: image(grid.columns, grid.rows, toCdM2(natural, natural)) };
}
