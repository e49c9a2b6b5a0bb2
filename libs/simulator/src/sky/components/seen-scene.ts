import { dot, nanolambertCdM2, type ObserverFrame, type UnitVector } from '@nightskies/sky';
import type { Scene } from '../scene.js';
import { naturalNl, noParts, type ComponentLight, type MomentLight } from './component-light.js';
import type { ComponentScene } from './component-scene.js';

/** A frame of a set: where its axis looks, and when. */
export interface SeenFrame {
  readonly axis: UnitVector;
  readonly jdUtc: number;
}

/**
 * A sky of components as a mosaic shows it: every place at the time of the frame whose axis is nearest
 * to it. The ground, whose light hardly changes, is that of one moment.
 */
export class SeenScene implements Scene {
  private readonly frames: readonly { readonly axis: UnitVector; readonly moment: MomentLight }[];
  private readonly above = { zodiacal: 0, galactic: 0 };
  private readonly parts = noParts();

  constructor(
    light: ComponentLight,
    frames: readonly SeenFrame[],
    frameAt: (jdUtc: number) => ObserverFrame,
    private readonly ground: ComponentScene,
  ) {
    this.frames = frames.map(({ axis, jdUtc }) => ({
      axis,
      moment: light.at(frameAt(jdUtc), jdUtc),
    }));
  }

  luminance(east: number, north: number, up: number, clouds = 1): number {
    if (this.hidden(east, north, up)) return this.ground.luminance(east, north, up, clouds);
    const direction = { east, north, up };
    let nearest = this.frames[0];
    let most = -2;
    for (const frame of this.frames) {
      const cosine = dot(frame.axis, direction);
      if (cosine <= most) continue;
      most = cosine;
      nearest = frame;
    }
    nearest.moment.celestial(direction, this.above);
    nearest.moment.parts(direction, this.above, this.parts);
    return (clouds * naturalNl(this.parts) + this.parts.domes) * nanolambertCdM2;
  }

  hidden(east: number, north: number, up: number): boolean {
    return this.ground.hidden(east, north, up);
  }
}
