import type { Band } from '@nightskies/contracts';
import {
  degree,
  layeredRefraction,
  observerFrame,
  standardPressureHpa,
  unitVector,
  type HorizontalDirection,
  type ObserverFrame,
  type Refraction,
  type StarCatalogue,
  type StarSelection,
  type UnitVector,
  type Vector3,
} from '@nightskies/sky';
import { airmass } from './photometry.js';

/** Where the camera stands and the air about it, as the headers say. */
export interface Station {
  readonly latitudeDeg: number;
  readonly longitudeEastDeg: number;
  readonly elevationM: number;
  readonly temperatureF: number;
  readonly humidityPercent: number;
}

export interface Star {
  /** Row of the catalogue. */
  readonly row: number;
  /** Hipparcos number, 0 for none. */
  readonly hip: number;
  readonly vMag: number;
  /** Johnson B-V; a usual one where it is unknown. */
  readonly colourMag: number;
}

/** A star as seen at one moment: azimuth and apparent altitude. */
export interface SeenStar extends HorizontalDirection {
  readonly star: Star;
  readonly vector: UnitVector;
  /** Unit vector in ICRS, of the night. */
  readonly place: Vector3;
  readonly airmass: number;
}

const usualColourMag = 0.6;
const wavelengthUm: Readonly<Record<Band, number>> = { V: 0.55, B: 0.44 };

/**
 * The stars of a night over a station: proper motion to the night, aberration, precession and
 * nutation, refraction by the air of the headers (pressure of the standard atmosphere).
 */
export class StarrySky {
  private readonly stars: StarSelection | null;
  private readonly refraction: Readonly<Record<Band, Refraction>>;

  /**
   * @param catalogue null for a sky without stars
   * @param faintestV stars of V up to and with this shine
   * @param epochJd of the night
   */
  constructor(
    catalogue: StarCatalogue | null,
    private readonly station: Station,
    faintestV: number,
    epochJd: number,
  ) {
    const wholeSky = { raDeg: 0, decDeg: 0, radiusDeg: 180 };
    this.stars = catalogue?.cone({ ...wholeSky, limitV: faintestV, epochJd }) ?? null;
    const { latitudeDeg, elevationM: heightM, temperatureF, humidityPercent } = station;
    const through = (band: Band): Refraction =>
      layeredRefraction({
        latitudeDeg,
        heightM,
        pressureHpa: standardPressureHpa(heightM),
        temperatureC: (temperatureF - 32) / 1.8,
        relativeHumidity: humidityPercent / 100,
        wavelengthUm: wavelengthUm[band],
      });
    this.refraction = { V: through('V'), B: through('B') };
  }

  /** Stars of the whole sky. */
  get count(): number {
    return this.stars?.count ?? 0;
  }

  /** The sky at a moment, Julian date UTC, in the light of a band. */
  frameAt(jdUtc: number, band: Band): ObserverFrame {
    const { longitudeEastDeg: longitudeDeg, latitudeDeg, elevationM: heightM } = this.station;
    const refraction = this.refraction[band];
    return observerFrame({ jdUtc, longitudeDeg, latitudeDeg, heightM, refraction });
  }

  /** The stars above the horizon within `reachDeg` of an apparent direction, brightest first. */
  seen(frame: ObserverFrame, towards: HorizontalDirection, reachDeg: number): SeenStar[] {
    const { stars } = this;
    if (stars === null) return [];
    const centre = frame.altAzToIcrsVector(towards);
    // The lift changes over a field by up to half a degree.
    const least = Math.cos((reachDeg + 1) * degree);
    const seen: SeenStar[] = [];
    for (let i = 0; i < stars.count; i++) {
      const place = { x: stars.x[i], y: stars.y[i], z: stars.z[i] };
      if (place.x * centre.x + place.y * centre.y + place.z * centre.z < least) continue;
      const direction = frame.icrsVectorToAltAz(place);
      if (direction.altitudeDeg < 0) continue;
      seen.push({
        ...direction,
        star: starOf(stars, i),
        vector: unitVector(direction),
        place,
        airmass: airmass(direction.altitudeDeg),
      });
    }
    return seen;
  }
}

function starOf({ row, hip, v, bv }: StarSelection, i: number): Star {
  const colourMag = Number.isNaN(bv[i]) ? usualColourMag : bv[i];
  return { row: row[i], hip: hip[i], vMag: v[i], colourMag };
}
