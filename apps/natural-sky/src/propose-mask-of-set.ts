import { problem, type Problem, type SetAstrometry } from '@nightskies/contracts';
import { allSkyGrid } from '@nightskies/mosaic';
import {
  maskSummary,
  proposeMask,
  type HorizonStrip,
  type MaskSummary,
  type TerrainMask,
} from '@nightskies/natural-sky';
import type { FramePhotometry } from '@nightskies/photometry';
import { drawHorizonStrip, type CalibratedFile } from './horizon-strip.js';
import { soughtStars } from './sought-stars.js';

/** What terrain is proposed from. */
export interface SetToMask {
  readonly astrometry: SetAstrometry;
  /** Calibrated frames sorted by name; those of `showsHorizon` are enough. */
  readonly frames: Iterable<CalibratedFile> | AsyncIterable<CalibratedFile>;
  /** Measured stars of all frames; without them the edges alone tell. */
  readonly photometry: readonly FramePhotometry[];
  /** Cells of the mask, deg. */
  readonly stepDeg: number;
}

export interface ProposedMask {
  readonly mask: TerrainMask;
  readonly summary: MaskSummary;
  /** The lower sky as it was photographed, to be shown to who edits the mask. */
  readonly strip: HorizonStrip;
  readonly problems: readonly Problem[];
}

/** Below this a proposal ought to be looked at by a person. */
const doubtful = 0.5;

/** The terrain mask of a set from its own frames and stars, with what a careful observer would say of it. */
export async function proposeMaskOfSet(set: SetToMask): Promise<ProposedMask> {
  const drawn = await drawHorizonStrip(set.astrometry, set.frames);
  const { strip } = drawn;
  const topDeg = strip.grid.altitude0Deg + strip.grid.rows * strip.grid.stepDeg;
  const stars = soughtStars(set.photometry, topDeg);
  const mask = proposeMask(strip, stars, allSkyGrid(set.stepDeg));
  const summary = maskSummary(mask, doubtful);
  return { mask, summary, strip, problems: [...drawn.problems, ...doubtsOf(summary)] };
}

function doubtsOf({ unknown, doubtful: ranges }: MaskSummary): Problem[] {
  const spoken = (list: MaskSummary['unknown']): string =>
    list.map(({ fromDeg, toDeg }) => `${fromDeg.toFixed(1)} to ${toDeg.toFixed(1)}`).join(', ');
  return [
    ...(unknown.length === 0
      ? []
      : [
          problem('mask-unknown', 'no frame shows the horizon everywhere: there it counts as sky', {
            found: `no data at azimuth ${spoken(unknown)} deg`,
            expected: 'frames all around the horizon',
            hint: 'Paint terrain there: nightskies mask export, then nightskies mask import.',
          }),
        ]),
    ...(ranges.length === 0
      ? []
      : [
          problem('mask-doubtful', 'terrain is not plain everywhere', {
            found: `little confidence at azimuth ${spoken(ranges)} deg`,
            expected: 'an edge between terrain and sky, or stars down to the horizon',
            hint: 'Look at it: nightskies mask export, paint, nightskies mask import.',
          }),
        ]),
  ];
}
