import type { Header } from '@nightskies/fits';
import type { Exposure } from '@nightskies/imaging';

/** When a frame was exposed. */
export interface FrameTime {
  /** Start of the exposure, UTC, as 2026-11-01T20:03:04.250; null when it is not known. */
  readonly startUtc: string | null;
  /** What told it: a keyword, EXIF, or why it is not known. */
  readonly source: string;
  readonly exposureSeconds: number | null;
  /** What contradicts it; null for nothing. */
  readonly conflict: string | null;
}

/** Times further apart contradict one another, s. */
const sameSeconds = 2;
const julianDateOfUnixEpoch = 2_440_587.5;
const millisecondsPerDay = 86_400_000;

/**
 * Milliseconds since 1970 of a date and time as FITS and cameras write them, with the zone it names,
 * UTC if it names none; null when it is no date with a time of day.
 */
function instantOf(text: string): number | null {
  const parts =
    /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d(?:\.\d*)?)\s*(?:Z|UTC?|([+-])(\d\d):?(\d\d))?$/i.exec(
      text.trim(),
    );
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, sign, zoneHours, zoneMinutes] = parts;
  const [monthNumber, dayNumber] = [Number(month), Number(day)];
  const midnight = Date.UTC(Number(year), monthNumber - 1, dayNumber);
  const date = new Date(midnight);
  const exists = date.getUTCMonth() === monthNumber - 1 && date.getUTCDate() === dayNumber;
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) >= 61) return null;
  const ofDay = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const zone =
    sign === undefined
      ? 0
      : (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return midnight + Math.round(ofDay) - zone;
}

function iso(instant: number): string {
  return new Date(instant).toISOString().slice(0, 23);
}

interface Witness {
  readonly source: string;
  readonly instant: number;
}

/**
 * Start of the exposure by a FITS header, the first of these that holds it:
 * 1. UT-OBS with date and time: some cameras write UTC there and local time in DATE-OBS;
 * 2. DATE-OBS with date and time, brought to UTC by the zone it ends in (as -0700), else taken as UTC;
 * 3. DATE-BEG in the same way;
 * 4. the date of DATE-OBS with the time of day of UT-OBS, TIME-OBS, UTC, UT or UTSTART;
 * 5. MJD-OBS, MJD-BEG or JD, which are often rounded.
 * UT-OBS and DATE-OBS that tell different times are named as a conflict.
 */
export function headerTime(header: Header): FrameTime {
  const exposure = ['EXPTIME', 'EXPOSURE', 'XPOSURE']
    .map((keyword) => header.number(keyword))
    .find((seconds) => seconds !== undefined && seconds >= 0);
  const exposureSeconds = exposure ?? null;
  const dated = ['UT-OBS', 'DATE-OBS', 'DATE-BEG'].flatMap((keyword) => witness(header, keyword));
  const [first, second] = dated;
  if (first === undefined) {
    const other = splitTime(header) ?? dayNumber(header);
    return other === null
      ? { startUtc: null, source: 'no time in the header', exposureSeconds, conflict: null }
      : { startUtc: iso(other.instant), source: other.source, exposureSeconds, conflict: null };
  }
  const apart = second === undefined ? 0 : (second.instant - first.instant) / 1000;
  const conflict =
    second !== undefined && Math.abs(apart) > sameSeconds
      ? `${second.source} says ${iso(second.instant)}, ${first.source} ${iso(first.instant)}`
      : null;
  return { startUtc: iso(first.instant), source: first.source, exposureSeconds, conflict };
}

function witness(header: Header, keyword: string): Witness[] {
  const instant = instantOf(header.string(keyword) ?? '');
  return instant === null ? [] : [{ source: keyword, instant }];
}

function splitTime(header: Header): Witness | null {
  const date = /^\d{4}-\d\d-\d\d/.exec(header.string('DATE-OBS')?.trim() ?? '');
  if (date === null) return null;
  for (const keyword of ['UT-OBS', 'TIME-OBS', 'UTC', 'UT', 'UTSTART']) {
    const instant = instantOf(`${date[0]}T${header.string(keyword)?.trim() ?? ''}`);
    if (instant !== null) return { source: `DATE-OBS and ${keyword}`, instant };
  }
  return null;
}

function dayNumber(header: Header): Witness | null {
  for (const [keyword, zero] of [
    ['MJD-OBS', 2_400_000.5],
    ['MJD-BEG', 2_400_000.5],
    ['JD', 0],
  ] as const) {
    const days = header.number(keyword);
    const instant = Math.round(((days ?? 0) + zero - julianDateOfUnixEpoch) * millisecondsPerDay);
    // From 1858, where MJD begins, to the end of four-digit years.
    if (days !== undefined && days + zero >= 2_400_000.5 && days + zero < 5_373_484) {
      return { source: keyword, instant };
    }
  }
  return null;
}

/**
 * Start of the exposure by a camera's clock, brought to UTC by the offset its EXIF names, or else by
 * the one given.
 *
 * @param givenOffset as +01:00
 */
export function cameraTime(exposure: Exposure, givenOffset: string | undefined): FrameTime {
  const { startLocal, utcOffset, seconds } = exposure;
  const facts = { exposureSeconds: seconds, conflict: null };
  if (startLocal === null) return { startUtc: null, source: 'no time in the EXIF', ...facts };
  const offset = utcOffset ?? givenOffset;
  if (offset === undefined) {
    const source = `the camera's clock says ${startLocal}, its zone is not told (--utc-offset)`;
    return { startUtc: null, source, ...facts };
  }
  const instant = instantOf(`${startLocal}${offset}`);
  return instant === null
    ? { startUtc: null, source: `no time in the EXIF: ${startLocal}`, ...facts }
    : {
        startUtc: iso(instant),
        source: utcOffset === null ? 'EXIF and --utc-offset' : 'EXIF',
        ...facts,
      };
}
