import { degree } from '../angles.js';
import { vapourPressureHpa } from './constants.js';
import {
  lowestAltitudeDeg,
  refractionByApparentAltitude,
  type Air,
  type Refraction,
} from './refraction.js';

/** Where the air stands, beside its state. */
export interface AirColumn extends Air {
  readonly latitudeDeg: number;
  readonly heightM: number;
}

const gasConstant = 8314.32;
const dryAirMolarMass = 28.9644;
const waterMolarMass = 18.0152;
const earthRadiusM = 6378120;
const tropopauseM = 11000;
const topM = 80000;
const lapseKPerM = 0.0065;
/** Exponent of the temperature by which water vapour thins out. */
const vapourExponent = 18.36;

/** Refractive index n and r dn/dr at a distance from the centre of the Earth. */
interface Layer {
  readonly n: number;
  readonly slope: number;
}

type Atmosphere = (radiusM: number) => Layer;

/**
 * The air as two layers: a troposphere whose temperature falls by 6.5 K/km and which holds all water
 * vapour, below an isothermal stratosphere from 11 to 80 km (Hohenkerk and Sinclair 1985, NAO
 * Technical Note 63; refractive index after IAG 1999, as in SLALIB `refro`).
 */
function layers(air: AirColumn): {
  troposphere: Atmosphere;
  stratosphere: Atmosphere;
  ground: number;
  tropopause: number;
} {
  const kelvin = air.temperatureC + 273.15;
  const square = air.wavelengthUm ** 2;
  const gravity =
    9.784 * (1 - 0.0026 * Math.cos(2 * air.latitudeDeg * degree) - 0.00000028 * air.heightM);
  const refractivity = ((287.6155 + (1.62887 + 0.0136 / square) / square) * 273.15e-6) / 1013.25;
  const weight = (gravity * dryAirMolarMass) / gasConstant;
  const gamma = weight / lapseKPerM;
  const vapour = vapourPressureHpa(air);
  const w = (vapour * (1 - waterMolarMass / dryAirMolarMass) * gamma) / (vapourExponent - gamma);
  const c1 = (refractivity * (air.pressureHpa + w)) / kelvin;
  const c2 = (refractivity * w + 11.2684e-6 * vapour) / kelvin;
  const c3 = ((gamma - 1) * lapseKPerM * c1) / kelvin;
  const c4 = ((vapourExponent - 1) * lapseKPerM * c2) / kelvin;
  const ground = earthRadiusM + air.heightM;
  const tropopause = earthRadiusM + Math.max(tropopauseM, air.heightM);
  const temperatureAt = (radius: number): number =>
    Math.max(Math.min(kelvin - lapseKPerM * (radius - ground), 320), 100);
  const troposphere: Atmosphere = (radius) => {
    const ratio = temperatureAt(radius) / kelvin;
    const dry = ratio ** (gamma - 2);
    const wet = ratio ** (vapourExponent - 2);
    return { n: 1 + (c1 * dry - c2 * wet) * ratio, slope: radius * (-c3 * dry + c4 * wet) };
  };
  const fall = weight / temperatureAt(tropopause);
  const floor = troposphere(tropopause).n - 1;
  const stratosphere: Atmosphere = (radius) => {
    const excess = floor * Math.exp(-fall * (radius - tropopause));
    return { n: 1 + excess, slope: -radius * fall * excess };
  };
  return { troposphere, stratosphere, ground, tropopause };
}

/** Zenith distance of a ray at a radius, where n r sin z is given. */
function zenithDistance(invariant: number, radius: number, n: number): number {
  return Math.asin(Math.min(invariant / (radius * n), 1));
}

const panels = 32;

/**
 * The bending of a ray in one layer: the integral of -(r dn/dr)/(n + r dn/dr) over the zenith distance
 * (Auer and Standish 2000), by Simpson's rule.
 */
function bending(
  layer: Atmosphere,
  invariant: number,
  fromZ: number,
  toZ: number,
  fromRadius: number,
): number {
  const step = (toZ - fromZ) / panels;
  let radius = fromRadius;
  let sum = 0;
  for (let i = 0; i <= panels; i++) {
    const sine = Math.sin(fromZ + i * step);
    let at = layer(radius);
    // At the zenith all rays are straight and the radius has no meaning.
    if (sine > 1e-20) {
      for (let round = 0; round < 8; round++) {
        const change = (radius * at.n - invariant / sine) / (at.n + at.slope);
        radius -= change;
        at = layer(radius);
        if (Math.abs(change) < 1e-3) break;
      }
    }
    const weight = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * (at.slope / (at.n + at.slope));
  }
  return (sum * step) / 3;
}

function liftAt(apparentAltitudeDeg: number, air: AirColumn): number {
  const { troposphere, stratosphere, ground, tropopause } = layers(air);
  const z = (90 - apparentAltitudeDeg) * degree;
  const invariant = troposphere(ground).n * ground * Math.sin(z);
  const top = earthRadiusM + topM;
  const below = troposphere(tropopause).n;
  const zTropopause = zenithDistance(invariant, tropopause, below);
  const zTop = zenithDistance(invariant, top, stratosphere(top).n);
  const lower = bending(troposphere, invariant, z, zTropopause, ground);
  const upper = bending(stratosphere, invariant, zTropopause, zTop, tropopause);
  return (lower + upper) / degree;
}

const nodes = 64;

/** Tables made in this thread, by their air: the frames of a set nearly always share one. */
const made = new Map<string, Refraction>();
const mostMade = 16;

/**
 * Refraction by integration through a two-layer atmosphere: the best there is from zenith to horizon
 * without a balloon (0.1 arcsec above 15 deg, a few at 5; near the horizon the true air scatters by
 * several per cent). The integral is tabulated once for an air, in some milliseconds; a look-up costs
 * a cubic.
 */
export function layeredRefraction(air: AirColumn): Refraction {
  const { pressureHpa, temperatureC, relativeHumidity, wavelengthUm, latitudeDeg, heightM } = air;
  const key = [
    pressureHpa,
    temperatureC,
    relativeHumidity,
    wavelengthUm,
    latitudeDeg,
    heightM,
  ].join();
  const known = made.get(key) ?? tabulated(air);
  if (made.size >= mostMade && !made.has(key)) made.clear();
  made.set(key, known);
  return known;
}

function tabulated(air: AirColumn): Refraction {
  // Nodes equally spaced in the angle's own scale: dense at the horizon, where the lift is steep.
  const span = 90 - lowestAltitudeDeg;
  const altitudeOf = (place: number): number => lowestAltitudeDeg + span * (place / nodes) ** 2;
  const table: number[] = [];
  for (let i = -1; i <= nodes + 1; i++) {
    const inside = Math.min(Math.max(i, 0), nodes);
    table.push(liftAt(altitudeOf(inside), air));
  }
  // Beyond the ends the table goes on straight, so that the cubic has four points everywhere.
  table[0] = 3 * table[1] - 3 * table[2] + table[3];
  table[nodes + 2] = 3 * table[nodes + 1] - 3 * table[nodes] + table[nodes - 1];
  return refractionByApparentAltitude((apparent) => {
    const place = Math.sqrt((apparent - lowestAltitudeDeg) / span) * nodes;
    const index = Math.min(Math.floor(place), nodes - 1);
    const t = place - index;
    const a = table[index];
    const b = table[index + 1];
    const c = table[index + 2];
    const d = table[index + 3];
    // Catmull and Rom's cubic.
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  });
}
