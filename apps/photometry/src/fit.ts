import {
  cameraConstantsSchema,
  readDocument,
  setAstrometrySchema,
  zeropointHistorySchema,
  type Json,
} from '@nightskies/contracts';
import {
  extinctionPlot,
  growthPlot,
  residualPicture,
  zeropointHistoryPlot,
} from '@nightskies/imaging';
import { writeExtinctionStars } from '@nightskies/nsnsd';
import type { TaskHandler, TaskInput } from '@nightskies/platform';
import { fitNow } from './fit-now.js';
import { fitOld } from './fit-old.js';
import { metricsOf } from './fit-metrics.js';
import type { SetToFit } from './fitted-set.js';

/** `photometry.fit`: zeropoint and extinction of one band of a set. */
export const fit: TaskHandler<'photometry.fit'> = async (context) => {
  const { night, set, band } = context.arguments;
  const past = await context.maybe('history');
  const frames: TaskInput[] = [];
  for await (const frame of context.each('stars')) frames.push(frame);
  const input: SetToFit = {
    ...{ night, set, frames },
    camera: readDocument(cameraConstantsSchema, await context.one('camera'), 'camera constants'),
    astrometry: readDocument(
      setAstrometrySchema,
      await context.one('astrometry'),
      'astrometry of a set',
    ),
    history:
      past === undefined
        ? null
        : readDocument(zeropointHistorySchema, past, 'zeropoints of a camera'),
  };
  const fitted =
    context.parameters.compat === 'nsnsd'
      ? fitOld(input)
      : fitNow(input, {
          choice: context.parameters.zeropoint,
          airmass: context.parameters.airmass,
        });
  const { document, list, row, problems } = fitted;
  const words = {
    title: `Zeropoint and extinction, ${night}, data set ${set}`,
    subtitle: `${band} band, camera ${input.camera.camera}`,
  };
  const facts: Record<string, Json> = {
    metrics: [...metricsOf(document)],
    extinctionRow: { ...row },
    photometric: document.photometric,
    used: document.measurements.used,
  };
  // Each is painted while the next is still being drawn.
  const [plot, residuals, growth, history] = await Promise.all([
    extinctionPlot({ ...words, ...fitted.plot }),
    residualPicture({ ...words, ...fitted.residuals }),
    growthPlot({
      ...words,
      title: `Light in an aperture, ${night}, data set ${set}`,
      ...fitted.growth,
    }),
    zeropointHistoryPlot({
      title: `Zeropoints of camera ${input.camera.camera}`,
      subtitle: `${band} band; ${night}, data set ${set}, against the other sets`,
      ...fitted.past,
    }),
  ]);
  return {
    outputs: [
      {
        ...{ role: 'fit', name: `extinction_fit_${band}_${set}.json`, facts },
        bytes: new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`),
      },
      { role: 'stars', name: `stars_${band}_${set}.fits`, bytes: fitted.stars },
      {
        ...{ role: 'list', name: `extinction_stars_${band}_${set}.txt` },
        bytes: new TextEncoder().encode(writeExtinctionStars(list)),
      },
      { role: 'plot', name: `extinction_fit_${band}_${set}.png`, bytes: plot },
      { role: 'residuals', name: `extinction_residuals_${band}_${set}.png`, bytes: residuals },
      { role: 'growth', name: `growth_${band}_${set}.png`, bytes: growth },
      { role: 'past', name: `zeropoints_${band}_${set}.png`, bytes: history },
    ],
    problems: [...problems],
  };
};
