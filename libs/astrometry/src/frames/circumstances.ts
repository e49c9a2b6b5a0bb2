import type { Header } from '@nightskies/fits';
import {
  julianDate,
  layeredRefraction,
  observerFrame,
  standardPressureHpa,
  type AirColumn,
  type HorizontalDirection,
  type ObserverFrame,
  type Site,
} from '@nightskies/sky';

/** What the JD of a header is: the start of the exposure, or its middle. */
export type JulianDateOf = 'start' | 'middle';

/** Where, when and through which air a frame was taken, as its header says. */
export interface Circumstances {
  readonly commanded: HorizontalDirection | null;
  /** Middle of the exposure, Julian date, UTC. */
  readonly middleJdUtc: number | null;
  readonly site: Site | null;
  readonly air: AirColumn | null;
  readonly binning: number;
}

/** Effective wavelengths of the bands, micrometres. */
const wavelengthUm = { V: 0.55, B: 0.44 } as const;

/** Where a header states no temperature, that of the standard atmosphere at sea level, C. */
const standardTemperatureC = 15;

/**
 * Circumstances of a frame from AZ, ALT, JD (else DATE-OBS, read the same way), EXPTIME, LONGITUD,
 * LATITUDE, ELEVATIO, AMTEMP_F, HUMID and XBINNING. The pressure is that of the standard atmosphere at the elevation: no header has it.
 *
 * @throws NightSkiesError `bad-time` for a DATE-OBS in place of JD that is none
 */
export function readCircumstances(
  header: Header,
  band: 'V' | 'B',
  julianDateOf: JulianDateOf,
): Circumstances {
  const azimuthDeg = header.number('AZ');
  const altitudeDeg = header.number('ALT');
  const jd = header.number('JD') ?? dateOf(header);
  const seconds = header.number('EXPTIME');
  const longitudeDeg = header.number('LONGITUD');
  const latitudeDeg = header.number('LATITUDE');
  const site =
    longitudeDeg === undefined || latitudeDeg === undefined
      ? null
      : { longitudeDeg, latitudeDeg, heightM: header.number('ELEVATIO') ?? 0 };
  const ambientF = header.number('AMTEMP_F');
  const shift = julianDateOf === 'start' ? (seconds ?? 0) / 2 / 86400 : 0;
  return {
    commanded:
      azimuthDeg === undefined || altitudeDeg === undefined ? null : { azimuthDeg, altitudeDeg },
    middleJdUtc: jd === undefined ? null : jd + shift,
    site,
    air:
      site === null
        ? null
        : {
            pressureHpa: standardPressureHpa(site.heightM),
            temperatureC: ambientF === undefined ? standardTemperatureC : (ambientF - 32) / 1.8,
            relativeHumidity: Math.min(Math.max((header.number('HUMID') ?? 0) / 100, 0), 1),
            wavelengthUm: wavelengthUm[band],
            latitudeDeg: site.latitudeDeg,
            heightM: site.heightM,
          },
    binning: header.number('XBINNING') ?? 1,
  };
}

/** Julian date of DATE-OBS; none of a day without its time. */
function dateOf(header: Header): number | undefined {
  const written = header.string('DATE-OBS');
  return written?.includes(':') === true ? julianDate(written) : undefined;
}

/** The sky over the camera at the middle of the exposure; null without a time and a site. */
export function skyOver({ middleJdUtc, site, air }: Circumstances): ObserverFrame | null {
  if (middleJdUtc === null || site === null || air === null) return null;
  return observerFrame({ ...site, jdUtc: middleJdUtc, refraction: layeredRefraction(air) });
}
