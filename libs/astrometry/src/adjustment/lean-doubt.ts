import { degree } from '@nightskies/sky';
import type { MountModel } from './mount-model.js';

/** Mounts in the field are levelled better than this, degrees. */
const greatestLeanDeg = 2;
const certainSigma = 3;

/**
 * What a mount that leans too far really says: with a wrong clock or site the whole sky is turned
 * against the ground, which looks like a mount out of level and out of azimuth. A sentence for the
 * user, or null for a mount as mounts are.
 *
 * @param latitudeDeg of the site, to state a clock error in minutes; null when unknown
 */
export function leanDoubt(mount: MountModel, latitudeDeg: number | null): string | null {
  const term = (name: string) => mount.terms.find((one) => one.name === name);
  const [east, north] = [term('tilt-east'), term('tilt-north')];
  if (east === undefined || north === undefined) return null;
  const lean = Math.hypot(east.value, north.value);
  if (lean < greatestLeanDeg || lean < certainSigma * Math.hypot(east.sigma, north.sigma)) {
    return null;
  }
  const [eastward, northward] = [east.value, north.value].map((one) => one.toFixed(1));
  const found = `The mount seems to lean by ${eastward} deg east and ${northward} deg north, more than any is set up`;
  if (latitudeDeg === null || Math.abs(latitudeDeg) > 85) {
    return `${found}: check the clock (JD) and the site (LONGITUD, LATITUDE) of the headers.`;
  }
  // A clock that is ahead shows the stars too far west, and with them the camera: 4 minutes a degree.
  const minutes = (-4 * east.value) / Math.cos(latitudeDeg * degree);
  const clock = `${Math.abs(minutes).toFixed(0)} min ${minutes > 0 ? 'ahead' : 'behind'}`;
  return (
    `${found}: a clock ${clock}, or a longitude wrong by ${Math.abs(minutes / 4).toFixed(1)} deg, does the ` +
    `first, a latitude wrong by ${Math.abs(north.value).toFixed(1)} deg the second; check JD, LONGITUD and ` +
    `LATITUDE of the headers.`
  );
}
