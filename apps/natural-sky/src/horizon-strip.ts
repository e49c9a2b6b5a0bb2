import {
  describeProblem,
  NightSkiesError,
  type Problem,
  type SetAstrometry,
} from '@nightskies/contracts';
import {
  allSkyGrid,
  mayReach,
  placementOf,
  readMapFrame,
  TileAccumulator,
} from '@nightskies/mosaic';
import type { HorizonStrip } from '@nightskies/natural-sky';
import type { MapGrid, TileRange } from '@nightskies/sky';

/** A cell is as wide as four pixels of the usual camera: terrain is sharper than it needs to be known. */
const stripStepDeg = 0.1;
/** Ground in the strip, so that an edge at the horizon has two sides. */
const belowDeg = 1;
/** Terrain higher than this is not looked for, deg. */
const topDeg = 42;
/** The axes of frames above are nearer to no cell of the strip. */
const highestAxisDeg = 45;

/** A calibrated frame, as its file. */
export interface CalibratedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The lower sky of a set with what could not be drawn. */
export interface DrawnStrip {
  readonly strip: HorizonStrip;
  /** Frames with data in it. */
  readonly frames: number;
  readonly problems: readonly Problem[];
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

/** Whether a frame of a set shows the lower sky, by its name, so that others need not be read. */
export function showsHorizon(astrometry: SetAstrometry): (name: string) => boolean {
  const low = new Set(
    astrometry.frames
      .filter(({ pose }) => pose.altitudeDeg <= highestAxisDeg)
      .map(({ frame }) => frame),
  );
  const { grid, range } = stripRange();
  const reaches = mayReach(astrometry, grid, range);
  return (name) => low.has(name.replace(/\.[^.]*$/, '')) && reaches(name);
}

/**
 * Draws calibrated frames up to 42 deg as they are, stars, lamps and terrain in them: each cell from the
 * frame whose axis is nearest. A frame that cannot be placed is left out and named.
 *
 * @param frames sorted by name; see `showsHorizon`
 */
export async function drawHorizonStrip(
  astrometry: SetAstrometry,
  frames: Iterable<CalibratedFile> | AsyncIterable<CalibratedFile>,
): Promise<DrawnStrip> {
  const { grid, range } = stripRange();
  const tile = new TileAccumulator(grid, range, {
    ...{ featherDeg: 1, blend: 'nearest-axis', interpolation: 'bilinear' },
  });
  const problems: Problem[] = [];
  const leftOut: { name: string; reason: string }[] = [];
  let used = 0;
  for await (const { name, bytes } of frames) {
    try {
      const frame = readMapFrame(bytes, name, placementOf(astrometry, name));
      // Errors and flags take as long to draw as the light, and an edge is judged by the light alone.
      if (tile.add({ ...frame, sigma: null, confusion: null, flags: null }) > 0) used++;
    } catch (error) {
      if (!(error instanceof NightSkiesError)) throw error;
      problems.push(error.problem);
      leftOut.push({
        name,
        reason: describeProblem({ ...error.problem, file: null, hint: null }),
      });
    }
  }
  const { rate, frame } = tile.finish();
  const strip: MapGrid = {
    ...grid,
    rows: range.rowEnd - range.rowStart,
    altitude0Deg: grid.altitude0Deg + range.rowStart * grid.stepDeg,
  };
  return {
    strip: { grid: strip, light: rate.data, frame: frame.data },
    ...{ frames: used, problems, leftOut },
  };
}

function stripRange(): { readonly grid: MapGrid; readonly range: TileRange } {
  const grid = allSkyGrid(stripStepDeg);
  const rowOf = (altitudeDeg: number): number =>
    Math.round((altitudeDeg - grid.altitude0Deg) / stripStepDeg);
  const range = {
    ...{ tile: 0, columnStart: 0, columnEnd: grid.columns },
    ...{ rowStart: rowOf(-belowDeg), rowEnd: rowOf(topDeg) },
  };
  return { grid, range };
}
