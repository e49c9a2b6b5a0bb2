import type { FramePlacement, SetAstrometry } from '@nightskies/contracts';
import {
  oldCoordinatesRows,
  oldPointing,
  type CoordinatesRow,
  type PointingRow,
} from '@nightskies/nsnsd';
import { cdOf, type FrameOfSet } from './set-inputs.js';

export interface OldSet {
  readonly document: Omit<SetAstrometry, 'night' | 'set' | 'band'>;
  readonly pointing: readonly PointingRow[];
  readonly coordinates: readonly CoordinatesRow[];
}

/** The old pipeline took the error of its table to be that of its last digit, deg. */
const roundingDeg = 0.01;

/** Its curves through the rows were allowed to miss each frame by so much, deg. */
const curveDeg = 1;

/**
 * A set in the arithmetic of the old pipeline (image-stages 5, 8): centres from single frames, rounded
 * as its table was, no roll, no camera of its own. Null without a time or a site in the header of the
 * first frame.
 *
 * @throws NightSkiesError `too-few-solved-frames`
 */
export function oldSet(frames: readonly FrameOfSet[]): OldSet | null {
  const [first] = frames;
  if (first?.circumstances.site == null) return null;
  const site = first.circumstances.site;
  const ambientF = first.header.number('AMTEMP_F') ?? 0;
  const timed = frames.flatMap((frame) => {
    const { middleJdUtc: jdUtc } = frame.circumstances;
    return jdUtc === null ? [] : [{ ...frame, jdUtc, centre: centreOf(frame) }];
  });
  const { rows, centres } = oldPointing(timed, { ...site, ambientF });
  const coordinates = oldCoordinatesRows(
    timed.flatMap((frame) => {
      const { number, jdUtc } = frame;
      const centre = centres.get(number);
      const row = rows.find((one) => one.number === number);
      if (centre === undefined || row === undefined) return [];
      return [{ number, jdUtc, centre, cd: cdOf(frame), observed: row.observed }];
    }),
    site,
  );
  return {
    pointing: rows,
    coordinates,
    document: {
      format: 1,
      compat: 'nsnsd',
      camera: null,
      cameraTerms: [],
      mountTerms: [],
      mountScatterDeg: null,
      frames: timed.flatMap((frame) => {
        const row = rows.find(({ number }) => number === frame.number);
        return row === undefined ? [] : [oldPlacement(frame, row, centres.get(frame.number))];
      }),
    },
  };
}

function centreOf({ wcs, width, height }: FrameOfSet): { raDeg: number; decDeg: number } | null {
  return wcs?.placeAt({ x: (width - 1) / 2, y: (height - 1) / 2 }) ?? null;
}

const rounded = (degrees: number): number => Number(degrees.toFixed(2));

function oldPlacement(
  frame: FrameOfSet,
  { observed, commanded }: PointingRow,
  place: { readonly raDeg: number; readonly decDeg: number } | undefined,
): FramePlacement {
  const centre = {
    azimuthDeg: rounded(observed.azimuthDeg),
    altitudeDeg: rounded(observed.altitudeDeg),
  };
  const solved = frame.wcs !== null;
  const sigmaDeg = solved ? roundingDeg : curveDeg;
  return {
    frame: frame.frame,
    status: solved ? 'solved' : 'predicted',
    reason: solved ? null : 'not solved; from a curve through the other frames of its row',
    commanded,
    pose: { ...centre, rollDeg: 0 },
    sigmaDeg: { along: sigmaDeg, altitude: sigmaDeg, roll: 0 },
    centre: { ...centre, raDeg: place?.raDeg ?? null, decDeg: place?.decDeg ?? null },
    matchedStars: frame.stars?.count ?? 0,
    rmsPixels: null,
  };
}
