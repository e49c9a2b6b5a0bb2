import {
  problem,
  type FramePlacement,
  type Problem,
  type SetAstrometry,
} from '@nightskies/contracts';
import { greatCircleDistanceDeg, pointingMarginDeg } from '@nightskies/sky';

/**
 * What a reader of the set's products has to know of its pointings.
 *
 * @param turned how the whole sky is turned against the mount, a sentence; null when it is not
 */
export function doubtsOf(
  { frames: placed }: Pick<SetAstrometry, 'frames'>,
  turned: string | null,
): Problem[] {
  return [
    ...unsolved(placed),
    ...disagreeing(placed),
    ...offMount(placed),
    ...turnedSky(turned),
    ...farOff(placed),
  ];
}

function turnedSky(turned: string | null): Problem[] {
  if (turned === null) return [];
  return [
    problem('clock-or-site-doubtful', 'the whole sky of the set is turned against its mount', {
      found: turned,
      expected: 'a mount level to 2 deg',
      hint: 'Azimuths and altitudes of all products follow the clock and the site in the headers: correct them in the raw frames if they are wrong, and process again.',
    }),
  ];
}

function unsolved(placed: readonly FramePlacement[]): Problem[] {
  const commanded = placed.filter(({ status }) => status === 'commanded');
  if (commanded.length > 0) {
    return [
      problem('no-frame-solved', 'no frame of the set could be placed by its stars', {
        found: reasonsOf(commanded),
        expected: 'stars in at least one frame',
        hint: 'The map follows the commanded pointing, good to about a degree. Look at the frames: clouds, focus, a closed shutter?',
      }),
    ];
  }
  const predicted = placed.filter(({ status }) => status === 'predicted');
  if (predicted.length === 0) return [];
  const worst = Math.max(...predicted.map(({ sigmaDeg }) => sigmaDeg.altitude));
  return [
    problem('frames-predicted', `${predicted.length} of ${placed.length} frames were not solved`, {
      found: reasonsOf(predicted),
      expected: 'enough stars in every frame',
      hint: `They are placed by the mount model, good to ${worst.toFixed(2)} deg in altitude.`,
    }),
  ];
}

function disagreeing(placed: readonly FramePlacement[]): Problem[] {
  const frames = placed.filter(({ status }) => status === 'disagrees');
  if (frames.length === 0) return [];
  return [
    problem('frames-disagree', 'the stars of some frames contradict the rest of the set', {
      found: reasonsOf(frames),
      expected: 'one camera on one mount',
      hint: 'They are placed by the mount model. Was the camera touched, or a file of another night copied?',
    }),
  ];
}

function offMount(placed: readonly FramePlacement[]): Problem[] {
  const frames = placed.filter(({ status, reason }) => status === 'solved' && reason !== null);
  if (frames.length === 0) return [];
  return [
    problem('frames-off-mount', 'some frames look beside where the mount is used to point', {
      found: reasonsOf(frames),
      expected: 'within 4.5 times the usual scatter of the mount',
      hint: 'They are placed by their stars, which fit the camera of the set. Did wind or a hand move the mount, or is their JD wrong?',
    }),
  ];
}

/** Tiles are planned from commanded pointings: what looks elsewhere may be missing in some. */
function farOff(placed: readonly FramePlacement[]): Problem[] {
  const frames = placed.filter(
    ({ commanded, pose }) => greatCircleDistanceDeg(commanded, pose) > pointingMarginDeg,
  );
  if (frames.length === 0) return [];
  const text = frames
    .map(({ frame, commanded, pose }) => {
      const away = greatCircleDistanceDeg(commanded, pose).toFixed(1);
      return `${frame} ${away} deg`;
    })
    .join(', ');
  return [
    problem('pointing-far-off', 'frames looked far from where the mount was told to point', {
      found: text,
      expected: `within ${pointingMarginDeg} deg`,
      hint: 'Check the clock of the camera computer, LONGITUD and LATITUDE, and the alignment of the mount: the map may lack cells.',
    }),
  ];
}

function reasonsOf(frames: readonly FramePlacement[]): string {
  const byReason = new Map<string, string[]>();
  for (const { frame, reason } of frames) {
    const key = reason ?? 'no reason known';
    byReason.set(key, [...(byReason.get(key) ?? []), frame]);
  }
  return [...byReason].map(([reason, names]) => `${names.join(', ')}: ${reason}`).join('; ');
}
