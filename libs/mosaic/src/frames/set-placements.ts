import { NightSkiesError, problem, type SetAstrometry } from '@nightskies/contracts';
import { tileDistanceDeg, type CellGrid, type MapGrid, type TileRange } from '@nightskies/sky';
import { frameModel } from './frame-model.js';
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

/** Refraction, and the middle of the picture beside the optical axis, move a frame by less, deg. */
const slackDeg = 1.5;

/**
 * Whether a frame of a set may have pixels in a tile, by its name and where the set has it: so that
 * the others need not be read. True also where the set does not know enough.
 */
export function mayReach(
  set: SetAstrometry,
  grid: MapGrid | CellGrid,
  range: TileRange,
): (name: string) => boolean {
  const { camera } = set;
  const isIcrs = 'kind' in grid && grid.system === 'icrs';
  if (camera === null || ('kind' in grid && grid.parallels === null)) return () => true;
  const shape = { width: camera.width, height: camera.height, binningX: 1, binningY: 1 };
  const within = new Set<string>();
  const known = new Set<string>();
  for (const { frame, pose, centre } of set.frames) {
    const place = isIcrs
      ? { azimuthDeg: centre.raDeg, altitudeDeg: centre.decDeg }
      : { azimuthDeg: pose.azimuthDeg, altitudeDeg: pose.altitudeDeg };
    const { azimuthDeg, altitudeDeg } = place;
    if (azimuthDeg === null || altitudeDeg === null) continue;
    known.add(frame);
    const { fieldRadiusDeg } = frameModel(shape, pose, { kind: 'measured', camera });
    const distance = tileDistanceDeg(grid, range, { azimuthDeg, altitudeDeg });
    if (!(distance > fieldRadiusDeg + slackDeg)) within.add(frame);
  }
  return (name) => {
    const stem = name.replace(/\.[^.]*$/, '');
    return within.has(stem) || !known.has(stem);
  };
}
