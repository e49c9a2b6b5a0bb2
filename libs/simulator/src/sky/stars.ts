import { degree } from '@nightskies/sky';
import { brightStarsCsv } from '../data/bright-stars.js';
import { airmass } from './photometry.js';
import { precess, siderealTimeDeg } from './time.js';

export interface Star {
  readonly hip: number;
  /** Equator and equinox of the night. */
  readonly raDeg: number;
  readonly decDeg: number;
  readonly vMag: number;
  readonly bMag: number;
}

/** A star as seen from the site at one moment: apparent direction and airmass. */
export interface SeenStar {
  readonly star: Star;
  readonly east: number;
  readonly north: number;
  readonly up: number;
  readonly airmass: number;
}

/** Stars of V <= 5 with their places of the night. B-V of a star of unknown colour is taken as 0.6. */
export function starsOfNight(julianDate: number): Star[] {
  const [, ...lines] = brightStarsCsv.trim().split('\n');
  return lines.map((line) => {
    const [hip = '', ra = '', dec = '', v = '', colour = ''] = line.split(',');
    const vMag = Number(v);
    return {
      hip: Number(hip),
      ...precess(Number(ra), Number(dec), julianDate),
      vMag,
      bMag: vMag + (colour === '' ? 0.6 : Number(colour)),
    };
  });
}

export interface Site {
  readonly latitudeDeg: number;
  readonly longitudeEastDeg: number;
  /** Pressure over 1010 hPa times 283 K over temperature. */
  readonly refractionFactor: number;
}

/** The stars above the horizon, refracted after Saemundsson (1986, Sky and Telescope 72, 70). */
export function starsAbove(stars: readonly Star[], site: Site, julianDate: number): SeenStar[] {
  const sidereal = siderealTimeDeg(julianDate, site.longitudeEastDeg);
  const sinLatitude = Math.sin(site.latitudeDeg * degree);
  const cosLatitude = Math.cos(site.latitudeDeg * degree);
  const seen: SeenStar[] = [];
  for (const star of stars) {
    const hour = (sidereal - star.raDeg) * degree;
    const sinDec = Math.sin(star.decDeg * degree);
    const cosDec = Math.cos(star.decDeg * degree);
    const up = sinLatitude * sinDec + cosLatitude * cosDec * Math.cos(hour);
    const trueAltitude = Math.asin(up) / degree;
    if (trueAltitude < -0.6) continue;
    const east = -cosDec * Math.sin(hour);
    const north = cosLatitude * sinDec - sinLatitude * cosDec * Math.cos(hour);
    const argument = (trueAltitude + 10.3 / (trueAltitude + 5.11)) * degree;
    const altitude = trueAltitude + (site.refractionFactor * 1.02) / Math.tan(argument) / 60;
    const flat = Math.cos(altitude * degree) / Math.sqrt(east * east + north * north);
    seen.push({
      star,
      east: east * flat,
      north: north * flat,
      up: Math.sin(altitude * degree),
      airmass: airmass(altitude),
    });
  }
  return seen;
}
