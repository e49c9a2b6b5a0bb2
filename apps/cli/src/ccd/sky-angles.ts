import { wrapDeg } from '@nightskies/sky';

/** Whole part, minutes and seconds with a sign, parted by colons or blanks, or one number. */
const sexagesimal = /^([+-]?)(\d+(?:\.\d+)?)(?:[:\s]+(\d+(?:\.\d+)?))?(?:[:\s]+(\d+(?:\.\d+)?))?$/;

function parted(text: string): { value: number; isSexagesimal: boolean } | undefined {
  const cleaned = text
    .trim()
    .replace(/[hdms°'"′″]+/gi, ' ')
    .trim();
  const parts = sexagesimal.exec(cleaned);
  if (parts === null) return undefined;
  const [, sign, whole, minutes, seconds] = parts;
  const [minutePart, secondPart] = [Number(minutes ?? 0), Number(seconds ?? 0)];
  if (minutePart >= 60 || secondPart >= 60) return undefined;
  const value = Number(whole) + minutePart / 60 + secondPart / 3600;
  return { value: sign === '-' ? -value : value, isSexagesimal: minutes !== undefined };
}

/** Degrees from `83.8` (degrees) or `05:35:17`, `5h35m17s` (hours); undefined for anything else. */
export function rightAscensionDeg(text: string): number | undefined {
  const found = parted(text);
  if (found === undefined) return undefined;
  const inHours = found.isSexagesimal || /h/i.test(text);
  const degrees = inHours ? found.value * 15 : found.value;
  return degrees >= -360 && degrees <= 360 ? wrapDeg(degrees, 0) : undefined;
}

/** Degrees from `-5.39` or `-05:23:28`; undefined for anything else or beyond the limit. */
export function angleDeg(text: string, limitDeg = 90): number | undefined {
  const found = parted(text);
  return found === undefined || Math.abs(found.value) > limitDeg ? undefined : found.value;
}

/** `05h35m17.3s` */
export function rightAscensionText(raDeg: number): string {
  const tenths = Math.round((wrapDeg(raDeg, 0) / 15) * 36000) % (24 * 36000);
  const [hours, minutes] = [Math.floor(tenths / 36000), Math.floor(tenths / 600) % 60];
  return `${two(hours)}h${two(minutes)}m${((tenths % 600) / 10).toFixed(1).padStart(4, '0')}s`;
}

/** `−05°23'28"` */
export function declinationText(decDeg: number): string {
  const seconds = Math.round(Math.abs(decDeg) * 3600);
  const [degrees, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${decDeg < 0 ? '−' : '+'}${two(degrees)}°${two(minutes)}'${two(seconds % 60)}"`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
