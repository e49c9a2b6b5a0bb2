import type { ExtinctionRow } from '@nightskies/contracts';
import type { CoordinatesRow } from '../../coordinates-table.js';
import type { PointingRow } from '../../pointing-table.js';
import type { NightSheetRow } from '../night-tables.js';
import { mean } from './from-headers.js';

/**
 * The row of CALIBRATION.
 *
 * @param flat name or path of the master flat, @param curve of the linearity curve
 * @param biasDriftsDn drift of each frame; null where none was measured
 */
export function calibrationRow(of: {
  readonly flat: string | null;
  readonly curve: string | null;
  readonly biasDriftsDn: readonly (number | null)[];
  readonly pointing: readonly PointingRow[];
}): NightSheetRow<'CALIBRATION'> {
  const drifts = of.biasDriftsDn.filter((drift) => drift !== null).filter(Number.isFinite);
  const errors = of.pointing.map(({ totalErrorDeg }) => totalErrorDeg).filter(Number.isFinite);
  return {
    FLAT_NAME: of.flat,
    CURVE_NAME: of.curve,
    BIAS_DRIFT: drifts.length === 0 ? null : Math.max(...drifts) - Math.min(...drifts),
    MAX_POINT_ERR: errors.length === 0 ? null : Math.max(...errors),
    AVE_POINT_ERR: mean(errors),
  };
}

const negated = (value: number | null): number | null => (value === null ? null : 0 - value);

/**
 * The row of EXTINCTION: colour of the free fit and extinction change their sign, the default colour
 * does not (sky-stages 7.1).
 */
export function extinctionSheetRow(row: ExtinctionRow): NightSheetRow<'EXTINCTION'> {
  return {
    NUM_SOLVED: row.framesSolved,
    STARS_REG: row.starsUsed,
    STARS_REJ: row.starsRejected,
    STD_ERR_Y: row.standardErrorFixed,
    ZEROPOINT_FLOAT: row.zeropointFree,
    COLOR_FLOAT: negated(row.colourCoefficientFree),
    ZEROPOINT: row.zeropointDefault,
    COLOR: row.colourCoefficientDefault,
    EXTCOEFF: negated(row.extinctionFixed),
  };
}

/** Rows of IMG COORDS, of frames that both tables have, by number; flipped signs are kept. */
export function imageRows(
  pointing: readonly PointingRow[],
  coordinates: readonly CoordinatesRow[],
): NightSheetRow<'IMG COORDS'>[] {
  const pointed = new Map(pointing.map((row) => [row.number, row]));
  return [...coordinates]
    .sort((a, b) => a.number - b.number)
    .flatMap((row) => {
      const observed = pointed.get(row.number)?.observed;
      if (observed === undefined) return [];
      return [
        {
          IMG_NUM: row.number,
          AZIMUTH: observed.azimuthDeg,
          ALTITUDE: observed.altitudeDeg,
          RA: row.centre.raDeg / 15,
          DEC: row.centre.decDeg,
          GALL: row.flippedGalacticLongitudeDeg,
          GALB: row.galacticLatitudeDeg,
          ECL: row.flippedHelioeclipticLongitudeDeg,
          ECB: row.eclipticLatitudeDeg,
        },
      ];
    });
}
