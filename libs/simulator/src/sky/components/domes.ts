import { degree, type UnitVector } from '@nightskies/sky';
import type { DomeOptions } from './options.js';

/** A dome made ready to be asked for many directions. */
interface ReadyDome {
  readonly sin: number;
  readonly cos: number;
  /** Square of the width, in chords. */
  readonly width: number;
  readonly height: number;
  readonly nearNl: number;
  readonly farNl: number;
}

/** The glow of towns. Neither part is Gaussian, nor the product of an azimuth and an altitude. */
export class Domes {
  private readonly domes: readonly ReadyDome[];

  constructor(domes: readonly DomeOptions[]) {
    this.domes = domes.map(({ azimuthDeg, widthDeg, heightDeg, nearNl, farNl }) => ({
      sin: Math.sin(azimuthDeg * degree),
      cos: Math.cos(azimuthDeg * degree),
      width: (2 * Math.sin((widthDeg * degree) / 2)) ** 2,
      height: Math.sin(heightDeg * degree),
      nearNl,
      farNl,
    }));
  }

  /** nL as seen at the ground. */
  nanolamberts({ east, north, up }: UnitVector, airmass: number): number {
    let sum = 0;
    const height = Math.max(up, 0);
    const flat = Math.sqrt(Math.max(0, 1 - up * up));
    for (const dome of this.domes) {
      const towards = east * dome.sin + north * dome.cos;
      const aside = 1 + (2 * (flat - towards)) / dome.width;
      sum += (dome.nearNl * Math.exp(-height / dome.height)) / (aside * Math.sqrt(aside));
      const side = (1 + towards) / 2;
      sum += dome.farNl * (0.45 + 2.2 * side * side) * airmass ** 0.35;
    }
    return sum;
  }
}
