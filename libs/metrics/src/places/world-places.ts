import { gunzipSync } from 'node:zlib';
import { degree, wrapDeg } from '@nightskies/sky';
import { readPlaces, type Place } from './read-places.js';

/** Where the committed list of the world's towns lies, for callers that read files. */
export const worldPlacesUrl = new URL('../../data/places.csv.gz', import.meta.url);

/** What the list is called in the document. */
export const worldPlacesSource = 'GeoNames (CC BY 4.0), towns of 1000 people or more';

const name = 'places.csv.gz';

/**
 * Reads the committed list (`worldPlacesUrl`): 112,320 towns, without their size.
 *
 * @param near only towns within 5 deg of this place are read, which is all that Walker's law counts
 */
export function readWorldPlaces(
  bytes: Uint8Array,
  near: { readonly latitudeDeg: number; readonly longitudeDeg: number } | null = null,
): Place[] {
  const text = gunzipSync(bytes);
  if (near === null) return readPlaces(text, name);
  const lines = linesNear(text, near);
  return lines === null ? [] : readPlaces(lines, name);
}

/** Of a great circle; more than the 450 km at which towns still count. */
const reachDeg = 5;

/**
 * The header and the lines of towns about a place: latitude and longitude are the last but two and the
 * last but one of a line, and the list has the places of the south first. Null for none.
 */
function linesNear(
  bytes: Uint8Array,
  near: { readonly latitudeDeg: number; readonly longitudeDeg: number },
): Uint8Array | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const header = text.indexOf('\n') + 1;
  const reachAcrossDeg = longitudesWithin(near.latitudeDeg);
  const found = [text.slice(0, header)];
  for (let start = header; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    const population = text.lastIndexOf(',', end);
    const longitude = text.lastIndexOf(',', population - 1);
    const latitude = text.lastIndexOf(',', longitude - 1);
    const north = Number(text.slice(latitude + 1, longitude)) - near.latitudeDeg;
    if (north > reachDeg) break;
    if (north > -reachDeg) {
      const east = Number(text.slice(longitude + 1, population)) - near.longitudeDeg;
      if (Math.abs(wrapDeg(east, -180)) < reachAcrossDeg) found.push(text.slice(start, end));
    }
    start = end;
  }
  return found.length > 1 ? Buffer.from(found.join(''), 'latin1') : null;
}

/** How far in longitude a place within `reachDeg` may be; all around where that reaches over a pole. */
function longitudesWithin(latitudeDeg: number): number {
  const sine = Math.sin(reachDeg * degree) / Math.cos(latitudeDeg * degree);
  return Math.abs(latitudeDeg) + reachDeg < 90 ? Math.asin(sine) / degree : 360;
}
