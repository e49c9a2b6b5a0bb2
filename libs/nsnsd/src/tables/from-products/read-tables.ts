import type { CoordinatesRow } from '../../coordinates-table.js';
import { readTextTable } from '../../text-table.js';

const columns = [
  ...['File', 'Gal_ang', 'Gal_l', 'Gal_b', 'Ecl_ang', 'Ecl_l', 'Ecl_b'],
  ...['RA', 'Dec'],
];

/**
 * Rows of a table of coordinates as `writeCoordinatesTable` wrote it, with its digits.
 *
 * @throws NightSkiesError `table-malformed`
 */
export function readCoordinatesTable(text: string, file: string): CoordinatesRow[] {
  return readTextTable(text, columns, file).map(
    ([
      number = NaN,
      galacticAngleDeg = NaN,
      flippedGalacticLongitudeDeg = NaN,
      galacticLatitudeDeg = NaN,
      eclipticAngleDeg = NaN,
      flippedHelioeclipticLongitudeDeg = NaN,
      eclipticLatitudeDeg = NaN,
      raDeg = NaN,
      decDeg = NaN,
    ]) => ({
      number,
      galacticAngleDeg,
      flippedGalacticLongitudeDeg,
      galacticLatitudeDeg,
      eclipticAngleDeg,
      flippedHelioeclipticLongitudeDeg,
      eclipticLatitudeDeg,
      centre: { raDeg, decDeg },
    }),
  );
}

/**
 * Drifts of a table of bias drifts, ADU, in the order of the V sequence; null where none was measured.
 *
 * @throws NightSkiesError `table-malformed`
 */
export function readBiasDrift(text: string, file: string): (number | null)[] {
  return readTextTable(text, ['delta_bias'], file).map(([drift = NaN]) =>
    Number.isFinite(drift) ? drift : null,
  );
}
