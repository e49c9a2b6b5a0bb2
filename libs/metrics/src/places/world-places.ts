import { gunzipSync } from 'node:zlib';
import { readPlaces, type Place } from './read-places.js';

/** Where the committed list of the world's towns lies, for callers that read files. */
export const worldPlacesUrl = new URL('../../data/places.csv.gz', import.meta.url);

/** What the list is called in the document. */
export const worldPlacesSource = 'GeoNames (CC BY 4.0), towns of 1000 people or more';

/**
 * Reads the committed list (`worldPlacesUrl`): 112,320 towns, without their size.
 *
 * @param near only towns within 5 deg of this latitude are read, which is all that Walker's law counts
 */
export function readWorldPlaces(
  bytes: Uint8Array,
  near: { readonly latitudeDeg: number } | null = null,
): Place[] {
  const text = gunzipSync(bytes);
  return readPlaces(near === null ? text : linesNear(text, near.latitudeDeg), 'places.csv.gz');
}

const reachDeg = 5;

/** The header and the lines of a band of latitude: the third of the last four columns. */
function linesNear(bytes: Uint8Array, latitudeDeg: number): Uint8Array {
  const [header = '', ...lines] = new TextDecoder().decode(bytes).split('\n');
  const near = lines.filter((line) => {
    const population = line.lastIndexOf(',');
    const longitude = line.lastIndexOf(',', population - 1);
    const latitude = line.lastIndexOf(',', longitude - 1);
    return Math.abs(Number(line.slice(latitude + 1, longitude)) - latitudeDeg) < reachDeg;
  });
  return new TextEncoder().encode([header, ...near].join('\n'));
}
