import type { ReportFact } from '@nightskies/contracts';
import { coloursOf, type SkyPalette } from '../colour/sky-palette.js';
import { colourBar } from '../drawing/colour-bar.js';
import { pngOf } from '../drawing/compose.js';
import { ink as light, inkSoft as lightSoft } from '../drawing/ink.js';
import { Page } from '../drawing/page.js';
import { svg, text } from '../drawing/svg.js';
import { summaryFacts } from '../plots/artificial-histogram.js';
import { factColumn } from '../plots/fact-column.js';
import { histogramPanel } from '../plots/histogram-panel.js';
import { ink } from '../plots/plot-style.js';
import { skyHistogram } from '../plots/sky-histogram.js';
import { fisheyeGraticule, fisheyeLabels } from './fisheye-graticule.js';
import { checkMap, MapSampler, type LuminanceMap } from './luminance-map.js';
import { noDataName } from './panorama-words.js';
import { roundView } from './round-view.js';
import { renderSky } from './sky-raster.js';

export interface NaturalSkyFigureOptions {
  /** The night and set: `GRBA241004/S_01`. */
  readonly name: string;
  /** As observed, the natural model, and what is left, all cd/m2 on grids of their own. */
  readonly observed: LuminanceMap;
  readonly natural: LuminanceMap;
  readonly artificial: LuminanceMap;
  /** Parameters and numbers, with their errors. */
  readonly facts: readonly ReportFact[];
  /** Default 4800, the height 7/12 of it; in other widths everything shrinks alike. */
  readonly widthPx?: number;
}

/** In units, 1/4800 of the width. */
const side = 1600;
const radius = 600;
const histogramTop = 1600;
const pageHeight = 2800;

/**
 * How well a natural model fits: round pictures (looking up, north up, east left) of what was observed,
 * of the model and of what is left, in the layout of the old figure `natsky_model_fit.png`, the
 * histogram of what is left with lines at +-8.6 nL, and the parameters with their errors. In a good
 * fit the histogram peaks at zero and neither Milky Way nor zodiacal light shines through.
 *
 * Throws `picture-grid` when a map does not fit on the sky.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export async function naturalSkyFigure(options: NaturalSkyFigureOptions): Promise<Uint8Array> {
  const widthPx = options.widthPx ?? 4800;
  const unit = widthPx / 4800;
  const page = new Page(widthPx, Math.round(pageHeight * unit), 255);
  const pictures = [
    { title: 'Data: all light', map: options.observed, palette: 'magnitudes' },
    { title: 'Model: natural light', map: options.natural, palette: 'magnitudes' },
    { title: 'Artificial: data less model', map: options.artificial, palette: 'artificial' },
  ] as const;
  for (const [i, { title, map, palette }] of pictures.entries()) {
    await drawSky(page, Math.round(i * side * unit), unit, title, map, palette);
  }
  await page.draw(
    below(widthPx, page.heightPx - Math.round(histogramTop * unit), unit, options),
    0,
    Math.round(histogramTop * unit),
  );
  return pngOf(page);
}

async function drawSky(
  page: Page,
  left: number,
  unit: number,
  title: string,
  map: LuminanceMap,
  palette: SkyPalette,
): Promise<void> {
  checkMap(map);
  const sidePx = Math.round(side * unit);
  const centreX = Math.round(sidePx / 2);
  const centreY = Math.round(750 * unit);
  const radiusPx = radius * unit;
  const half = Math.ceil(radiusPx) + 1;
  const perRadian = radiusPx / Math.SQRT2;
  const sampler = new MapSampler(map, 180 / Math.PI / perRadian);
  const { rgba, anyMissing } = renderSky(
    roundView(2 * half, perRadian, 0),
    sampler,
    coloursOf(palette),
  );
  page.fill(left, 0, sidePx, sidePx, 0);
  page.lay({
    rgba,
    widthPx: 2 * half,
    heightPx: 2 * half,
    left: left + centreX - half,
    top: centreY - half,
  });
  // The pages of this figure are looked at from further away.
  const large = 1.3 * unit;
  const place = { centreX, centreY, radiusPx, unit: large };
  const drawing = svg(sidePx, sidePx, [
    fisheyeGraticule(place),
    ...fisheyeLabels(place),
    text(title, 60 * unit, 78 * unit, { sizePx: 50 * unit, weight: 'bold', fill: light }),
    text('looking up, east left', sidePx - 60 * unit, 78 * unit, {
      ...{ sizePx: 34 * unit, fill: lightSoft, anchor: 'end' },
    }),
    colourBar({
      ...{ x: 420 * unit, y: 1500 * unit, widthPx: 1100 * unit, heightPx: 34 * unit },
      ...{ unit: large, palette, names: 'beside', withNoData: anyMissing && noDataName(palette) },
    }),
  ]);
  await page.draw(drawing, left, 0);
}

/** Histogram and numbers, their letters as large as those of a plot half as wide. */
function below(
  widthPx: number,
  heightPx: number,
  unit: number,
  { artificial, name, facts }: NaturalSkyFigureOptions,
): Buffer {
  const histogram = skyHistogram(artificial);
  const large = 1.6 * unit;
  return svg(widthPx, heightPx, [
    text(`${name}: derived artificial sky glow in nanolamberts`, 120 * unit, 100 * unit, {
      ...{ sizePx: 60 * unit, weight: 'bold', fill: ink, maxWidthPx: 3300 * unit },
    }),
    histogramPanel(
      {
        ...{ left: 300 * unit, right: 3350 * unit, top: 170 * unit, unit: large },
        bottom: heightPx - 190 * unit,
      },
      histogram,
      'histogram',
    ),
    factColumn([...summaryFacts(histogram), ...facts], {
      ...{ left: 3460 * unit, right: 4720 * unit, top: 80 * unit, unit: large },
      bottom: heightPx - 60 * unit,
    }),
  ]);
}
