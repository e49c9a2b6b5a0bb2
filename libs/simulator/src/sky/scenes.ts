import type { ObserverFrame } from '@nightskies/sky';
import type { Sky } from '../options.js';
import { ComponentLight } from './components/component-light.js';
import { ComponentScene } from './components/component-scene.js';
import { makeScene, type Scene } from './scene.js';

/**
 * What shines at any moment (JD UTC) of a night. The scene of the last moment is kept.
 *
 * @param extinctionV of starlight, mag/airmass
 * @param startJd of the set
 */
export function scenesOf(
  sky: Sky,
  extinctionV: number,
  startJd: number,
  frameAt: (jdUtc: number) => ObserverFrame,
): (jdUtc: number) => Scene {
  if (sky.kind !== 'components') {
    const scene = makeScene(sky, extinctionV);
    return () => scene;
  }
  const light = new ComponentLight(sky, extinctionV, startJd);
  let last: { readonly jdUtc: number; readonly scene: Scene } | null = null;
  return (jdUtc) => {
    if (last?.jdUtc !== jdUtc) {
      last = { jdUtc, scene: new ComponentScene(light, frameAt(jdUtc), jdUtc) };
    }
    return last.scene;
  };
}
