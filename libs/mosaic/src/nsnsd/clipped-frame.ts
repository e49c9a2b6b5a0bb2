import { NightSkiesError, problem } from '@nightskies/contracts';
import { degree, wrapDeg } from '@nightskies/sky';
import type { MapFrame } from '../frames/map-frame.js';
import { edgeDistance } from './edge-distance.js';
import { oldAltitudeDeg, oldAzimuthDeg, type OldGrid, type OldRange } from './old-grid.js';
import { warpedRaster, wholeBetween, type WarpedRaster } from './warped-raster.js';

/**
 * What of a frame takes part: a rectangle of azimuth and altitude around its measured centre, by the
 * row of the scan; or all its valid cells (image-stages 9.5).
 */
export type OldClip = 'rectangle' | 'domain';

/** A frame on the cells of an old grid, clipped; columns may lie beyond either end of the grid. */
export interface ClippedFrame {
  readonly name: string;
  readonly columnStart: number;
  readonly rowStart: number;
  readonly columns: number;
  readonly rows: number;
  /** Whole DN; 0 for no data. */
  readonly data: Uint16Array;
  /** Distance to the nearest edge of the valid cells, deg; 0 for no data. */
  readonly weight: Float32Array;
}

interface Rectangle {
  readonly halfWidthDeg: number;
  readonly bottomDeg: number;
  readonly topDeg: number;
}

/** Lower end of the old grids, deg. */
const lowestDeg = -6;

/** Rectangle of a frame of the usual scan by its number (image-stages 9.5). */
function rectangleOf(number: number, altitudeDeg: number): Rectangle {
  if (number <= 15) return { halfWidthDeg: 13, bottomDeg: lowestDeg, topDeg: altitudeDeg + 12.9 };
  const bottomDeg = altitudeDeg - 12.7;
  if (number <= 30) return { halfWidthDeg: 13, bottomDeg, topDeg: altitudeDeg + 12.6 };
  if (number <= 40) return { halfWidthDeg: 18.6, bottomDeg, topDeg: altitudeDeg + 12.6 };
  return { halfWidthDeg: 39.6, bottomDeg, topDeg: altitudeDeg + 12.7 };
}

/** The frame that serves both sides of the seam. */
const seamFrame = 36;

/**
 * A frame as the old mosaics take it: warped, projected to azimuth and altitude bilinearly with
 * another rounding, clipped. Azimuths above 180 become negative; frame 36 comes twice, near +180 and
 * near -180.
 *
 * @param range pieces that do not reach it are left out
 * @throws NightSkiesError `bad-frame` for a name without a number from 1 to 45
 */
export function clippedFrames(
  frame: MapFrame,
  grid: OldGrid,
  clip: OldClip,
  range?: OldRange,
): ClippedFrame[] {
  const number = numberOf(frame.name);
  const azimuthDeg = wrapDeg(frame.model.azimuthDeg, 0);
  const centres =
    number === seamFrame
      ? [azimuthDeg, azimuthDeg - 360]
      : [azimuthDeg > 180 ? azimuthDeg - 360 : azimuthDeg];
  const { altitudeDeg, fieldRadiusDeg } = frame.model;
  const rectangle =
    clip === 'rectangle' ? rectangleOf(number, altitudeDeg) : domainOf(altitudeDeg, fieldRadiusDeg);
  const boxes = centres
    .map((centreAzimuthDeg) => boxOf(rectangle, centreAzimuthDeg, grid))
    .filter((box) => range === undefined || meets(box, range));
  if (boxes.length === 0) return [];
  const raster = warpedRaster(frame.pixels(), frame.model);
  return boxes.map((box) => projected(frame, raster, box, grid));
}

/** Cells whose middles lie in a rectangle around an azimuth. */
interface Box extends OldRange {
  readonly centreAzimuthDeg: number;
}

function boxOf(
  { halfWidthDeg, bottomDeg, topDeg }: Rectangle,
  centreAzimuthDeg: number,
  { cellDeg, rows }: OldGrid,
): Box {
  return {
    centreAzimuthDeg,
    columnStart: Math.ceil((centreAzimuthDeg - halfWidthDeg + 180) / cellDeg - 0.5),
    columnEnd: Math.floor((centreAzimuthDeg + halfWidthDeg + 180) / cellDeg - 0.5) + 1,
    rowStart: Math.max(0, Math.ceil((90 - topDeg) / cellDeg - 0.5)),
    rowEnd: Math.min(rows, Math.floor((90 - bottomDeg) / cellDeg - 0.5) + 1),
  };
}

function meets(a: OldRange, b: OldRange): boolean {
  return (
    a.columnStart < b.columnEnd &&
    b.columnStart < a.columnEnd &&
    a.rowStart < b.rowEnd &&
    b.rowStart < a.rowEnd
  );
}

/** `36` of `ib036.fit` and `ib036b.fit`. */
function numberOf(name: string): number {
  const number = Number(/^ib(\d{3})b?\./i.exec(name)?.[1] ?? Number.NaN);
  if (number >= 1 && number <= 45) return number;
  throw new NightSkiesError(
    problem('bad-frame', 'the old mosaic knows frames by their number', {
      file: name,
      found: name,
      expected: 'ib001.fit to ib045.fit, with a b for the B band',
      hint: 'Leave --compat out for scans of another pattern.',
    }),
  );
}

function projected(
  { name, model: { altitudeDeg } }: MapFrame,
  raster: WarpedRaster,
  box: Box,
  grid: OldGrid,
): ClippedFrame {
  const { centreAzimuthDeg, columnStart, columnEnd, rowStart, rowEnd } = box;
  const columns = columnEnd - columnStart;
  const rows = rowEnd - rowStart;
  const data = new Uint16Array(columns * rows);
  const sines = new Float64Array(columns);
  const cosines = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    const away = (oldAzimuthDeg(grid, columnStart + column) - centreAzimuthDeg) * degree;
    sines[column] = Math.sin(away);
    cosines[column] = Math.cos(away);
  }
  const sinCentre = Math.sin(altitudeDeg * degree);
  const cosCentre = Math.cos(altitudeDeg * degree);
  for (let row = 0; row < rows; row++) {
    const altitude = oldAltitudeDeg(grid, rowStart + row) * degree;
    const sine = Math.sin(altitude);
    const cosine = Math.cos(altitude);
    for (let column = 0; column < columns; column++) {
      const forward = sinCentre * sine + cosCentre * cosine * cosines[column];
      if (!(forward > 0)) continue;
      const x = (cosine * sines[column]) / forward;
      const y = (cosCentre * sine - sinCentre * cosine * cosines[column]) / forward;
      data[row * columns + column] = wholeBetween(
        raster.data,
        raster.columns,
        raster.rows,
        (x - raster.left) / raster.cellX - 0.5,
        (raster.top - y) / raster.cellY - 0.5,
      );
    }
  }
  const weight = edgeDistance(data, columns, rows);
  // An edge lies half a cell inside the middle of the first cell beyond it.
  for (let cell = 0; cell < weight.length; cell++) {
    if (weight[cell] > 0) weight[cell] = (weight[cell] - 0.5) * grid.cellDeg;
  }
  return { name, columnStart, rowStart, columns, rows, data, weight };
}

/** A rectangle around all a frame may see. */
function domainOf(altitudeDeg: number, fieldRadiusDeg: number): Rectangle {
  const highest = Math.abs(altitudeDeg) + fieldRadiusDeg;
  const halfWidthDeg =
    highest >= 90
      ? 180
      : Math.asin(Math.sin(fieldRadiusDeg * degree) / Math.cos(altitudeDeg * degree)) / degree;
  return {
    halfWidthDeg,
    bottomDeg: Math.max(lowestDeg, altitudeDeg - fieldRadiusDeg),
    topDeg: altitudeDeg + fieldRadiusDeg,
  };
}
