import { NightSkiesError, problem } from '@nightskies/contracts';

/** Julian date of the epoch J2000.0 (2000 January 1, 12 h). */
export const j2000 = 2451545;

/** Julian date minus modified Julian date. */
export const modifiedJulianOffset = 2400000.5;

const isoTime = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?Z?$/;

/**
 * Julian date of a calendar date and time (Gregorian), in the scale in which the time is given.
 * Every day has 86400 s; a second 60 (leap second) counts as the first of the next day.
 *
 * @param text `YYYY-MM-DD`, optionally with `Thh:mm` or `Thh:mm:ss.sss` and a `Z`
 * @throws NightSkiesError `bad-time`
 */
export function julianDate(text: string): number {
  const parts = isoTime.exec(text.trim());
  const [year, month, day, hour, minute, second] = (parts ?? [])
    .slice(1)
    .map((p) => Number(p ?? 0));
  if (
    parts === null ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysInMonth(year, month) ||
    hour > 23 ||
    minute > 59 ||
    second >= 61
  ) {
    throw new NightSkiesError(
      problem('bad-time', 'The time is not a date of the calendar', {
        found: text,
        expected: 'YYYY-MM-DDThh:mm:ss in UTC',
        hint: 'Correct DATE-OBS or the time given.',
      }),
    );
  }
  return dayNumber(year, month, day) - 0.5 + (hour * 3600 + minute * 60 + second) / 86400;
}

function daysInMonth(year: number, month: number): number {
  return month === 12 ? 31 : dayNumber(year, month + 1, 1) - dayNumber(year, month, 1);
}

/** Julian day number at noon of a Gregorian date (Meeus, Astronomical Algorithms, ch. 7). */
function dayNumber(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const m = month > 2 ? month : month + 12;
  const century = Math.floor(y / 100);
  return (
    Math.floor(365.25 * (y + 4716)) +
    Math.floor(30.6001 * (m + 1)) +
    day +
    2 -
    century +
    Math.floor(century / 4) -
    1524
  );
}

/** Julian centuries of 36525 days since J2000.0. */
export function centuriesSinceJ2000(jd: number): number {
  return (jd - j2000) / 36525;
}
