const stepDeg = 5;
const columns = 180 / stepDeg + 1;
const rows = 90 / stepDeg + 1;
/** nL of 202 S10(V), the zodiacal light a right angle from the Sun in the plane. */
const nlAtRightAngle = 53.1;
/** Nearer to the Sun than this nothing is computed. */
const leastElongationDeg = 10;

/** Shares and asymmetries of the light that dust throws in a direction, of the form of Henyey-Greenstein. */
const scattering = [
  [0.8825, 0.95],
  [0.089, -0.016],
  [0.0285, -0.5],
] as const;
/** Density exp(-steepness |sin b|^power) / r. */
const steepness = 2.944;
const power = 1.054;

/**
 * Zodiacal light above the atmosphere of an invented cloud of dust: a fan whose density falls outward
 * and off the plane, seen from inside at 1 au. Its constants were fitted to the sky's own light beyond
 * 30 deg of the Sun (Leinert et al. 1998, table 16), which it follows within 5 % rms: as far from any
 * model of it as models are from the sky.
 */
export class ZodiacalCloud {
  /** Logarithm of the light in nL. */
  private readonly table = new Float64Array(columns * rows);

  constructor() {
    const scale = Math.log(nlAtRightAngle / throughCloud(90, 0));
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const light = throughCloud(column * stepDeg, row * stepDeg);
        this.table[row * columns + column] = Math.log(light) + scale;
      }
    }
  }

  /**
   * nL above the atmosphere.
   *
   * @param longitudeDeg ecliptic longitude less that of the Sun, -180 to 180 or 0 to 360
   * @param latitudeDeg ecliptic latitude
   */
  nanolamberts(longitudeDeg: number, latitudeDeg: number): number {
    const turned = Math.abs(longitudeDeg) % 360;
    const x = (turned > 180 ? 360 - turned : turned) / stepDeg;
    const y = Math.abs(latitudeDeg) / stepDeg;
    const column = Math.min(Math.floor(x), columns - 2);
    const row = Math.min(Math.floor(y), rows - 2);
    const [u, v] = [x - column, y - row];
    const i = row * columns + column;
    const low = (1 - u) * this.table[i] + u * this.table[i + 1];
    const high = (1 - u) * this.table[i + columns] + u * this.table[i + columns + 1];
    return Math.exp((1 - v) * low + v * high);
  }
}

/** Sum along the line of sight; the Sun in the origin, the observer at x = 1. */
function throughCloud(longitudeDeg: number, latitudeDeg: number): number {
  const latitude = (latitudeDeg * Math.PI) / 180;
  let longitude = (longitudeDeg * Math.PI) / 180;
  const least = Math.cos((leastElongationDeg * Math.PI) / 180);
  if (Math.cos(longitude) * Math.cos(latitude) > least) {
    longitude = Math.acos(Math.min(1, least / Math.cos(latitude)));
  }
  const x = -Math.cos(latitude) * Math.cos(longitude);
  const y = Math.cos(latitude) * Math.sin(longitude);
  const z = Math.sin(latitude);
  const steps = 160;
  const farthestAu = 8;
  let sum = 0;
  let last = 0;
  for (let i = 0; i < steps; i++) {
    const next = farthestAu * ((i + 1) / steps) ** 2;
    const s = (last + next) / 2;
    const [px, py, pz] = [1 + s * x, s * y, s * z];
    const r = Math.hypot(px, py, pz);
    const cosine = -(px * x + py * y + pz * z) / r;
    const density = Math.exp(-steepness * (Math.abs(pz) / r) ** power) / r;
    sum += ((next - last) * density * thrown(cosine)) / (r * r);
    last = next;
  }
  return sum;
}

function thrown(cosine: number): number {
  let sum = 0;
  for (const [share, g] of scattering) {
    sum += (share * (1 - g * g)) / (1 + g * g - 2 * g * cosine) ** 1.5;
  }
  return sum;
}
