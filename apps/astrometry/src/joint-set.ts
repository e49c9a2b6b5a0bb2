import { adjustSet, type AdjustedFrame, type AdjustedSet } from '@nightskies/astrometry';
import type { FramePlacement, SetAstrometry } from '@nightskies/contracts';
import { directionOfPixel } from '@nightskies/sky';
import type { FrameOfSet } from './set-inputs.js';

/** A mount of this kind is found within so much of where it was told to point, 1 sigma, deg. */
const commandedSigmaDeg = { along: 1, altitude: 1, roll: 1 } as const;

const unsolvedReasons: Readonly<Partial<Record<string, string>>> = {
  'too-few-sources': 'too few stars were found in it',
  'no-pattern': 'its stars form no pattern of the catalogue',
  'log-odds-too-low': 'no likeness with the catalogue was beyond chance',
  'search-exhausted': 'the search for its stars was given up',
};

/** The joint solution of a set, with every frame placed. */
export function jointSet(frames: readonly FrameOfSet[]): {
  readonly adjusted: AdjustedSet;
  readonly document: Omit<SetAstrometry, 'night' | 'set' | 'band'>;
} {
  const [first] = frames;
  const adjusted = adjustSet(
    frames.map(({ frame, commanded, stars }) => ({
      name: frame,
      commanded,
      stars: stars === null ? null : { ...stars, sigmaPx: stars.positionError },
    })),
    { width: first?.width ?? 0, height: first?.height ?? 0 },
    first?.circumstances.site ?? null,
  );
  const byName = new Map(adjusted.frames.map((frame) => [frame.name, frame]));
  return {
    adjusted,
    document: {
      format: 1,
      compat: 'none',
      camera: adjusted.camera,
      cameraTerms: [...adjusted.cameraTerms],
      mountTerms: [...(adjusted.mount?.terms ?? [])],
      mountScatterDeg: adjusted.mount === null ? null : scatterOf(adjusted),
      frames: frames.map((frame) => placement(frame, byName.get(frame.frame), adjusted)),
    },
  };
}

function scatterOf({ mount }: AdjustedSet): SetAstrometry['mountScatterDeg'] {
  if (mount === null) return null;
  const { azimuthAxis, across, altitude, roll } = mount.scatter;
  return { along: Math.hypot(azimuthAxis, across), altitude, roll };
}

function placement(
  frame: FrameOfSet,
  adjusted: AdjustedFrame | undefined,
  { camera }: AdjustedSet,
): FramePlacement {
  const { commanded, width, height, sky } = frame;
  const known = adjusted?.axes != null && adjusted.pose !== null && adjusted.sigmaDeg !== null;
  const middle =
    known && camera !== null && adjusted.axes !== null
      ? directionOfPixel(camera, adjusted.axes, (width - 1) / 2, (height - 1) / 2)
      : null;
  const centre = middle ?? commanded;
  const place = sky?.altAzToIcrs(centre);
  return {
    frame: frame.frame,
    status: known ? adjusted.status : 'commanded',
    reason: known && adjusted.status === 'solved' ? adjusted.reason : reasonOf(frame, adjusted),
    commanded,
    pose: known && adjusted.pose !== null ? adjusted.pose : { ...commanded, rollDeg: 0 },
    sigmaDeg: known && adjusted.sigmaDeg !== null ? adjusted.sigmaDeg : commandedSigmaDeg,
    centre: { ...centre, raDeg: place?.raDeg ?? null, decDeg: place?.decDeg ?? null },
    matchedStars: adjusted?.usedStars ?? 0,
    rmsPixels: adjusted?.rmsPx ?? null,
  };
}

function reasonOf(frame: FrameOfSet, adjusted: AdjustedFrame | undefined): string {
  if (frame.failure !== null) return unsolvedReasons[frame.failure] ?? frame.failure;
  if (frame.sky === null) return 'its header states no time or no site';
  return adjusted?.reason ?? 'no frame of the set was solved';
}
