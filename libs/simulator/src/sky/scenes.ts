import type { ObserverFrame } from '@nightskies/sky';
import type { Sky } from '../options.js';
import { ComponentLight } from './components/component-light.js';
import { ComponentScene } from './components/component-scene.js';
import { SeenScene, type SeenFrame } from './components/seen-scene.js';
import { makeScene, type Scene } from './scene.js';

/** What shines in a night. */
export interface Scenes {
  /** At a moment, JD UTC. The scene of the last moment is kept. */
  at(jdUtc: number): Scene;
  /** Every place when it is seen by the frame nearest to it; the ground as at `middleJd`. */
  seenBy(frames: readonly SeenFrame[], middleJd: number): Scene;
}

/**
 * What shines in a night under a sky.
 *
 * @param extinctionV of starlight, mag/airmass
 * @param startJd of the set
 */
export function scenesOf(
  sky: Sky,
  extinctionV: number,
  startJd: number,
  frameAt: (jdUtc: number) => ObserverFrame,
): Scenes {
  if (sky.kind !== 'components') {
    const scene = makeScene(sky, extinctionV);
    return { at: () => scene, seenBy: () => scene };
  }
  const light = new ComponentLight(sky, extinctionV, startJd, frameAt(startJd));
  let last: { readonly jdUtc: number; readonly scene: ComponentScene } | null = null;
  const at = (jdUtc: number): ComponentScene => {
    if (last?.jdUtc !== jdUtc) {
      last = { jdUtc, scene: new ComponentScene(light, frameAt(jdUtc), jdUtc) };
    }
    return last.scene;
  };
  const seenBy: Scenes['seenBy'] = (frames, middleJd) =>
    new SeenScene(light, frames, frameAt, at(middleJd));
  return { at, seenBy };
}
