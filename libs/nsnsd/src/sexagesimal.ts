import type { EquatorialDirection } from '@nightskies/sky';

/** Right ascension as the old headers have it, `HH MM SS.ss`, from degrees in any turn. */
export function writeRightAscension(raDeg: number): string {
  const day = 24 * 360000;
  const hundredths = Math.round((raDeg / 15) * 360000) % day;
  return sexagesimal(hundredths < 0 ? hundredths + day : hundredths, 2);
}

/** Declination as the old headers have it, `DD MM SS.s`, with a minus before southern ones. */
export function writeDeclination(decDeg: number): string {
  const tenths = Math.round(Math.abs(decDeg) * 36000);
  return (decDeg < 0 && tenths > 0 ? '-' : '') + sexagesimal(tenths, 1);
}

/**
 * The place of an RA (hours) and a DEC card (degrees), parts divided by blanks or colons; undefined
 * when they are none.
 */
export function readEquatorialCards(ra: string, dec: string): EquatorialDirection | undefined {
  const hours = angleOf(ra);
  const decDeg = angleOf(dec);
  if (hours === undefined || decDeg === undefined) return undefined;
  if (hours < 0 || hours > 24 || Math.abs(decDeg) > 90) return undefined;
  return { raDeg: hours * 15, decDeg };
}

/** @param units of the last decimal */
function sexagesimal(units: number, decimals: number): string {
  const perSecond = 10 ** decimals;
  const seconds = (units % (60 * perSecond)) / perSecond;
  const minutes = Math.floor(units / (60 * perSecond));
  const two = (value: number): string => String(value).padStart(2, '0');
  return [
    two(Math.floor(minutes / 60)),
    two(minutes % 60),
    seconds.toFixed(decimals).padStart(3 + decimals, '0'),
  ].join(' ');
}

function angleOf(text: string): number | undefined {
  const parts = /^([+-]?)(\d{1,3})[\s:]+(\d{1,2})[\s:]+(\d{1,2}(?:\.\d*)?)$/.exec(text.trim());
  if (parts === null) return undefined;
  const [, sign, whole, minutes, seconds] = parts;
  const size = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600;
  return sign === '-' ? -size : size;
}
