import { degree, type Vector3 } from '@nightskies/sky';
import { bandWavelengthNm, nanolambertsOfS10, type SkyBand } from './band.js';
import { zodiacalTable } from './zodiacal-table.js';

const { longitudesDeg, latitudesDeg } = zodiacalTable;
const columns = latitudesDeg.length;
const logTable = Float64Array.from(zodiacalTable.s10.flat(), (value): number =>
  value === null ? NaN : Math.log10(value),
);

/** For each 5 deg the interval of an axis it lies in: all nodes are multiples of 5 deg. */
function intervals(nodes: readonly number[]): Uint8Array {
  const last = nodes[nodes.length - 1];
  return Uint8Array.from({ length: last / 5 + 1 }, (_, i) => {
    const above = nodes.findIndex((node) => node > i * 5);
    return (above === -1 ? nodes.length - 1 : above) - 1;
  });
}

const rowOf = intervals(longitudesDeg);
const columnOf = intervals(latitudesDeg);

/**
 * Zodiacal light at 500 nm for the Earth at 1 au, S10(V)sun: Leinert et al. 1998, table 16, bilinear
 * in the logarithm, the same on both sides of Sun and ecliptic. NaN where a corner of the table is
 * empty: everywhere nearer to the Sun than 14 deg, and in places up to 18 deg. Nothing is extrapolated.
 *
 * @param longitudeDeg ecliptic longitude less that of the Sun, -180 to 180
 * @param latitudeDeg ecliptic latitude
 */
export function zodiacalS10(longitudeDeg: number, latitudeDeg: number): number {
  const longitude = Math.abs(longitudeDeg);
  const latitude = Math.abs(latitudeDeg);
  const row = rowOf[Math.floor(longitude / 5)];
  const column = columnOf[Math.floor(latitude / 5)];
  const u = (longitude - longitudesDeg[row]) / (longitudesDeg[row + 1] - longitudesDeg[row]);
  const v = (latitude - latitudesDeg[column]) / (latitudesDeg[column + 1] - latitudesDeg[column]);
  const at = row * columns + column;
  const near = logTable[at] + v * (logTable[at + 1] - logTable[at]);
  const far = logTable[at + columns] + v * (logTable[at + columns + 1] - logTable[at + columns]);
  return Math.exp((near + u * (far - near)) * Math.LN10);
}

/**
 * Change of the colour with the decade of wavelength up to 30 deg and from 90 deg of the Sun (Leinert
 * et al. 1998, eq. 22): steeper in the blue, below 500 nm, than in the red.
 */
const reddening: Readonly<Record<SkyBand, readonly [near: number, far: number]>> = {
  V: [0.8, 0.6],
  B: [1.2, 0.9],
};

const decadesFrom500nm: Readonly<Record<SkyBand, number>> = {
  V: Math.log10(bandWavelengthNm.V / 500),
  B: Math.log10(bandWavelengthNm.B / 500),
};

/**
 * Brightness in a band relative to sunlight that is equal at 500 nm: 1 + k log10(wavelength / 500 nm),
 * k linear in the elongation between 30 and 90 deg. In V 1.033 to 1.025; in B 0.933 to 0.950.
 *
 * @param cosElongation of the angle to the Sun
 */
export function zodiacalColour(band: SkyBand, cosElongation: number): number {
  const near = reddening[band][0];
  const far = reddening[band][1];
  const elongation = Math.acos(Math.min(Math.max(cosElongation, 0), 1)) / degree;
  const t = Math.max((elongation - 30) / 60, 0);
  return 1 + (near + t * (far - near)) * decadesFrom500nm[band];
}

/** Of the brightness with the Earth's distance from the Sun (Leinert et al. 1998, section 8.4). */
const distanceExponent = -2.3;

/** Brightness relative to that with the Earth at 1 au: 0.96 in July, 1.04 in January. */
export function zodiacalDistanceFactor(sunDistanceAu: number): number {
  return sunDistanceAu ** distanceExponent;
}

/**
 * Zodiacal light in nL above the atmosphere.
 *
 * @param place unit vector in helioecliptic axes of date: x towards the Sun's longitude, z the pole
 * @param distanceFactor `zodiacalDistanceFactor` of the day
 */
export function zodiacalNanolamberts(
  band: SkyBand,
  { x, y, z }: Vector3,
  distanceFactor: number,
): number {
  return zodiacalTowards(band, x, y, z, distanceFactor);
}

/** The same of many places, a row of cells, with its error. */
export function zodiacalRow(
  band: SkyBand,
  { x, y, z }: Readonly<Record<'x' | 'y' | 'z', Float64Array>>,
  distanceFactor: number,
  light: Float32Array,
  error: Float32Array,
): void {
  for (let i = 0; i < light.length; i++) {
    const above = zodiacalTowards(band, x[i], y[i], z[i], distanceFactor);
    light[i] = above;
    error[i] = zodiacalError(band, above);
  }
}

function zodiacalTowards(
  band: SkyBand,
  x: number,
  y: number,
  z: number,
  distanceFactor: number,
): number {
  const longitudeDeg = Math.atan2(y, x) / degree;
  const latitudeDeg = Math.asin(Math.min(Math.max(z, -1), 1)) / degree;
  return (
    zodiacalS10(longitudeDeg, latitudeDeg) *
    zodiacalColour(band, x) *
    nanolambertsOfS10[band] *
    distanceFactor
  );
}

/**
 * Relative part of one sigma: the SI and the S10 value of the pole are 0.08 mag apart in V, and the
 * Earth's way through the tilted plane of the dust, which is left out, changes high latitudes by up to
 * 10 % in the course of a year (Leinert et al. 1998, section 8.4).
 */
const relativeError = 0.09;

/** Constant part: the paper gives the pole as 60 +- 3 S10. */
const poleErrorS10 = 3;

/** One sigma of zodiacal light above the atmosphere, nL: common to the sky, not random from cell to cell. */
export function zodiacalError(band: SkyBand, brightnessNl: number): number {
  const relative = relativeError * brightnessNl;
  const constant = poleErrorS10 * nanolambertsOfS10[band];
  return Math.sqrt(relative * relative + constant * constant);
}
