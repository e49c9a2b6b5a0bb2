import {
  apparentCells,
  cellDirections,
  degree,
  type ObserverFrame,
  type StarCatalogue,
} from '@nightskies/sky';
import { airmassAt } from './airmass.js';

/** The stars over a site in the middle of a set. */
export interface StarsOfSky {
  readonly catalogue: StarCatalogue;
  /** What the catalogue is called in the document. */
  readonly catalogueName: string;
  /** Place, time and air. */
  readonly frame: ObserverFrame;
  /** Extinction coefficient in V, mag/airmass, and its error. */
  readonly extinctionMag: number;
  readonly extinctionSigmaMag: number;
}

/** Stars above the horizon, brightest first; element i of each belongs to star i. */
export interface StarsAbove {
  readonly count: number;
  readonly azimuthDeg: Float64Array;
  /** Apparent. */
  readonly altitudeDeg: Float64Array;
  readonly v: Float64Array;
  readonly airmass: Float64Array;
}

/** Stars to a limit in V that stand above the horizon, refraction included. */
export function starsAbove({ catalogue, frame }: StarsOfSky, limitV: number): StarsAbove {
  const stars = catalogue.cone({
    ...{ raDeg: 0, decDeg: 90, radiusDeg: 180, limitV },
    epochJd: frame.times.jdTt,
  });
  const seen = cellDirections(stars.count);
  apparentCells(frame, { lowestDeg: -90, highestDeg: 90 })(stars, stars.count, seen);
  const above = [...seen.z.keys()].filter((i) => seen.z[i] > 0);
  const altitudeDeg = Float64Array.from(above, (i) => Math.asin(Math.min(1, seen.z[i])) / degree);
  return {
    count: above.length,
    azimuthDeg: Float64Array.from(above, (i) => Math.atan2(seen.y[i], seen.x[i]) / degree),
    altitudeDeg,
    v: Float64Array.from(above, (i) => stars.v[i]),
    airmass: altitudeDeg.map(airmassAt),
  };
}
