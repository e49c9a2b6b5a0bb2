import { degree } from '@nightskies/sky';
import { Random } from '../../random.js';
import type { TerrainOptions } from './options.js';

const waves = [2, 3, 5, 9, 17, 41];

/** Where the ground begins: a sum of waves around the horizon between two altitudes. */
export class Skyline {
  private readonly phases: readonly number[];
  private readonly middleDeg: number;
  private readonly swingDeg: number;
  /** Sine of the greatest altitude it can have. */
  private readonly highest: number;

  constructor({ lowestDeg, highestDeg, shape }: TerrainOptions) {
    const random = new Random(shape, 'skyline');
    this.phases = waves.map(() => 2 * Math.PI * random.uniform());
    this.middleDeg = (lowestDeg + highestDeg) / 2;
    const most = waves.reduce((sum, wave) => sum + 1 / Math.sqrt(wave), 0);
    this.swingDeg = (highestDeg - lowestDeg) / 2 / most;
    this.highest = Math.sin(highestDeg * degree);
  }

  /** @param azimuth radians */
  altitudeDeg(azimuth: number): number {
    let sum = 0;
    for (let i = 0; i < waves.length; i++) {
      sum += Math.sin(waves[i] * azimuth + this.phases[i]) / Math.sqrt(waves[i]);
    }
    return this.middleDeg + this.swingDeg * sum;
  }

  hides(east: number, north: number, up: number): boolean {
    if (up > this.highest) return false;
    return up < Math.sin(this.altitudeDeg(Math.atan2(east, north)) * degree);
  }
}
