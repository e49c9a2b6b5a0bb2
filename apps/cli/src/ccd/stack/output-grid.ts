import {
  chainMaps,
  commonColumns,
  coveredColumns,
  invertMap,
  largestBox,
  MeshRows,
  PlaneRows,
  TanSip,
  type ColumnRange,
  type PixelBox,
  type PixelPoint,
  type PlaneMap,
  type RowPositions,
} from '@nightskies/astrometry';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { PlacedFrame } from './place-frames.js';
import type { SurveyedFrame } from './surveyed-frame.js';

/** The pixels that frames are brought to. */
export interface OutputGrid {
  readonly width: number;
  readonly height: number;
  /** Absent when neither the reference nor the choice of a grid tells the sky. */
  readonly wcs: TanSip | undefined;
  /** Where its rows lie in a frame. */
  positionsIn(frame: PlacedFrame): RowPositions;
  /** A part of it. */
  cropped(box: PixelBox): OutputGrid;
}

/** A grid in the sky that was asked for. */
export interface TargetGrid {
  readonly width: number;
  readonly height: number;
  readonly wcs: TanSip;
}

/** More pixels than a picture of today has on a side; a wrong WCS asks for such. */
export const mostSidePx = 100_000;

/**
 * The grid of the reference.
 *
 * @param extent of the reference alone, or of all frames
 */
export function referenceGrid(
  reference: SurveyedFrame,
  frames: readonly PlacedFrame[],
  extent: 'reference' | 'all',
): OutputGrid {
  const box =
    extent === 'reference'
      ? { x: 0, y: 0, width: reference.frame.width, height: reference.frame.height }
      : boxOfAll(reference, frames);
  return new ReferenceGrid(reference, box);
}

/**
 * A grid in the sky.
 *
 * @throws NightSkiesError `align-no-wcs` when frames placed by stars have a reference without WCS
 */
export function skyGrid(target: TargetGrid, reference: SurveyedFrame): OutputGrid {
  if (reference.wcs === undefined) {
    throw new NightSkiesError(
      problem('align-no-wcs', 'the reference has no WCS: nothing tells where the grid lies in it', {
        file: reference.frame.file,
        found: reference.skyWords,
        expected: 'a solved reference',
        hint: 'Solve it first: nightskies ccd solve FILE --fits.',
      }),
    );
  }
  return new SkyGrid(target, reference.wcs, { x: 0, y: 0 });
}

/**
 * The part of a grid that all frames cover.
 *
 * @param marginPx so far from the outermost pixels of a frame its values are whole
 * @throws NightSkiesError `align-no-overlap`
 */
export function croppedToCommon(
  grid: OutputGrid,
  frames: readonly PlacedFrame[],
  marginPx: number,
): OutputGrid {
  let common: readonly ColumnRange[] | undefined;
  for (const frame of frames) {
    const columns = coveredColumns(grid.positionsIn(frame), grid, frame.frame, marginPx);
    common = common === undefined ? columns : commonColumns(common, columns);
  }
  const box = common === undefined ? undefined : largestBox(common);
  if (box === undefined) {
    throw new NightSkiesError(
      problem('align-no-overlap', 'no pixel is covered by all frames: nothing is left', {
        found: `${frames.length} frames without a common part`,
        expected: 'frames that overlap',
        hint: 'Take --border keep, or leave out the frames that lie apart.',
      }),
    );
  }
  return grid.cropped(box);
}

class ReferenceGrid implements OutputGrid {
  readonly width: number;
  readonly height: number;
  readonly wcs: TanSip | undefined;

  constructor(
    private readonly reference: SurveyedFrame,
    private readonly box: PixelBox,
  ) {
    this.width = box.width;
    this.height = box.height;
    this.wcs = reference.wcs === undefined ? undefined : shifted(reference.wcs, box);
  }

  positionsIn(frame: PlacedFrame): RowPositions {
    const { x, y } = this.box;
    const onReference: PlaneMap = [1, 0, x, 0, 1, y, 0, 0, 1];
    const { map } = frame.placement;
    if (map !== null) return new PlaneRows(chainMaps(onReference, invertMap(map)));
    const [out, into] = [this.wcs, frame.wcs];
    if (out === undefined || into === undefined) throw new TypeError('placed by WCS without one');
    return throughSky(out, (direction) => into.pixelOf(direction), this);
  }

  cropped({ x, y, width, height }: PixelBox): OutputGrid {
    return new ReferenceGrid(this.reference, {
      x: this.box.x + x,
      y: this.box.y + y,
      width,
      height,
    });
  }
}

class SkyGrid implements OutputGrid {
  readonly width: number;
  readonly height: number;
  readonly wcs: TanSip;

  constructor(
    target: TargetGrid,
    private readonly reference: TanSip,
    corner: PixelPoint,
  ) {
    this.width = target.width;
    this.height = target.height;
    this.wcs = shifted(target.wcs, corner);
  }

  positionsIn(frame: PlacedFrame): RowPositions {
    const { map } = frame.placement;
    if (map === null) {
      const into = frame.wcs;
      if (into === undefined) throw new TypeError('placed by WCS without one');
      return throughSky(this.wcs, (direction) => into.pixelOf(direction), this);
    }
    const back = invertMap(map);
    const [a, b, c, d, e, f, g, h, i] = back;
    return throughSky(
      this.wcs,
      (direction) => {
        const at = this.reference.pixelOf(direction);
        if (at === undefined) return undefined;
        const w = g * at.x + h * at.y + i;
        return { x: (a * at.x + b * at.y + c) / w, y: (d * at.x + e * at.y + f) / w };
      },
      this,
    );
  }

  cropped(box: PixelBox): OutputGrid {
    return new SkyGrid({ wcs: this.wcs, ...box }, this.reference, box);
  }
}

function throughSky(
  output: TanSip,
  pixelOf: (direction: ReturnType<TanSip['directionAt']>) => PixelPoint | undefined,
  { width, height }: { readonly width: number; readonly height: number },
): RowPositions {
  return new MeshRows(
    (x, y, out) => {
      const at = pixelOf(output.directionAt({ x, y }));
      out[0] = at?.x ?? Number.NaN;
      out[1] = at?.y ?? Number.NaN;
    },
    width,
    height,
  );
}

function shifted(wcs: TanSip, { x, y }: PixelPoint): TanSip {
  const { crpix } = wcs.terms;
  return new TanSip({ ...wcs.terms, crpix: { x: crpix.x - x, y: crpix.y - y } });
}

/** The box on the reference that holds the borders of all frames. */
function boxOfAll(reference: SurveyedFrame, frames: readonly PlacedFrame[]): PixelBox {
  let [x0, y0] = [0, 0];
  let [x1, y1] = [reference.frame.width - 1, reference.frame.height - 1];
  const steps = 16;
  for (const { frame, placement } of frames) {
    for (let k = 0; k <= steps; k += 1) {
      const [u, v] = [(k / steps) * (frame.width - 1), (k / steps) * (frame.height - 1)];
      for (const border of [
        { x: u, y: 0 },
        { x: u, y: frame.height - 1 },
        { x: 0, y: v },
        { x: frame.width - 1, y: v },
      ]) {
        const at = placement.toReference(border);
        if (at === undefined) continue;
        [x0, x1] = [Math.min(x0, Math.floor(at.x)), Math.max(x1, Math.ceil(at.x))];
        [y0, y1] = [Math.min(y0, Math.floor(at.y)), Math.max(y1, Math.ceil(at.y))];
      }
    }
  }
  const [width, height] = [x1 - x0 + 1, y1 - y0 + 1];
  if (Math.max(width, height) > mostSidePx) {
    throw new NightSkiesError(
      problem('align-too-large', 'the picture of all frames would be larger than can be meant', {
        found: `${width} x ${height} px`,
        expected: `at most ${mostSidePx} px on a side`,
        hint: 'A frame lies far from the others: leave it out, or take --extent reference.',
      }),
    );
  }
  return { x: x0, y: y0, width, height };
}
