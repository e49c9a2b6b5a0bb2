import { degree, unitVector, type UnitVector } from '@nightskies/sky';
import type { ScatteringOptions } from './options.js';

/** Optical depths of the air over the station: what scatters, and what absorbs. */
interface AirDepths {
  readonly rayleigh: number;
  readonly aerosol: number;
  /** Ozone, and what aerosol absorbs. */
  readonly absorbing: number;
}

const magOfDepth = 2.5 / Math.LN10;
/** In V at sea level (Bodhaine et al. 1999), for an atmosphere of the scale height below. */
const rayleighAtSeaLevel = 0.098;
const scaleHeightM = 8400;
const ozoneDepth = 0.023;
const leastAerosol = 0.01;
/** Part of the light met by aerosol that goes on. */
const aerosolAlbedo = 0.92;

/** Starlight of stars too bright for a map without stars, which the air scatters as well, nL: 35 S10. */
const brightStarsNl = 9.2;

const rowDeg = 5;
const columnDeg = 15;
const rows = 90 / rowDeg + 1;
const columns = 360 / columnDeg;

/**
 * Natural light scattered into each line of sight: single scattering in even layers of air and aerosol
 * (Rayleigh's phase function, that of Henyey and Greenstein), of all light above the air of a moment,
 * times what further scattering and the ground add. Table over the sky, straight between its places.
 */
export class ScatteredLight {
  private readonly table = new Float64Array(rows * (columns + 1));

  /**
   * @param aboveNl light of a direction above the atmosphere
   * @param airmassAt by the sine of the altitude
   */
  constructor(
    { strength, asymmetry }: ScatteringOptions,
    extinctionV: number,
    heightM: number,
    aboveNl: (direction: UnitVector) => number,
    airmassAt: (up: number) => number,
  ) {
    const air = depthsOf(extinctionV, heightM);
    const total = air.rayleigh + air.aerosol + air.absorbing;
    const sources = sourcesOf(aboveNl, airmassAt);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column <= columns; column++) {
        const view = unitVector({ azimuthDeg: column * columnDeg, altitudeDeg: row * rowDeg });
        const x = airmassAt(view.up);
        let sum = 0;
        for (const { direction, light, airmass } of sources) {
          const cosine =
            view.east * direction.east + view.north * direction.north + view.up * direction.up;
          const phase =
            air.rayleigh * rayleighPhase(cosine) + air.aerosol * aerosolPhase(cosine, asymmetry);
          sum += (light * phase * pathOf(total, x, airmass)) / total;
        }
        this.table[row * (columns + 1) + column] = (strength * sum) / (4 * Math.PI);
      }
    }
  }

  /** nL as seen at the ground. */
  nanolamberts({ east, north, up }: UnitVector): number {
    const turn = Math.atan2(east, north) / degree;
    const x = (turn < 0 ? turn + 360 : turn) / columnDeg;
    const y = Math.asin(Math.min(1, Math.max(0, up))) / degree / rowDeg;
    const column = Math.min(Math.floor(x), columns - 1);
    const row = Math.min(Math.floor(y), rows - 2);
    const [u, v] = [x - column, y - row];
    const i = row * (columns + 1) + column;
    const below = this.table[i] * (1 - u) + this.table[i + 1] * u;
    const j = i + columns + 1;
    return below * (1 - v) + (this.table[j] * (1 - u) + this.table[j + 1] * u) * v;
  }
}

/** A patch of the sky the light comes from. */
interface Source {
  readonly direction: UnitVector;
  /** Luminance times solid angle. */
  readonly light: number;
  readonly airmass: number;
}

function sourcesOf(
  aboveNl: (direction: UnitVector) => number,
  airmassAt: (up: number) => number,
): readonly Source[] {
  const sources: Source[] = [];
  for (let altitudeDeg = rowDeg / 2; altitudeDeg < 90; altitudeDeg += rowDeg) {
    const solidAngle = rowDeg * columnDeg * degree ** 2 * Math.cos(altitudeDeg * degree);
    for (let azimuthDeg = columnDeg / 2; azimuthDeg < 360; azimuthDeg += columnDeg) {
      const direction = unitVector({ azimuthDeg, altitudeDeg });
      const light = (aboveNl(direction) + brightStarsNl) * solidAngle;
      sources.push({ direction, light, airmass: airmassAt(direction.up) });
    }
  }
  return sources;
}

function depthsOf(extinctionV: number, heightM: number): AirDepths {
  const total = extinctionV / magOfDepth;
  const rayleigh = rayleighAtSeaLevel * Math.exp(-heightM / scaleHeightM);
  const aerosol = Math.max(leastAerosol, total - rayleigh - ozoneDepth);
  const scattered = aerosolAlbedo * aerosol;
  return { rayleigh, aerosol: scattered, absorbing: ozoneDepth + aerosol - scattered };
}

/**
 * Part of the light of a source of airmass `s` that air of depth tau scatters along a view of airmass
 * `x`, before the phase function: x (exp(-tau s) - exp(-tau x)) / (x - s) (Chandrasekhar 1960).
 */
function pathOf(tau: number, x: number, s: number): number {
  const apart = x - s;
  if (Math.abs(apart) < 1e-4) return tau * x * Math.exp(-tau * x);
  return (x * (Math.exp(-tau * s) - Math.exp(-tau * x))) / apart;
}

function rayleighPhase(cosine: number): number {
  return 0.75 * (1 + cosine * cosine);
}

function aerosolPhase(cosine: number, asymmetry: number): number {
  const g = asymmetry;
  return (1 - g * g) / (1 + g * g - 2 * g * cosine) ** 1.5;
}
