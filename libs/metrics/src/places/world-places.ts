import { gunzipSync } from 'node:zlib';
import { readPlaces, type Place } from './read-places.js';

/** Where the committed list of the world's towns lies, for callers that read files. */
export const worldPlacesUrl = new URL('../../data/places.csv.gz', import.meta.url);

/** What the list is called in the document. */
export const worldPlacesSource = 'GeoNames (CC BY 4.0), towns of 1000 people or more';

/** Reads the committed list (`worldPlacesUrl`): 112,320 towns, without their size. */
export function readWorldPlaces(bytes: Uint8Array): Place[] {
  return readPlaces(gunzipSync(bytes), 'places.csv.gz');
}
