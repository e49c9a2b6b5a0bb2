import { julianDate } from '@nightskies/sky';

/** A day on a scale of Julian dates. */
export interface DateTick {
  readonly julianDate: number;
  readonly words: string;
}

const daySteps = [1, 2, 5, 10, 15] as const;
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240] as const;
const mostTicks = 8;
/** Julian date of 1970 January 1, 0 h. */
const unixEpoch = 2440587.5;

/** Calendar date (Gregorian, UTC) of a Julian date, `YYYY-MM-DD`. */
export function calendarDate(jd: number): string {
  return new Date((jd - unixEpoch) * 86_400_000).toISOString().slice(0, 10);
}

/** First days of months or years, or days, within a range: at most eight or so. */
export function dateTicks(from: number, to: number): DateTick[] {
  const days = to - from;
  const step = daySteps.find((one) => days / one <= mostTicks);
  if (step !== undefined) {
    const first = Math.ceil((from + 0.5) / step) * step - 0.5;
    return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, k) => ({
      julianDate: first + k * step,
      words: calendarDate(first + k * step),
    }));
  }
  const months = monthSteps.find((one) => days / (one * 30.44) <= mostTicks) ?? 1200;
  const [year, month] = calendarDate(from).split('-').map(Number);
  const ticks: DateTick[] = [];
  const start = Math.floor((year * 12 + month - 1) / months) * months;
  for (let index = start; ; index += months) {
    const y = String(Math.floor(index / 12));
    const m = String((index % 12) + 1).padStart(2, '0');
    const jd = julianDate(`${y}-${m}-01`);
    if (jd > to) return ticks;
    if (jd >= from) ticks.push({ julianDate: jd, words: months % 12 === 0 ? y : `${y}-${m}` });
  }
}
