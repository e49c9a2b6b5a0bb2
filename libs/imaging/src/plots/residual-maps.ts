import { LabelPlaces } from '../annotation/label-places.js';
import { pathThrough, px } from '../drawing/svg.js';
import { divergingColour, noValuePattern } from './diverging-palette.js';
import type { Panel } from './panel.js';
import { ink } from './plot-style.js';
import type { Cell, FieldEdges, SkyEdges } from './residual-cells.js';
import type { ResidualFrame } from './residual-input.js';
import type { RobustMean } from './robust-bins.js';
import { framedSky, onSky, type SkyPlace } from './sky-frame.js';

const arcStepDeg = 1.5;

/** Whether a mean is known to a quarter of the scale, or beyond doubt. */
function isTelling(residual: RobustMean | null, scaleMag: number): residual is RobustMean {
  if (residual === null) return false;
  const { mean, error } = residual;
  return error <= scaleMag / 4 || Math.abs(mean) >= 4 * error;
}

/** A coloured piece; a line of its own colour closes the seam to its neighbours. */
function piece(outline: string, meanMag: number, scaleMag: number, unit: number): string {
  const colour = divergingColour(meanMag / scaleMag);
  return `<path d="${outline}Z" fill="${colour}" stroke="${colour}" stroke-width="${px(unit)}"/>`;
}

/** Residuals on the sky, flagged frames with their names where they point. */
export function skyMap(
  place: SkyPlace,
  cells: readonly Cell<SkyEdges>[],
  frames: readonly ResidualFrame[],
  scaleMag: number,
): string {
  const { unit } = place;
  const sectors = cells.map(({ edges, residual }) => {
    if (!isTelling(residual, scaleMag)) return '';
    const steps = Math.ceil((edges.azimuthTo - edges.azimuthFrom) / arcStepDeg);
    const arc = (altitude: number): [number, number][] =>
      Array.from({ length: steps + 1 }, (_, k) =>
        onSky(
          place,
          edges.azimuthFrom + (k / steps) * (edges.azimuthTo - edges.azimuthFrom),
          altitude,
        ),
      );
    const outline = [...arc(edges.altitudeFrom), ...arc(edges.altitudeTo).reverse()];
    return piece(pathThrough(outline), residual.mean, scaleMag, unit);
  });
  return framedSky(place, sectors.join('')) + flaggedOnSky(place, frames);
}

function flaggedOnSky(place: SkyPlace, frames: readonly ResidualFrame[]): string {
  const { unit, centreX, centreY, radiusPx } = place;
  const places = new LabelPlaces(centreX + radiusPx, centreY + radiusPx);
  return frames
    .map(({ flagged, name, azimuthDeg, altitudeDeg }) => {
      if (!flagged || azimuthDeg === null || altitudeDeg === null) return '';
      const [x, y] = onSky(place, azimuthDeg, altitudeDeg);
      const style = { sizePx: 26 * unit, weight: 'bold', fill: ink, halo: '#fff' } as const;
      return (
        `<circle cx="${px(x)}" cy="${px(y)}" r="${px(6 * unit)}" fill="${ink}" stroke="#fff" stroke-width="${px(2.5 * unit)}"/>` +
        places.around(name, x, y, 14 * unit, style)
      );
    })
    .join('');
}

/** Residuals in the field, the first row lowest. */
export function fieldMap(
  panel: Panel,
  cells: readonly Cell<FieldEdges>[],
  scaleMag: number,
): string {
  const { left, right, top, bottom, unit } = panel;
  const squares = cells.map(({ edges, residual }) => {
    if (!isTelling(residual, scaleMag)) return '';
    const [x, y] = [panel.x(edges.xFrom), panel.y(edges.yFrom)];
    const outline = `M${px(x)} ${px(y)}H${px(panel.x(edges.xTo))}V${px(panel.y(edges.yTo))}H${px(x)}`;
    return piece(outline, residual.mean, scaleMag, unit);
  });
  const ground = `<rect x="${px(left)}" y="${px(top)}" width="${px(right - left)}" height="${px(bottom - top)}" fill="${noValuePattern}"/>`;
  return panel.clipped('field', ground + squares.join(''));
}
