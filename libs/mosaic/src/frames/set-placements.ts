import { NightSkiesError, problem, type SetAstrometry } from '@nightskies/contracts';
import type { Placement } from './map-frame.js';

/**
 * Where a frame of a set looked, from the joint solution of the set. Without a measured camera the
 * nominal lens serves: the old cubic in compat mode, else the radial law.
 *
 * @param name file name, `ib001.fit`
 * @throws NightSkiesError `frame-not-placed` for a frame the set does not know
 */
export function placementOf(set: SetAstrometry, name: string): Placement {
  const stem = name.replace(/\.[^.]*$/, '');
  const found = set.frames.find(({ frame }) => frame === stem);
  if (found === undefined) {
    throw new NightSkiesError(
      problem('frame-not-placed', 'nobody knows where the frame looked', {
        file: name,
        found: 'no entry in the astrometry of the set',
        expected: 'keywords AZ and ALT in the header',
        hint: 'Add the commanded pointing to the header of the raw frame.',
      }),
    );
  }
  const ownStars = found.status === 'solved';
  if (set.camera !== null) {
    return { pose: found.pose, lens: { kind: 'measured', camera: set.camera }, ownStars };
  }
  const kind = set.compat === 'nsnsd' ? 'cubic' : 'radial';
  return { pose: found.pose, lens: { kind }, ownStars };
}
