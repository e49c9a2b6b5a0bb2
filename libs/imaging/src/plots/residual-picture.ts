import { text } from '../drawing/svg.js';
import { differenceBar, differenceScale, noValueDefinition } from './diverging-palette.js';
import { Panel } from './panel.js';
import { counted, heading, ink, inkSoft, numeral, plotPage, several } from './plot-style.js';
import { fieldCells, skyCells, type Cell } from './residual-cells.js';
import type { ResidualPictureOptions } from './residual-input.js';
import { fieldMap, skyMap } from './residual-maps.js';
import { frameSeries, residualStrips } from './residual-series.js';
import { scale } from './scale.js';

/** Height over width. */
const shape = 0.91;

/**
 * What the measurements of a set leave over its fit, in four panels: on the sky (looking up, north
 * at the top, east left, as in `fisheyePicture`), in the field, by frame in time, and against
 * airmass, magnitude and colour. All values are losses of light, positive where stars are fainter
 * than the fit says, robust means of at least five stars in the maps and in the strips. The
 * stars of cloudy frames belong to the input, or their cloud does not show on the sky.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export function residualPicture(options: ResidualPictureOptions): Promise<Uint8Array> {
  const { stars, frames, fieldWidthPx, fieldHeightPx } = options;
  const widthPx = options.widthPx ?? 2000;
  const heightPx = Math.round(widthPx * shape);
  const unit = widthPx / 2000;
  const left = 60 * unit;
  const right = widthPx - 60 * unit;
  const sky = skyCells(stars);
  const field = fieldCells(stars, fieldWidthPx, fieldHeightPx);
  const scaleMag = options.scaleMag ?? differenceScale(means([...sky, ...field]));
  const side = 740 * unit;
  const fit = side / Math.max(fieldWidthPx, fieldHeightPx);
  const fieldLeft = 1130 * unit;
  const top = 250 * unit;
  const fieldPanel = new Panel(
    {
      left: fieldLeft,
      right: fieldLeft + fieldWidthPx * fit,
      top: top + side - fieldHeightPx * fit,
      bottom: top + side,
      unit,
    },
    { ...scale('x (px)', -0.5, fieldWidthPx - 0.5, 5), decimals: 0 },
    { ...scale('y (px)', -0.5, fieldHeightPx - 0.5, 5), decimals: 0 },
  );
  const lower = { top: 1340 * unit, bottom: 1690 * unit, unit };
  const empty = stars.residualMag.length === 0;
  return plotPage(widthPx, heightPx, [
    noValueDefinition(unit),
    heading(options, left, right, unit),
    text('On the sky', left, top - 20 * unit, { sizePx: 30 * unit, weight: 'bold', fill: ink }),
    text('looking up, east left', left, top + 18 * unit, { sizePx: 24 * unit, fill: inkSoft }),
    skyMap(
      { centreX: 520 * unit, centreY: top + side / 2, radiusPx: 370 * unit, unit },
      sky,
      frames,
      scaleMag,
    ),
    fieldPanel.title('In the field'),
    fieldPanel.axes({ nameGap: 108 }),
    fieldMap(fieldPanel, field, scaleMag),
    ...(empty ? [fieldPanel.nothing(options.reason ?? 'No usable star')] : []),
    differenceBar({
      x: 620 * unit,
      y: 1160 * unit,
      widthPx: 760 * unit,
      heightPx: 30 * unit,
      unit,
      scaleMag,
    }),
    frameSeries({ ...lower, left: 172 * unit, right: 1090 * unit }, frames, scaleMag),
    residualStrips({ ...lower, left: 1250 * unit, right: widthPx - 50 * unit }, stars, scaleMag),
    text(note(options, scaleMag), right, 126 * unit, {
      sizePx: 26 * unit,
      fill: inkSoft,
      anchor: 'end',
    }),
  ]);
}

function means(cells: readonly Cell<unknown>[]): number[] {
  return cells.flatMap(({ residual }) => (residual === null ? [] : [residual.mean]));
}

/** How many measurements there are, and how many lie beyond the colours. */
function note({ stars }: ResidualPictureOptions, scaleMag: number): string {
  let beyond = 0;
  for (let i = 0; i < stars.residualMag.length; i++) {
    if (!(Math.abs(stars.residualMag[i]) <= scaleMag)) beyond++;
  }
  const all = several(stars.residualMag.length, 'measurement');
  return beyond === 0 ? all : `${all}, ${counted(beyond)} beyond ±${numeral(scaleMag, 2)} mag`;
}
