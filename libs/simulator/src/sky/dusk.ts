import { julianDate, bodyPlace, observerFrame, type Site } from '@nightskies/sky';

const stepsPerHour = 60;

/**
 * The first hour UTC of a date at which the Sun sinks below a depth, to a minute; null when it does not.
 *
 * @param date ISO
 * @param depthDeg below the horizon, true
 */
export function duskHourUtc(site: Site, date: string, depthDeg: number): number | null {
  const midnight = julianDate(date);
  const altitudeAt = (hour: number): number => {
    const frame = observerFrame({ ...site, jdUtc: midnight + hour / 24, refraction: null });
    return bodyPlace('sun', frame).trueAltitudeDeg;
  };
  let before = altitudeAt(0);
  for (let step = 1; step < 24 * stepsPerHour; step++) {
    const now = altitudeAt(step / stepsPerHour);
    if (before >= -depthDeg && now < -depthDeg) return step / stepsPerHour;
    before = now;
  }
  return null;
}
