import type { GivenSkyMap } from './given-sky-map.js';
import { readFitsMap } from './read-fits-map.js';
import { readTableMap } from './read-table-map.js';

/**
 * Reads a map or profile of a user, FITS (plain or gzip) or a table with commas. By its coordinates it
 * is light above the atmosphere (galactic, helioecliptic) or as observed (azimuth and altitude of one
 * set, profile by altitude). The formats stand in docs/formats.md.
 *
 * @param name of the file, for messages
 * @throws NightSkiesError `sky-map-unreadable`, or an error of the FITS file itself
 */
export function readGivenSkyMap(bytes: Uint8Array, name: string): GivenSkyMap {
  const start = String.fromCharCode(...bytes.subarray(0, 6));
  const fits = start === 'SIMPLE' || start.startsWith('\u001f\u008b');
  return fits ? readFitsMap(bytes, name) : readTableMap(bytes, name);
}
