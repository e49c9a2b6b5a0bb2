/** ISO 8601 date and time of a Julian date, to 1/100 s, without the zone letter as in FITS. */
export function isoOf(julianDate: number): string {
  const milliseconds = Math.round((julianDate - 2_440_587.5) * 8_640_000) * 10;
  return new Date(milliseconds).toISOString().slice(0, 22);
}
