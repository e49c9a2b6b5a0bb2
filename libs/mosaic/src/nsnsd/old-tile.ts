import { mapFlags } from '@nightskies/contracts';
import { image, type Image } from '@nightskies/pixels';
import { oldSkyGrid, type MapGrid, type TileRange } from '@nightskies/sky';
import { binnedPixels } from '../frames/frame-model.js';
import type { MapFrame } from '../frames/map-frame.js';
import type { RenderedTile } from '../render/tile-accumulator.js';
import { clippedFrames, type OldClip } from './clipped-frame.js';
import { oldFullGrid, oldMedianGrid, oldMedianWorkingGrid, type OldRange } from './old-grid.js';
import { oldMedianMosaic, oldMedianWorkingRange, OldMosaicSums } from './old-mosaic.js';

/** The two old mosaics. */
export type OldMap = 'star-free' | 'full';

/**
 * Grid of an old mosaic in our order of rows, the lowest first: 7200 x 1920 cells of 0.05 deg, or
 * 13793 x 3678 of 0.0261 deg, which leave 0.01 deg over at azimuth 180 and 0.004 deg below.
 */
export function oldMapGrid(map: OldMap): MapGrid {
  return oldSkyGrid((map === 'full' ? oldFullGrid : oldMedianGrid).cellDeg);
}

const daySeconds = 86_400;

/**
 * A tile of an old mosaic from frames one after another, in the place of `TileAccumulator`; the errors of
 * its cells are unknown, as they were, and time and flags those of the frame of the greatest weight.
 */
export class OldTileAccumulator {
  private readonly sums: OldMosaicSums;
  private readonly old: OldRange;
  /** Cells the frames are put together in. */
  private readonly working: OldRange;
  private readonly used: MapFrame[] = [];
  private lastName = '';

  /** @param range of `oldMapGrid` of the map */
  constructor(
    private readonly map: OldMap,
    private readonly range: TileRange,
    private readonly clip: OldClip = 'rectangle',
  ) {
    const { rows } = oldMapGrid(map);
    this.old = {
      ...{ columnStart: range.columnStart, columnEnd: range.columnEnd },
      ...{ rowStart: rows - range.rowEnd, rowEnd: rows - range.rowStart },
    };
    this.working = map === 'full' ? this.old : oldMedianWorkingRange(this.old);
    this.sums = new OldMosaicSums(this.working);
  }

  /**
   * Adds a frame; returns the number of cells of the tile, or of the working grid below it, that took a
   * value from it.
   *
   * @throws RangeError for a frame whose name comes before that of the last one; NightSkiesError
   * `bad-frame` for a name without a number of the scan
   */
  add(frame: MapFrame): number {
    if (frame.name < this.lastName) {
      throw new RangeError(`frame ${frame.name} after ${this.lastName}: add them sorted by name`);
    }
    this.lastName = frame.name;
    const grid = this.map === 'full' ? oldFullGrid : oldMedianWorkingGrid;
    let reached = 0;
    for (const clipped of clippedFrames(frame, grid, this.clip, this.working)) {
      reached += this.sums.add(clipped, this.used.length + 1);
    }
    if (reached > 0) this.used.push(frame);
    return reached;
  }

  /** In these mosaics every frame counts everywhere. */
  foresee(): boolean {
    return false;
  }

  /** It holds nothing of others. */
  release(): void {
    this.used.length = 0;
  }

  /** As `finish`: its arrays are its own. */
  finishInPlace(): RenderedTile {
    return this.finish();
  }

  finish(): RenderedTile {
    const { range, used, old } = this;
    const part =
      this.map === 'full' ? this.sums.finish() : oldMedianMosaic(this.sums.finish(), old);
    const { width, height } = part.dn;
    const rate = turned(part.dn, (cells) => new Float32Array(cells));
    const coverage = turned(part.coverage, (cells) => new Uint8Array(cells));
    const frame = turned(part.frame, (cells) => new Uint8Array(cells));
    const timeZeroJdUtc = used.find(({ middleJdUtc }) => middleJdUtc !== null)?.middleJdUtc ?? null;
    const seconds = used.map(({ middleJdUtc }) =>
      middleJdUtc === null || timeZeroJdUtc === null
        ? Number.NaN
        : (middleJdUtc - timeZeroJdUtc) * daySeconds,
    );
    const time = new Float32Array(width * height).fill(Number.NaN);
    const flags = new Uint8Array(width * height);
    // The old mosaics mix DN and divide by the exposure of the set.
    const [first] = used;
    const toRate =
      first === undefined ? Number.NaN : 1 / (first.exposureSeconds * binnedPixels(first.model));
    for (let cell = 0; cell < time.length; cell++) {
      rate.data[cell] *= toRate;
      const index = frame.data[cell];
      if (index === 0) continue;
      time[cell] = seconds[index - 1];
      if (!used[index - 1].ownStars) flags[cell] = mapFlags.placedWithoutStars.bit;
    }
    return {
      ...{ range, rate, coverage, frame, timeZeroJdUtc, confusion: null },
      sigma: image(width, height, new Float32Array(width * height).fill(Number.NaN)),
      time: image(width, height, time),
      flags: image(width, height, flags),
    };
  }
}

/** The rows in the other order. */
function turned<T extends Float32Array | Uint8Array>(
  { width, height, data }: Image<T>,
  make: (cells: number) => T,
): Image<T> {
  const rows = make(width * height);
  for (let row = 0; row < height; row++) {
    const from = (height - 1 - row) * width;
    rows.set(data.subarray(from, from + width), row * width);
  }
  return image(width, height, rows);
}
