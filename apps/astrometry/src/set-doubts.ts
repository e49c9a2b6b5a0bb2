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
 * @param seaLevel frames whose headers state no elevation
 */
export function doubtsOf(
  { frames: placed }: Pick<SetAstrometry, 'frames'>,
  turned: string | null,
  seaLevel: readonly string[] = [],
): Problem[] {
  // A turned sky first: it is the cause of much that follows.
  return [
    ...turnedSky(turned),
    ...unsolved(placed),
    ...disagreeing(placed),
    ...offMount(placed),
    ...farOff(placed),
    ...assumedAir(seaLevel),
  ];
}

/**
 * The same of a set in the arithmetic of the old pipeline, which believes every single solution.
 *
 * @param mirrored frames whose stars are those of a mirror image
 */
export function oldDoubtsOf(
  { frames: placed }: Pick<SetAstrometry, 'frames'>,
  mirrored: readonly string[] = [],
): Problem[] {
  const predicted = placed.filter(({ status }) => status === 'predicted');
  const unsolvedFrames =
    predicted.length === 0
      ? []
      : [
          problem('frames-predicted', notSolved(predicted.length, placed.length), {
            found: namesOf(predicted.map(({ frame }) => frame)),
            expected: 'enough stars in every frame',
            hint: 'They are placed by a curve through the other frames of their row, as the old pipeline did, which may miss by a degree. Without compat=nsnsd a model of the mount places them.',
          }),
        ];
  const mirrorImages =
    mirrored.length === 0
      ? []
      : [
          problem('frames-mirrored', 'some frames are mirror images of the sky', {
            found: namesOf(mirrored),
            expected: 'frames as the eye sees the sky',
            hint: 'Each stands mirrored in the map, as in the old pipeline. Save them unmirrored, and process again.',
          }),
        ];
  return [...mirrorImages, ...unsolvedFrames, ...farOff(placed)];
}

const notSolved = (count: number, all: number): string =>
  `${count} of ${all} frames ${count === 1 ? 'was' : 'were'} not solved`;

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
        expected: 'stars in at least one frame, as the eye sees them and not mirrored',
        hint: 'The map follows the commanded pointing, good to about a degree if the frames are not mirrored. Look at the frames: clouds, focus, a closed shutter, saved as a mirror image?',
      }),
    ];
  }
  const predicted = placed.filter(({ status }) => status === 'predicted');
  if (predicted.length === 0) return [];
  const worst = Math.max(...predicted.map(({ sigmaDeg }) => sigmaDeg.altitude));
  return [
    problem('frames-predicted', notSolved(predicted.length, placed.length), {
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
      hint: 'They are placed where the mount points for their AZ and ALT. Was the camera touched, or is their JD wrong? If AZ or ALT is wrong, or the picture is of another frame, the map is wrong there: correct the header, or take the frame out.',
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
  const away = frames.map(({ frame, commanded, pose }) => ({
    frame,
    deg: greatCircleDistanceDeg(commanded, pose),
  }));
  const worst = away.reduce((far, one) => (one.deg > far.deg ? one : far));
  const found =
    away.length <= mostListed
      ? away.map(({ frame, deg }) => `${frame} ${deg.toFixed(1)} deg`).join(', ')
      : `${away.length} of ${placed.length} frames, ${worst.frame} by ${worst.deg.toFixed(1)} deg`;
  return [
    problem('pointing-far-off', 'frames looked far from where the mount was told to point', {
      found,
      expected: `within ${pointingMarginDeg} deg`,
      hint: 'Check the clock of the camera computer, LONGITUD and LATITUDE, and the alignment of the mount: the map may lack cells.',
    }),
  ];
}

function assumedAir(frames: readonly string[]): Problem[] {
  if (frames.length === 0) return [];
  return [
    problem('elevation-missing', 'the air over the camera is taken for that at sea level', {
      found: `no ELEVATIO in ${namesOf(frames)}`,
      expected: 'ELEVATIO, the height of the site in metres',
      hint: 'Add it to the headers: for a site at 1700 m, altitudes at 8 deg are wrong by 0.02 deg without it.',
    }),
  ];
}

/** Reasons that a message lists; what goes beyond is counted. */
const mostListed = 5;

/** Reasons with the frames they hold for. Those of many frames stand in the astrometry of the set. */
function reasonsOf(frames: readonly FramePlacement[]): string {
  const byReason = new Map<string, string[]>();
  for (const { frame, reason } of frames) {
    const key = (reason ?? 'no reason known').replace(/\.$/, '');
    byReason.set(key, [...(byReason.get(key) ?? []), frame]);
  }
  const listed = [...byReason].slice(0, mostListed);
  const more = frames.length - listed.reduce((count, [, names]) => count + names.length, 0);
  return [
    ...listed.map(([reason, names]) => `${namesOf(names)}: ${reason}`),
    ...(more === 0 ? [] : [`and ${more} more frames, each with its reason in astrometry.json`]),
  ].join('; ');
}

function namesOf(frames: readonly string[]): string {
  const [first] = frames;
  const last = frames.at(-1);
  return frames.length <= 2 * mostListed
    ? frames.join(', ')
    : `${frames.length} frames (${first} to ${last})`;
}
