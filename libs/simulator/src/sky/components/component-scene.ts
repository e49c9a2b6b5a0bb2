import {
  degree,
  nanolambertCdM2,
  unitVector,
  type ObserverFrame,
  type UnitVector,
} from '@nightskies/sky';
import type { Scene } from '../scene.js';
import { naturalNl, noParts, type ComponentLight, type MomentLight } from './component-light.js';
import { Skyline } from './skyline.js';

const columns = 361;
const rows = 91;
/** What the ground throws back of the light that falls on it. */
const albedo = { bare: 0.08, snow: 0.8 } as const;

/**
 * A sky of components at one moment. Zodiacal light and Milky Way are computed every degree of altitude
 * and azimuth, straight between.
 */
export class ComponentScene implements Scene {
  private readonly moment: MomentLight;
  private readonly zodiacal = new Float32Array(columns * rows);
  private readonly galactic = new Float32Array(columns * rows);
  private readonly skyline: Skyline | null;
  private readonly groundNl: number;
  private readonly above = { zodiacal: 0, galactic: 0 };
  private readonly parts = noParts();

  constructor(light: ComponentLight, frame: ObserverFrame, jdUtc: number) {
    const { sky } = light;
    this.moment = light.at(frame, jdUtc);
    this.skyline = sky.terrain === null ? null : new Skyline(sky.terrain);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const place = unitVector({ azimuthDeg: column, altitudeDeg: row });
        this.moment.celestial(place, this.above);
        this.zodiacal[row * columns + column] = this.above.zodiacal;
        this.galactic[row * columns + column] = this.above.galactic;
      }
    }
    const fallingNl = this.meanOnPlateNl() + (this.moment.moon?.groundNl() ?? 0);
    this.groundNl = (sky.snow ? albedo.snow : albedo.bare) * fallingNl;
  }

  luminance(east: number, north: number, up: number, clouds = 1): number {
    if (this.hidden(east, north, up)) return this.groundNl * nanolambertCdM2;
    const { parts } = this;
    this.seen({ east, north, up });
    return (clouds * naturalNl(parts) + parts.domes) * nanolambertCdM2;
  }

  hidden(east: number, north: number, up: number): boolean {
    return up <= 0 || (this.skyline?.hides(east, north, up) ?? false);
  }

  discCdM2(direction: UnitVector): number {
    return this.moment.moon?.discCdM2(direction) ?? 0;
  }

  /** Fills `parts`. */
  private seen(direction: UnitVector): void {
    const { east, north, up } = direction;
    const x = Math.atan2(east, north) / degree;
    const azimuth = x < 0 ? x + 360 : x;
    const altitude = Math.asin(Math.min(1, up)) / degree;
    const column = Math.min(Math.floor(azimuth), columns - 2);
    const row = Math.min(Math.floor(altitude), rows - 2);
    const [u, v] = [azimuth - column, altitude - row];
    const i = row * columns + column;
    const weights = [(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v] as const;
    const between = (table: Float32Array): number =>
      weights[0] * table[i] +
      weights[1] * table[i + 1] +
      weights[2] * table[i + columns] +
      weights[3] * table[i + columns + 1];
    this.above.zodiacal = between(this.zodiacal);
    this.above.galactic = between(this.galactic);
    this.moment.parts(direction, this.above, this.parts);
  }

  /** Of the sky above the horizon, weighted by the sine of the altitude, nL. */
  private meanOnPlateNl(): number {
    let sum = 0;
    let weight = 0;
    for (let altitudeDeg = 2.5; altitudeDeg < 90; altitudeDeg += 5) {
      const share = Math.sin(altitudeDeg * degree) * Math.cos(altitudeDeg * degree);
      for (let azimuthDeg = 5; azimuthDeg < 360; azimuthDeg += 10) {
        this.seen(unitVector({ azimuthDeg, altitudeDeg }));
        sum += share * (naturalNl(this.parts) + this.parts.domes);
        weight += share;
      }
    }
    return sum / weight;
  }
}
