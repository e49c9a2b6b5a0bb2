import { bodyPlace, type ObserverFrame, type SkyBody, type StarCatalogue } from '@nightskies/sky';

/** Stars and planets over the horizon of a place at a moment, brightest first. */
export interface FisheyeStars {
  /** From north through east. */
  readonly azimuthDeg: ArrayLike<number>;
  /** Apparent altitude. */
  readonly altitudeDeg: ArrayLike<number>;
  /** V magnitude, growing; it need be right only roughly. */
  readonly v: ArrayLike<number>;
}

/** Reference objects with what names them. */
export interface SkyOverPlace extends FisheyeStars {
  readonly azimuthDeg: Float64Array;
  readonly altitudeDeg: Float64Array;
  readonly v: Float64Array;
  /** Row in the star catalogue, -1 for a planet. */
  readonly row: Int32Array;
  /** The planet, null for a star. */
  readonly body: readonly (SkyBody | null)[];
}

interface Planet {
  readonly body: SkyBody;
  /** V at 1 au from Sun and observer, fully lit. */
  readonly unitV: number;
  /** Mean distance from the Sun, au. */
  readonly fromSunAu: number;
}

/** Magnitudes at unit distances after Mallama and Hilton 2018, Astronomy and Computing 25, 10. */
const planets: readonly Planet[] = [
  { body: 'mercury', unitV: -0.6, fromSunAu: 0.39 },
  { body: 'venus', unitV: -4.4, fromSunAu: 0.72 },
  { body: 'mars', unitV: -1.6, fromSunAu: 1.52 },
  { body: 'jupiter', unitV: -9.4, fromSunAu: 5.2 },
  { body: 'saturn', unitV: -8.9, fromSunAu: 9.58 },
];

/**
 * Catalogue stars and the bright planets as an observer sees them, refraction included. Magnitudes of
 * planets leave phase and rings out: good to about a magnitude, for their order alone.
 *
 * @param options.limitV faintest stars taken, V; 6 when left out
 * @param options.lowestAltitudeDeg lowest apparent altitude taken, degrees; 0 when left out
 */
export function skyOverPlace(
  frame: ObserverFrame,
  catalogue: StarCatalogue,
  options: { readonly limitV?: number; readonly lowestAltitudeDeg?: number } = {},
): SkyOverPlace {
  const { limitV = 6, lowestAltitudeDeg = 0 } = options;
  const epochJd = frame.times.jdTt;
  const stars = catalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, limitV, epochJd });
  const seen: { az: number; alt: number; v: number; row: number; body: SkyBody | null }[] = [];
  for (let i = 0; i < stars.count; i += 1) {
    const place = frame.icrsVectorToAltAz({ x: stars.x[i], y: stars.y[i], z: stars.z[i] });
    if (place.altitudeDeg < lowestAltitudeDeg) continue;
    const { azimuthDeg: az, altitudeDeg: alt } = place;
    seen.push({ az, alt, v: stars.v[i], row: stars.row[i], body: null });
  }
  for (const { body, unitV, fromSunAu } of planets) {
    const { horizontal, distanceAu } = bodyPlace(body, frame);
    if (horizontal.altitudeDeg < lowestAltitudeDeg) continue;
    const v = unitV + 5 * Math.log10(fromSunAu * distanceAu);
    seen.push({ az: horizontal.azimuthDeg, alt: horizontal.altitudeDeg, v, row: -1, body });
  }
  seen.sort((a, b) => a.v - b.v || a.row - b.row);
  return {
    azimuthDeg: Float64Array.from(seen, ({ az }) => az),
    altitudeDeg: Float64Array.from(seen, ({ alt }) => alt),
    v: Float64Array.from(seen, ({ v }) => v),
    row: Int32Array.from(seen, ({ row }) => row),
    body: seen.map(({ body }) => body),
  };
}
