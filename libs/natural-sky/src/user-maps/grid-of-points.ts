import type { SkyGrid } from './given-sky-map.js';
import { badSkyMap } from './sky-map-error.js';

/** Largest grid made of a table, cells: finer maps are given as FITS. */
const mostCells = 4_000_000;

/**
 * The even grid on which points lie; a longitude and the same 360 deg later are one column.
 *
 * @param points longitude, latitude, value; in any order
 * @param names of their columns, for messages
 * @throws NightSkiesError `sky-map-unreadable`
 */
export function gridOfPoints(
  points: readonly (readonly number[])[],
  names: readonly string[],
  file: string,
): SkyGrid {
  const longitude = evenAxis(points, 0, names[0], file);
  const latitude = evenAxis(points, 1, names[1], file);
  const closed = Math.abs((longitude.count - 1) * longitude.step - 360) < longitude.step / 1e3;
  const columns = closed ? longitude.count - 1 : longitude.count;
  const rows = latitude.count;
  const highest = latitude.first + (rows - 1) * latitude.step;
  const width = (longitude.count - 1) * longitude.step;
  if (columns * rows > mostCells || width > 360.001 || latitude.first < -90 || highest > 90) {
    throw badSkyMap(file, 'the points of the table are no grid of the sky', {
      found: `${columns} x ${rows} cells, ${width} deg wide, from ${latitude.first} to ${highest} deg`,
      expected: `at most ${mostCells} cells, 360 deg wide, from -90 to 90 deg`,
      hint: 'Check the angles; give a fine map as FITS.',
    });
  }
  const values = new Float32Array(columns * rows).fill(NaN);
  for (const [lon, lat, value] of points) {
    const column = Math.round((lon - longitude.first) / longitude.step) % columns;
    const row = Math.round((lat - latitude.first) / latitude.step);
    values[row * columns + column] = value;
  }
  return {
    columns,
    rows,
    longitude0Deg: longitude.first,
    longitudeStepDeg: longitude.step,
    latitude0Deg: latitude.first,
    latitudeStepDeg: latitude.step,
    values,
  };
}

function evenAxis(
  points: readonly (readonly number[])[],
  axis: 0 | 1,
  name: string,
  file: string,
): { first: number; step: number; count: number } {
  const places = [...new Set(points.map((point) => point[axis]))].sort((a, b) => a - b);
  const [first, ...later] = places;
  const steps = later.map((place, i) => place - places[i]);
  const step = steps.reduce((least, s) => Math.min(least, s), Infinity);
  const last = places[places.length - 1];
  const count = Math.round((last - first) / step) + 1;
  // A row may be missing; what lies between rows has no place.
  const even = places.every((place) => {
    const index = (place - first) / step;
    return Math.abs(index - Math.round(index)) < 1e-3;
  });
  if (places.length >= 2 && even) return { first, step: (last - first) / (count - 1), count };
  throw badSkyMap(file, 'the points of the table lie on no even grid', {
    found: `${places.length} different ${name}${even ? '' : `, the nearest ${step} deg apart`}`,
    expected: 'two or more, in even steps',
    hint: 'Bring the map to an even grid, such as every 2 deg.',
  });
}
