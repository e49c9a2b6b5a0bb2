const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;

/** A date `YYYY-MM-DD` and hours of that day. */
export interface DateAndHours {
  readonly date: string;
  readonly hours: number;
}

function dateAndHours(milliseconds: number): DateAndHours {
  const midnight = Math.floor(milliseconds / dayMilliseconds) * dayMilliseconds;
  return {
    date: new Date(midnight).toISOString().slice(0, 10),
    hours: (milliseconds - midnight) / hourMilliseconds,
  };
}

/** Local mean time: universal time and an hour for every 15 degrees of longitude east. */
export function localMeanTime(utc: string, longitudeDeg: number): DateAndHours {
  return dateAndHours(instantOf(utc) + (longitudeDeg / 15) * hourMilliseconds);
}

/**
 * Middle of a set as the old tables have it: 0.16 h after the start, moved by a day below 0 and above
 * 24 h; a start in the east of Greenwich is not wrapped before (D43).
 */
export function oldMiddle(startUtc: string, longitudeDeg: number): DateAndHours {
  const start = dateAndHours(instantOf(startUtc));
  let hours = start.hours + longitudeDeg / 15;
  let days = 0;
  if (hours < 0) {
    hours += 24;
    days -= 1;
  }
  hours += 0.16;
  if (hours > 24) {
    hours -= 24;
    days += 1;
  }
  const moved = Date.parse(`${start.date}T00:00:00Z`) + days * dayMilliseconds;
  return { date: new Date(moved).toISOString().slice(0, 10), hours };
}

/** Start or end in the old report: wrapped below 0 only. */
export function oldLocalHours(utc: string, longitudeDeg: number): number {
  const hours = dateAndHours(instantOf(utc)).hours + longitudeDeg / 15;
  return hours < 0 ? hours + 24 : hours;
}

/** Date and clock of a UTC instant, `YYYY-MM-DD` and `HH:MM:SS.sss`. */
export function dateAndClock(utc: string): { readonly date: string; readonly clock: string } {
  const text = new Date(instantOf(utc)).toISOString();
  return { date: text.slice(0, 10), clock: text.slice(11, 23) };
}

/** Milliseconds of DATE-OBS, which is UTC with or without a Z. */
function instantOf(utc: string): number {
  return Date.parse(/[zZ]$/.test(utc) ? utc : `${utc}Z`);
}
