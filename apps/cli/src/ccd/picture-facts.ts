import { readTanSip, placeOf, type SolveHints } from '@nightskies/astrometry';
import type { Header } from '@nightskies/fits';
import {
  julianDate,
  layeredRefraction,
  observerFrame,
  standardPressureHpa,
  type HorizontalDirection,
  type ObserverFrame,
  type Site,
} from '@nightskies/sky';
import { headerTime } from './offsets-time.js';
import { angleDeg, rightAscensionDeg } from './sky-angles.js';

/** What is known of a picture before it is solved, and where each fact is from. */
export interface PictureFacts {
  readonly hints: SolveHints;
  /** Facts in words, such as `centre: RA, DEC of the header`. */
  readonly origins: readonly string[];
  /** Middle of the exposure, Julian date, UTC. */
  readonly jdUtc?: number;
  readonly site?: Site;
  /** Where the mount was told to point, when the place of the middle follows from that. */
  readonly commanded?: HorizontalDirection;
}

/** How far the middle may lie from where a header says it is, degrees. */
const centreRadiusDeg = 5;

/** The mount's error of a camera that is pointed by azimuth and altitude, degrees. */
const altAzRadiusDeg = 12;

/** The sky over a site at a time, through a standard atmosphere of 10 C. */
export function skyOverSite(site: Site, jdUtc: number): ObserverFrame {
  const air = {
    pressureHpa: standardPressureHpa(site.heightM),
    temperatureC: 10,
    relativeHumidity: 0.4,
    wavelengthUm: 0.55,
    latitudeDeg: site.latitudeDeg,
    heightM: site.heightM,
  };
  return observerFrame({ ...site, jdUtc, refraction: layeredRefraction(air) });
}

/**
 * Facts of a FITS header under the names that NSNSD frames, MaxIm, N.I.N.A., ASTAP and observatories
 * use. What is missing or makes no sense is left out: a hint may be wrong, the search goes on without.
 */
export function headerFacts(header: Header, width: number, height: number): PictureFacts {
  const jdUtc = middleJd(header);
  const site = siteOf(header);
  const centre =
    wcsCentre(header, width, height) ?? pointedCentre(header) ?? altAzCentre(header, site, jdUtc);
  const scale = scaleOf(header);
  const origins = [
    ...(centre === undefined ? [] : [`centre: ${centre.origin} of the header`]),
    ...(scale === undefined ? [] : [`scale: ${scale.origin} of the header`]),
  ];
  return {
    hints: {
      ...(centre === undefined ? {} : { centre: centre.centre }),
      ...(scale === undefined ? {} : { scaleArcsec: { low: scale.low, high: scale.high } }),
    },
    origins,
    ...(jdUtc === undefined ? {} : { jdUtc }),
    ...(site === undefined ? {} : { site }),
    ...(centre?.commanded === undefined ? {} : { commanded: centre.commanded }),
  };
}

function firstNumber(header: Header, ...keywords: readonly string[]): number | undefined {
  return keywords.map((keyword) => header.number(keyword)).find((value) => value !== undefined);
}

/** A number, or a text that holds an angle. */
function angle(header: Header, limitDeg: number, ...keywords: readonly string[]) {
  for (const keyword of keywords) {
    const number = header.number(keyword);
    if (number !== undefined && Math.abs(number) <= limitDeg) return number;
    const text = header.string(keyword);
    const found = text === undefined ? undefined : angleDeg(text, limitDeg);
    if (found !== undefined) return found;
  }
  return undefined;
}

function middleJd(header: Header): number | undefined {
  const average = header.string('DATE-AVG');
  if (average?.includes('T') === true) {
    try {
      return julianDate(average);
    } catch {
      // Headers hold dates of many makers; one that cannot be read is no date.
    }
  }
  const { startUtc, exposureSeconds } = headerTime(header);
  return startUtc === null ? undefined : julianDate(startUtc) + (exposureSeconds ?? 0) / 2 / 86400;
}

function siteOf(header: Header): Site | undefined {
  const latitudeDeg = angle(header, 90, 'LATITUDE', 'SITELAT', 'OBSLAT', 'LAT-OBS', 'OBSGEO-B');
  const longitudeDeg = angle(
    header,
    360,
    ...['LONGITUD', 'SITELONG', 'OBSLONG', 'LONG-OBS', 'OBSGEO-L'],
  );
  if (latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  const heightM = firstNumber(
    header,
    'ELEVATIO',
    'SITEELEV',
    'OBSELEV',
    'OBSALT',
    'ALT-OBS',
    'OBSGEO-H',
  );
  return { latitudeDeg, longitudeDeg, heightM: heightM ?? 0 };
}

interface FoundCentre {
  readonly centre: NonNullable<SolveHints['centre']>;
  readonly origin: string;
  readonly commanded?: HorizontalDirection;
}

function wcsCentre(header: Header, width: number, height: number): FoundCentre | undefined {
  try {
    const wcs = readTanSip(header);
    if (wcs === undefined) return undefined;
    const centre = placeOf(wcs.directionAt({ x: (width - 1) / 2, y: (height - 1) / 2 }));
    if (!Number.isFinite(centre.raDeg + centre.decDeg)) return undefined;
    return { centre: { ...centre, radiusDeg: centreRadiusDeg }, origin: 'the WCS' };
  } catch {
    // An older solution that is broken is no hint.
    return undefined;
  }
}

function pointedCentre(header: Header): FoundCentre | undefined {
  for (const [ra, dec] of [
    ['OBJCTRA', 'OBJCTDEC'],
    ['RA', 'DEC'],
    ['OBJRA', 'OBJDEC'],
    ['TELRA', 'TELDEC'],
  ] as const) {
    const decDeg = angle(header, 90, dec);
    const text = header.string(ra);
    const raDeg = text === undefined ? header.number(ra) : rightAscensionDeg(text);
    if (raDeg === undefined || decDeg === undefined) continue;
    return { centre: { raDeg, decDeg, radiusDeg: centreRadiusDeg }, origin: `${ra}, ${dec}` };
  }
  return undefined;
}

function altAzCentre(
  header: Header,
  site: Site | undefined,
  jdUtc: number | undefined,
): FoundCentre | undefined {
  const azimuthDeg = firstNumber(header, 'AZ', 'CENTAZ');
  const altitudeDeg = firstNumber(header, 'ALT', 'CENTALT');
  if (azimuthDeg === undefined || altitudeDeg === undefined) return undefined;
  if (site === undefined || jdUtc === undefined || Math.abs(altitudeDeg) > 90) return undefined;
  const commanded = { azimuthDeg, altitudeDeg };
  const centre = skyOverSite(site, jdUtc).altAzToIcrs(commanded);
  return {
    centre: { ...centre, radiusDeg: altAzRadiusDeg },
    origin: 'AZ, ALT, time and site',
    commanded,
  };
}

function scaleOf(header: Header): { low: number; high: number; origin: string } | undefined {
  for (const keyword of ['SCALE', 'PIXSCALE', 'SECPIX', 'SECPIX1']) {
    const scale = header.number(keyword);
    if (scale !== undefined && scale > 0) {
      return { low: 0.85 * scale, high: 1.15 * scale, origin: keyword };
    }
  }
  const focalMm = header.number('FOCALLEN');
  const pixelUm = firstNumber(header, 'XPIXSZ', 'PIXSIZE1');
  if (focalMm === undefined || pixelUm === undefined || focalMm <= 0 || pixelUm <= 0) {
    return undefined;
  }
  const scale = (206.264806 * pixelUm) / focalMm;
  // Some programs give the size of a binned pixel, others that of the chip.
  const binning = Math.max(1, firstNumber(header, 'XBINNING') ?? 1);
  return { low: 0.8 * scale, high: 1.2 * scale * binning, origin: 'FOCALLEN, XPIXSZ' };
}
