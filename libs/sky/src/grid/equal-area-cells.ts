import { degree } from '../angles.js';
import { hammer } from '../projections/hammer.js';
import type { SpherePoint } from '../projections/projection.js';
import { zenithalEqualArea } from '../projections/zenithal-equal-area.js';
import { badGrid } from './bad-grid.js';
import type { CellDirections, CellGrid } from './cell-grid.js';
import { areaInDisk } from './disk-area.js';

/**
 * Square cells of the zenithal equal-area projection about the pole (the zenith), as one sees the sky:
 * longitude 0 (north) up, 90 (east) to the left. The first row is the lowest of the picture.
 *
 * @param cells along a side
 * @param lowestLatitudeDeg latitude of the circle that touches the sides; beyond it there is no sky
 * @throws NightSkiesError `bad-parameter`
 */
export function zenithalEqualAreaCells(
  cells: number,
  lowestLatitudeDeg = -6,
  system: CellGrid['system'] = 'horizontal',
): CellGrid {
  const edge = zenithalEqualArea.forward(0, lowestLatitudeDeg).y;
  if (!(Number.isSafeInteger(cells) && cells >= 1 && lowestLatitudeDeg >= -90 && edge > 0)) {
    throw badGrid(
      `${cells} cells down to ${lowestLatitudeDeg} deg`,
      '1 cell or more, -90 to below 90 deg',
    );
  }
  const cellSize = (2 * edge) / cells;
  const at = (index: number): number => (index + 0.5) * cellSize - edge;
  return {
    ...{ kind: 'zenithal-equal-area', system, columns: cells, rows: cells, parallels: null },
    plane: { cellSize, centralLongitudeDeg: 0 },
    directions(row, first, count, out) {
      const y = at(row);
      for (let i = 0; i < count; i++) {
        const x = at(first + i);
        setDirection(out, i, Math.hypot(x, y) > edge ? null : zenithalEqualArea.inverse(-x, y));
      }
    },
    solidAngleSr: (column, row) =>
      areaInDisk(
        {
          left: at(column - 0.5),
          right: at(column + 0.5),
          bottom: at(row - 0.5),
          top: at(row + 0.5),
        },
        edge,
      ),
  };
}

/**
 * Square cells of the Hammer equal-area projection (AIT of FITS), the whole sphere in an ellipse twice
 * as wide as high. Longitude grows to the right on horizontal maps and to the left on ICRS ones, as
 * either is used to be seen. The first row is the lowest.
 *
 * @param columns across the ellipse, an even number; half as many rows
 * @throws NightSkiesError `bad-parameter`
 */
export function hammerCells(
  columns: number,
  centralLongitudeDeg = 0,
  system: CellGrid['system'] = 'horizontal',
): CellGrid {
  if (!(Number.isSafeInteger(columns) && columns >= 2 && columns % 2 === 0)) {
    throw badGrid(`${columns} columns`, 'an even number of columns');
  }
  const cellSize = (4 * Math.SQRT2) / columns;
  const turn = system === 'icrs' ? -1 : 1;
  const x = (column: number): number => (column + 0.5) * cellSize - 2 * Math.SQRT2;
  const y = (row: number): number => (row + 0.5) * cellSize - Math.SQRT2;
  return {
    ...{ kind: 'hammer', system, columns, rows: columns / 2, parallels: null },
    plane: { cellSize, centralLongitudeDeg },
    directions(row, first, count, out) {
      for (let i = 0; i < count; i++) {
        const place = hammer.inverse(turn * x(first + i), y(row));
        setDirection(out, i, place, centralLongitudeDeg);
      }
    },
    solidAngleSr: (column, row) =>
      // Half as wide the ellipse is a circle.
      2 *
      areaInDisk(
        {
          left: x(column - 0.5) / 2,
          right: x(column + 0.5) / 2,
          bottom: y(row - 0.5),
          top: y(row + 0.5),
        },
        Math.SQRT2,
      ),
  };
}

function setDirection(
  out: CellDirections,
  at: number,
  place: SpherePoint | null,
  turnDeg = 0,
): void {
  const longitude = place === null ? Number.NaN : (place.longitudeDeg + turnDeg) * degree;
  const latitude = place === null ? Number.NaN : place.latitudeDeg * degree;
  out.x[at] = Math.cos(latitude) * Math.cos(longitude);
  out.y[at] = Math.cos(latitude) * Math.sin(longitude);
  out.z[at] = Math.sin(latitude);
}
