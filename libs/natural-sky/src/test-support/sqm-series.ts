import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  bodyPlace,
  cellSolidAngleSr,
  degree,
  galacticAxes,
  julianDate,
  nanolambertsOfMag,
  observerFrame,
  openStarCatalogue,
  rotate,
  rowAltitudeDeg,
  starCatalogueUrl,
  type MapGrid,
  type Site,
} from '@nightskies/sky';
import type { GalacticMap } from '../components/galactic-map.js';
import { naturalComponents } from '../components/natural-components.js';
import {
  galacticMapShape,
  galacticMapUrl,
  readGalacticGrid,
} from '../galactic/read-galactic-map.js';
import { SphereGrid } from '../galactic/sphere-grid.js';

/** One reading of a Sky Quality Meter at the zenith. */
export interface SqmReading {
  readonly jdUtc: number;
  readonly mag: number;
}

/** Readings of a file of time and mag, as the meter or its owner wrote it, gzip or not. */
export function readSqm(path: string): SqmReading[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const readings: SqmReading[] = [];
  for (const line of text.split(/\r?\n/)) {
    const fields = line.split(/[;,]/);
    const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(fields[0])?.[1];
    if (time === undefined) continue;
    // Meter: UTC, local time, temperature, voltage, mag, ...; table: UTC, mag.
    const mag = Number(fields.length > 2 ? fields[4] : fields[1]);
    if (Number.isFinite(mag)) readings.push({ jdUtc: julianDate(time), mag });
  }
  return readings;
}

/** Sun below -18 deg and Moon below -5 deg, where neither is seen in the air. */
export function isDark(site: Site, jdUtc: number): boolean {
  const frame = observerFrame({ ...site, jdUtc, refraction: null });
  const altitude = (body: 'sun' | 'moon'): number => bodyPlace(body, frame).trueAltitudeDeg;
  return altitude('sun') < -18 && altitude('moon') < -5;
}

/** All light of the Galaxy as a meter sees it: every star of the catalogue, and all beyond V 10. */
export function allStarlight(): GalacticMap {
  const bytes = readFileSync(galacticMapUrl);
  const [columns, rows] = galacticMapShape;
  const beyond = readGalacticGrid(bytes, 'BEYOND10');
  const light = new Float32Array(columns * rows);
  const stars = openStarCatalogue(readFileSync(starCatalogueUrl)).cone({
    raDeg: 0,
    decDeg: 0,
    radiusDeg: 180,
  });
  for (let star = 0; star < stars.count; star++) {
    const place = rotate(galacticAxes, { x: stars.x[star], y: stars.y[star], z: stars.z[star] });
    const longitude = Math.atan2(place.y, place.x) / degree;
    const column = Math.floor((longitude + 360) % 360);
    const row = Math.min(Math.floor(Math.asin(place.z) / degree + 90), rows - 1);
    const low = (row - 90) * degree;
    const areaDeg2 = (Math.sin(low + degree) - Math.sin(low)) / degree;
    light[row * columns + column] += 10 ** (-0.4 * (stars.v[star] - 10)) / areaDeg2;
  }
  const ofS10 = nanolambertsOfMag(10 + 5 * Math.log10(3600));
  const catalogue = new SphereGrid(
    light.map((s10) => s10 * ofS10),
    columns,
  );
  const sampleVectors: GalacticMap['sampleVectors'] = (x, y, z, out, errors) => {
    beyond.sample(x, y, z, out);
    const added = new Float32Array(out.length);
    catalogue.sample(x, y, z, added);
    for (let i = 0; i < out.length; i++) out[i] += added[i];
    errors?.fill(0);
  };
  const surfaceBrightness = (): number => NaN;
  return { sampleVectors, surfaceBrightness, error: surfaceBrightness };
}

/** The sky within 60 deg of the zenith. */
const cone: MapGrid = { columns: 180, rows: 30, stepDeg: 2, azimuth0Deg: -180, altitude0Deg: 30 };
const widthDeg = 20;

/** Weights of the cells for an SQM-L looking up: a Gaussian of 20 deg full width at half maximum. */
const weights = Float64Array.from({ length: cone.columns * cone.rows }, (_, i) => {
  const row = Math.floor(i / cone.columns);
  const away = 90 - rowAltitudeDeg(cone, row);
  return Math.exp((-4 * Math.LN2 * away * away) / widthDeg ** 2) * cellSolidAngleSr(cone, row);
});
const weightSum = weights.reduce((sum, weight) => sum + weight, 0);

/**
 * Readings during steady hours: at least four within 20 min to either side, all within 0.06 mag, as
 * clouds are not. At most one in `everyMinutes`.
 */
export function steadyReadings(
  readings: readonly SqmReading[],
  everyMinutes: number,
): SqmReading[] {
  const chosen: SqmReading[] = [];
  let last = -Infinity;
  for (const reading of readings) {
    if (reading.jdUtc - last < everyMinutes / 1440) continue;
    const near = readings.filter(({ jdUtc }) => Math.abs(jdUtc - reading.jdUtc) < 20 / 1440);
    const mags = near.map(({ mag }) => mag);
    if (mags.length < 4 || Math.max(...mags) - Math.min(...mags) >= 0.06) continue;
    last = reading.jdUtc;
    chosen.push(reading);
  }
  return chosen;
}

/** What a meter should read of each part of the natural sky at a moment, nL. */
export interface SqmParts {
  readonly stars: number;
  readonly zodiacal: number;
  readonly scattered: number;
}

/** Parts of the natural sky in the meter's cone. */
export function sqmParts(site: Site, jdUtc: number, galacticMap: GalacticMap): SqmParts {
  const seconds = new Float32Array(cone.columns * cone.rows);
  const sky = { grid: cone, site, startJdUtc: jdUtc, seconds };
  const { galactic, zodiacal, diffuse } = naturalComponents(sky, {
    band: 'V',
    extinctionCoefficient: 0.2,
    airglowHeightKm: 90,
    extinction: { law: 'noll-2012' },
    galacticMap,
    given: {},
  });
  const seen = (map: Float32Array): number =>
    map.reduce((sum, nl, i) => sum + nl * weights[i], 0) / weightSum;
  return { stars: seen(galactic), zodiacal: seen(zodiacal), scattered: seen(diffuse) };
}
