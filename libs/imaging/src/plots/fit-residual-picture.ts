import { image, median } from '@nightskies/pixels';
import type { MapGrid } from '@nightskies/sky';
import { pngOf } from '../drawing/compose.js';
import { Page } from '../drawing/page.js';
import { svg, text } from '../drawing/svg.js';
import { checkMap, MapSampler } from '../sky-pictures/luminance-map.js';
import { roundView } from '../sky-pictures/round-view.js';
import { renderSky } from '../sky-pictures/sky-raster.js';
import { divergingRgb } from './diverging-palette.js';
import { errorBar, mark } from './marks.js';
import { Panel, type PlotAxis } from './panel.js';
import { blue, heading, ink, inkSoft, numeral } from './plot-style.js';
import { residualBar } from './residual-bar.js';
import { robustScatter } from './robust-bins.js';
import { scale } from './scale.js';
import { framedSky } from './sky-frame.js';

export interface FitResidualOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly grid: MapGrid;
  /** Observed less model, nL, a cell of the grid each; NaN where there is neither. */
  readonly residualNl: Float32Array;
  /** Part of each cell the fit used, 0 to 1; all when not given. Cells of less than half do not count. */
  readonly usable?: Float32Array;
  /** Ends of the scale, nL; by default the first of 10, 20, 50, 100 ... beyond which less than 5 % lie. */
  readonly scaleNl?: number;
  /** Default 2000. */
  readonly widthPx?: number;
}

/** Height over width. */
const shape = 0.55;
const scalesNl = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const;
const beyondShare = 0.05;
const altitudeBandDeg = 5;
const azimuthBandDeg = 15;
const leastCells = 5;
const noData = [226, 228, 233] as const;

/**
 * What a fit of the natural sky and its domes leaves over: on the sky (looking up, north at the top,
 * east left; red where more was observed, blue where less, white where the fit is right), and the
 * medians against altitude and azimuth with the robust scatter of the cells. What was not used is grey.
 *
 * Throws `picture-grid` when the grid does not fit on the sky.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export async function fitResidualPicture(options: FitResidualOptions): Promise<Uint8Array> {
  const { grid } = options;
  const used = Float32Array.from(options.residualNl, (value, i) =>
    (options.usable?.[i] ?? 1) >= 0.5 ? value : Number.NaN,
  );
  const source = { map: image(grid.columns, grid.rows, used), grid };
  checkMap(source);
  const scaleNl = options.scaleNl ?? usualScale(used, grid);
  const widthPx = options.widthPx ?? 2000;
  const heightPx = Math.round(shape * widthPx);
  const unit = widthPx / 2000;
  const place = {
    centreX: Math.round(470 * unit),
    centreY: Math.round(575 * unit),
    radiusPx: 365 * unit,
    unit,
  };
  const half = Math.ceil(place.radiusPx) + 1;
  const perRadian = place.radiusPx / Math.SQRT2;
  const { rgba } = renderSky(
    roundView(2 * half, perRadian, 0),
    new MapSampler(source, 180 / Math.PI / perRadian),
    {
      noData,
      put(value, into, at) {
        const colour = Number.isNaN(value) ? noData : divergingRgb(value / scaleNl);
        into[at] = colour[0];
        into[at + 1] = colour[1];
        into[at + 2] = colour[2];
      },
    },
  );
  const page = new Page(widthPx, heightPx, 255);
  page.lay({
    rgba,
    widthPx: 2 * half,
    heightPx: 2 * half,
    left: place.centreX - half,
    top: place.centreY - half,
  });
  const right = { left: 1150 * unit, right: widthPx - 50 * unit, unit };
  const reach: PlotAxis = scale('Residual (nL)', -scaleNl, scaleNl, 4);
  const altitudes = new Panel(
    { ...right, top: 190 * unit, bottom: 490 * unit },
    { label: 'Altitude (°)', from: 0, to: 90, ticks: [0, 15, 30, 45, 60, 75, 90] },
    reach,
  );
  const azimuths = new Panel(
    { ...right, top: 680 * unit, bottom: 980 * unit },
    { label: 'Azimuth (°)', from: 0, to: 360, ticks: [0, 45, 90, 135, 180, 225, 270, 315, 360] },
    reach,
  );
  await page.draw(
    svg(widthPx, heightPx, [
      heading(options, 60 * unit, widthPx - 60 * unit, unit),
      text(statement(used), widthPx - 50 * unit, 126 * unit, {
        ...{ sizePx: 26 * unit, fill: inkSoft, anchor: 'end' },
      }),
      framedSky(place, '', false),
      residualBar({
        ...{ x: 240 * unit, y: 1010 * unit, widthPx: 460 * unit, heightPx: 28 * unit },
        ...{ unit, scaleNl, noData },
      }),
      altitudes.title('Against altitude'),
      altitudes.axes({ baseline: 0, nameGap: 112 }),
      bands(altitudes, used, grid, altitudeBandDeg, ({ altitudeDeg }) => altitudeDeg),
      azimuths.title('Against azimuth, 10° to 60° high'),
      azimuths.axes({ baseline: 0, nameGap: 112 }),
      bands(azimuths, used, grid, azimuthBandDeg, ({ azimuthDeg, altitudeDeg }) =>
        altitudeDeg > 10 && altitudeDeg < 60 ? azimuthDeg : null,
      ),
      ...(used.some((value) => !Number.isNaN(value))
        ? []
        : [altitudes.nothing('No cell was used')]),
    ]),
  );
  return pngOf(page);
}

function usualScale(used: Float32Array, grid: MapGrid): number {
  const high = used.filter((value, i) => {
    const row = Math.floor(i / grid.columns);
    return !Number.isNaN(value) && grid.altitude0Deg + (row + 0.5) * grid.stepDeg >= 0;
  });
  const most = beyondShare * high.length;
  const last = scalesNl[scalesNl.length - 1];
  return (
    scalesNl.find(
      (one) => high.reduce((count, value) => count + (Math.abs(value) > one ? 1 : 0), 0) <= most,
    ) ?? last
  );
}

function statement(used: Float32Array): string {
  const values = Array.from(used.filter((value) => !Number.isNaN(value)));
  if (values.length === 0) return '';
  return `median ${numeral(median(values), 1)} nL, scatter ${numeral(robustScatter(values), 1)} nL, ${values.length} cells`;
}

/** Median and robust scatter of the cells in bands along x; a point needs five cells. */
function bands(
  panel: Panel,
  used: Float32Array,
  { columns, stepDeg, azimuth0Deg, altitude0Deg }: MapGrid,
  widthDeg: number,
  along: (place: { readonly azimuthDeg: number; readonly altitudeDeg: number }) => number | null,
): string {
  const count = Math.round((panel.xAxis.to - panel.xAxis.from) / widthDeg);
  const samples = Array.from({ length: count }, (): number[] => []);
  used.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const azimuth = azimuth0Deg + ((i % columns) + 0.5) * stepDeg;
    const x = along({
      azimuthDeg: azimuth - 360 * Math.floor(azimuth / 360),
      altitudeDeg: altitude0Deg + (Math.floor(i / columns) + 0.5) * stepDeg,
    });
    if (x !== null && x >= 0) samples[Math.floor(x / widthDeg)]?.push(value);
  });
  return samples
    .map((sample, k) => {
      if (sample.length < leastCells) return '';
      const x = panel.x((k + 0.5) * widthDeg);
      const middle = median(sample);
      const side = panel.beyond(middle);
      return (
        errorBar(panel, x, middle, robustScatter(sample), ink) +
        (side === 0 ? mark('circle', x, panel.y(middle), 9 * panel.unit, blue) : '')
      );
    })
    .join('');
}
