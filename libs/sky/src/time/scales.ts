import { NightSkiesError, problem } from '@nightskies/contracts';
import { modifiedJulianOffset } from './julian.js';
import { ut1MinusTaiMs, ut1TableStartMjd, ut1TableStepDays } from './ut1-table.js';

/** One moment in the scales that astronomy counts in, Julian dates. */
export interface TimeScales {
  readonly jdUtc: number;
  /** Terrestrial time, for everything that moves in the sky; TDB is taken as TT (error below 2 ms). */
  readonly jdTt: number;
  /** The angle of the Earth as a time. */
  readonly jdUt1: number;
  readonly ut1MinusUtcS: number;
}

/** Modified Julian dates from which TAI - UTC is 10, 11, ... seconds (IERS Bulletin C, to 2017). */
const leapSecondMjd: readonly number[] = [
  41317, 41499, 41683, 42048, 42413, 42778, 43144, 43509, 43874, 44239, 44786, 45151, 45516, 46247,
  47161, 47892, 48257, 48804, 49169, 49534, 50083, 50630, 51179, 53736, 54832, 56109, 57204, 57754,
];

/** TAI - UTC in seconds; 10 before 1972. No leap second is known after 2017 January 1. */
export function taiMinusUtcS(jdUtc: number): number {
  const mjd = jdUtc - modifiedJulianOffset;
  let seconds = 9;
  for (const start of leapSecondMjd) if (mjd >= start) seconds++;
  return Math.max(seconds, 10);
}

/**
 * UT1 - UTC in seconds from the table of the IERS (1990 to 2022, linear between values: error up to
 * 0.02 s, 0.3 arcsec of sky). Outside the table the nearest end of UT1 - UTC is held: in the three
 * years after it the Earth has stayed within 0.15 s of that, 2 arcsec. Give a measured value to
 * `timeScales` where that matters.
 */
export function ut1MinusUtcS(jdUtc: number): number {
  const mjd = jdUtc - modifiedJulianOffset;
  const last = ut1MinusTaiMs.length - 1;
  const place = Math.min(Math.max((mjd - ut1TableStartMjd) / ut1TableStepDays, 0), last);
  const index = Math.min(Math.floor(place), last - 1);
  const fraction = place - index;
  const tai = ut1MinusTaiMs[index] * (1 - fraction) + ut1MinusTaiMs[index + 1] * fraction;
  const held = ut1TableStartMjd + place * ut1TableStepDays + modifiedJulianOffset;
  return tai / 1000 + taiMinusUtcS(held);
}

/**
 * The scales of a moment given in UTC: TT = UTC + (TAI - UTC) + 32.184 s, UT1 = UTC + (UT1 - UTC).
 *
 * @param ut1Difference UT1 - UTC in seconds where it is known better than by `ut1MinusUtcS`
 * @throws NightSkiesError `bad-time` for a Julian date that is no number
 */
export function timeScales(jdUtc: number, ut1Difference = ut1MinusUtcS(jdUtc)): TimeScales {
  if (!Number.isFinite(jdUtc) || !Number.isFinite(ut1Difference)) {
    throw new NightSkiesError(
      problem('bad-time', 'The Julian date or UT1 - UTC is not a number', {
        found: `${jdUtc}, ${ut1Difference}`,
        expected: 'a Julian date in UTC such as 2460588.7 and a difference in seconds',
      }),
    );
  }
  return {
    jdUtc,
    jdTt: jdUtc + (taiMinusUtcS(jdUtc) + 32.184) / 86400,
    jdUt1: jdUtc + ut1Difference / 86400,
    ut1MinusUtcS: ut1Difference,
  };
}
