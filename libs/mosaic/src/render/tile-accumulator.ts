import { mapFlags, NightSkiesError, problem } from '@nightskies/contracts';
import { image, type Image } from '@nightskies/pixels';
import { horizontalCells, type CellGrid, type MapGrid, type TileRange } from '@nightskies/sky';
import { binnedPixels } from '../frames/frame-model.js';
import type { MapFrame } from '../frames/map-frame.js';
import { FeatheredMean, type Weights } from './feathered-mean.js';
import {
  copied,
  emptyPlanes,
  type BlendedPlanes,
  type Blend,
  type FrameTerms,
} from './frame-rows.js';
import { bandDeg, NearestAxis } from './nearest-axis.js';
import { RowSampler, type MapInterpolation } from './row-sampler.js';
import { tileFrame, type TileFrame } from './tile-frame.js';
import { TileRows } from './tile-rows.js';

/** How frames become a map. */
export interface RenderOptions {
  /** Distance from the edge over which a frame's weight rises to 1, deg. */
  readonly featherDeg: number;
  /** `feather`, the mean of all frames, unless told. */
  readonly blend?: 'feather' | 'nearest-axis';
  /** `both` unless told; of frames without errors only the feather. */
  readonly weights?: Weights;
  /** `bilinear` unless told. */
  readonly interpolation?: MapInterpolation;
  /** What frames are changed by, by their name: rate x factor + offset, DN/s. */
  readonly matching?: ReadonlyMap<string, { readonly factor: number; readonly offset: number }>;
}

/** A rectangle of a map, first row lowest. */
export interface RenderedTile {
  readonly range: TileRange;
  /** DN/s of a pixel of the unbinned detector; NaN where no frame has data. */
  readonly rate: Image;
  /** 1 sigma from photons, readout and masters; NaN where unknown. */
  readonly sigma: Image;
  /** 1 sigma from the stars still in it; null where no frame says so. */
  readonly confusion: Image | null;
  /** Number of frames in the value or, from one frame alone, that have one. */
  readonly coverage: Image<Uint8Array>;
  /** The frame of the greatest weight, counted from 1 among those with data in the tile; 0 none. */
  readonly frame: Image<Uint8Array>;
  /** Weighted middle of the exposures, s after `timeZeroJdUtc`; NaN where unknown. */
  readonly time: Image;
  /** Bits of `mapFlags`. */
  readonly flags: Image<Uint8Array>;
  /** Middle of the exposure of the tile's first frame that states a time, UTC. */
  readonly timeZeroJdUtc: number | null;
}

/** Frames one plane of bytes can tell apart. */
const greatestFrameCount = 255;

/**
 * A tile of the map being made of frames, one after another. Memory is that of the cells, as the blend
 * says, and of one frame; on grids whose rows are no parallels 24 bytes a cell more. Frames come sorted
 * by name, so that sums have one order and equal frames give equal bytes.
 */
export class TileAccumulator {
  private readonly rows: TileRows;
  private readonly blend: Blend;
  private readonly sampler: RowSampler;
  private readonly width: number;
  private count = 0;
  private lastName = '';
  private timeZeroJdUtc: number | null = null;
  private hasErrors: boolean | null = null;

  constructor(
    grid: MapGrid | CellGrid,
    private readonly range: TileRange,
    private readonly options: RenderOptions,
  ) {
    this.width = range.columnEnd - range.columnStart;
    const cells = this.width * (range.rowEnd - range.rowStart);
    this.sampler = new RowSampler(options.interpolation ?? 'bilinear', this.width);
    this.rows = new TileRows('kind' in grid ? grid : horizontalCells(grid), range, this.sampler);
    this.blend =
      options.blend === 'nearest-axis'
        ? new NearestAxis(cells, this.sampler.sampler)
        : new FeatheredMean(
            cells,
            options.featherDeg,
            options.weights ?? 'both',
            this.sampler.sampler,
          );
  }

  /**
   * Tells which frames will come, so that they need not be sampled where others lie deeper: the tile is
   * the same. Then all of them have to come, and to have no gaps.
   *
   * @returns whether it makes a difference
   * @throws NightSkiesError as `add`
   */
  foresee(frames: readonly MapFrame[]): boolean {
    return this.blend.passRow !== undefined && this.rows.foresee(frames, bandDeg);
  }

  /** Gives a tile up, and its memory. */
  release(): void {
    this.blend.release();
  }

  /**
   * Adds a frame; returns the number of cells that took a value from it.
   *
   * @throws RangeError for a frame whose name comes before that of the last one, and for more than
   * 255 frames with data; NightSkiesError `bad-frame` for one without errors among frames with, or the
   * other way round, and `frame-not-placed` on maps of the stars for one without time or site;
   * UnforeseenGaps for one that was foreseen without
   */
  add(frame: MapFrame): number {
    if (frame.name < this.lastName) {
      throw new RangeError(`frame ${frame.name} after ${this.lastName}: add them sorted by name`);
    }
    this.lastName = frame.name;
    const zero = this.timeZeroJdUtc ?? frame.middleJdUtc;
    const terms = this.termsOf(frame, zero);
    let reached = 0;
    this.rows.sample(frame, {
      begin: () => {
        this.requireAlike(frame);
      },
      row: (samples, cell) => {
        reached += this.blend.addRow(samples, terms, cell);
      },
      passed: (cell, count) => {
        reached += this.blend.passRow?.(cell, count) ?? 0;
      },
    });
    if (reached > 0) {
      if (terms.index > greatestFrameCount) {
        throw new RangeError(`more than ${greatestFrameCount} frames in one tile`);
      }
      this.count = terms.index;
      this.timeZeroJdUtc = zero;
    }
    return reached;
  }

  /** The tile of what was added; ends the accumulator. */
  finish(): RenderedTile {
    return this.tileOf(copied(this.planes()));
  }

  /**
   * As `finish`, in the memory of the kernel: to be written to a file before this thread makes another
   * tile.
   */
  finishInPlace(): RenderedTile {
    return this.tileOf(this.planes());
  }

  private planes(): BlendedPlanes {
    const { width, range } = this;
    const cells = width * (range.rowEnd - range.rowStart);
    return this.hasErrors === null ? emptyPlanes(cells) : this.blend.finish();
  }

  private tileOf(planes: BlendedPlanes): RenderedTile {
    const { width, range, timeZeroJdUtc } = this;
    const height = range.rowEnd - range.rowStart;
    return {
      ...{ range, timeZeroJdUtc },
      rate: image(width, height, planes.rate),
      sigma: image(width, height, planes.sigma),
      confusion: planes.confusion === null ? null : image(width, height, planes.confusion),
      coverage: image(width, height, planes.coverage),
      frame: image(width, height, planes.frame),
      time: image(width, height, planes.time),
      flags: image(width, height, planes.flags),
    };
  }

  private termsOf(frame: MapFrame, zero: number | null): FrameTerms {
    const { factor, offset } = this.options.matching?.get(frame.name) ?? { factor: 1, offset: 0 };
    return {
      index: this.count + 1,
      ratePerDn: factor / (frame.exposureSeconds * binnedPixels(frame.model)),
      offset,
      seconds:
        zero === null || frame.middleJdUtc === null
          ? Number.NaN
          : (frame.middleJdUtc - zero) * 86400,
      flags: frame.ownStars ? 0 : mapFlags.placedWithoutStars.bit,
    };
  }

  /** Values with and without errors cannot be weighed against each other: the first frame decides. */
  private requireAlike({ name, sigma }: MapFrame): void {
    const hasErrors = sigma !== null;
    if (this.hasErrors === null) {
      this.hasErrors = hasErrors;
      this.blend.begin(hasErrors);
    }
    if (this.hasErrors === hasErrors) return;
    throw new NightSkiesError(
      problem('bad-frame', 'the frames of a map do not all state their errors', {
        file: name,
        found: hasErrors ? 'errors, which other frames lack' : 'no errors, which other frames have',
        expected: 'frames calibrated in the same way',
        hint: 'Run the calibration of the set again.',
      }),
    );
  }
}

/** A tile of frames that come one after another, sorted by name, with those that have data in it. */
export async function renderTile(
  grid: MapGrid | CellGrid,
  range: TileRange,
  frames: Iterable<MapFrame> | AsyncIterable<MapFrame>,
  options: RenderOptions,
): Promise<{ readonly tile: RenderedTile; readonly frames: readonly TileFrame[] }> {
  const accumulator = new TileAccumulator(grid, range, options);
  const used: TileFrame[] = [];
  for await (const frame of frames) {
    if (accumulator.add(frame) > 0) used.push(tileFrame(frame));
  }
  return { tile: accumulator.finish(), frames: used };
}
