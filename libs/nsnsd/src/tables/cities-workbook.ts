import { computed, type RowOf } from './columns.js';
import { SheetBuilder, workbookBytes } from './sheet-builder.js';
import { plainHeader } from './styles.js';

/**
 * Columns of `cities.xlsx` (sky-stages 6): distance and radius in km, angles in degrees from north
 * through east, `geogaz` and its sides from -180.
 */
const columns = [
  computed('Place', 30),
  computed('State', 10),
  computed('Distance', 12),
  computed('Bearing', 12),
  computed('Population', 12),
  computed('Walkers Law', 12),
  computed('Half Width (Degrees)', 20),
  computed('Radius (km)', 12),
  computed('Left Az', 12),
  computed('Right Az', 12),
  computed('laz1', 12),
  computed('raz1', 12),
  computed('laz2', 12),
  computed('raz2', 12),
  computed('geogaz', 12),
  computed('geoglaz', 12),
  computed('geograz', 12),
] as const;

/** A place near the site by the headers of `cities.xlsx`. */
export type CityRow = RowOf<(typeof columns)[number]>;

/** Bytes of `cities.xlsx`: one sheet, a place per row, in the order given. */
export async function citiesWorkbook(places: readonly CityRow[]): Promise<Uint8Array> {
  const sheet = new SheetBuilder('Sheet1');
  columns.forEach(({ name }, index) => {
    sheet.put(1, index + 1, name, plainHeader);
    places.forEach((place, row) => {
      sheet.put(row + 2, index + 1, place[name]);
    });
  });
  return workbookBytes([sheet.build(columns.map(({ width }) => width))]);
}
