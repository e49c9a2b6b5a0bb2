import { mapFlags } from '@nightskies/contracts';
import { image, type Image } from '@nightskies/pixels';
import {
  cellDirections,
  horizontalCells,
  type CellDirections,
  type CellGrid,
  type MapGrid,
  type TileRange,
} from '@nightskies/sky';
import { binnedPixels } from '../frames/frame-model.js';
import type { MapFrame } from '../frames/map-frame.js';
import { FeatheredMean, type Weights } from './feathered-mean.js';
import type { Blend, FrameTerms } from './frame-rows.js';
import { NearestAxis } from './nearest-axis.js';
import { RowSampler } from './row-sampler.js';
import { rowSpan, type FieldCircle } from './row-span.js';

/** How frames become a map. */
export interface RenderOptions {
  /** Distance from the edge over which a frame's weight rises to 1, deg. */
  readonly featherDeg: number;
  /** `feather`, the mean of all frames, unless told. */
  readonly blend?: 'feather' | 'nearest-axis';
  /** `both` unless told; of frames without errors only the feather. */
  readonly weights?: Weights;
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

/** Keeps pixels on the frame's border from being lost to rounding, deg. */
const slackDeg = 0.05;

/** Frames one plane of bytes can tell apart. */
const greatestFrameCount = 255;

/**
 * A tile of the map being made of frames, one after another. Memory is that of the cells, as the blend
 * says, and of one frame. Frames come sorted by name, so that sums have one order and equal frames
 * give equal bytes.
 */
export class TileAccumulator {
  private readonly cells: CellGrid;
  private readonly blend: Blend;
  private readonly width: number;
  private readonly directions: CellDirections;
  private readonly sampler: RowSampler;
  private count = 0;
  private lastName = '';
  private timeZeroJdUtc: number | null = null;

  constructor(
    grid: MapGrid | CellGrid,
    private readonly range: TileRange,
    private readonly options: RenderOptions,
  ) {
    this.cells = 'kind' in grid ? grid : horizontalCells(grid);
    this.width = range.columnEnd - range.columnStart;
    const cells = this.width * (range.rowEnd - range.rowStart);
    this.blend =
      options.blend === 'nearest-axis'
        ? new NearestAxis(cells)
        : new FeatheredMean(cells, options.featherDeg, options.weights ?? 'both');
    this.directions = cellDirections(this.width);
    this.sampler = new RowSampler(this.width);
  }

  /**
   * Adds a frame; returns the number of cells that took a value from it.
   *
   * @throws RangeError for a frame whose name comes before that of the last one, and for more than
   * 255 frames with data
   */
  add(frame: MapFrame): number {
    if (frame.name < this.lastName) {
      throw new RangeError(`frame ${frame.name} after ${this.lastName}: add them sorted by name`);
    }
    this.lastName = frame.name;
    const circle = this.circleOf(frame);
    const zero = this.timeZeroJdUtc ?? frame.middleJdUtc;
    const terms = this.termsOf(frame, zero);
    let reached = 0;
    let loaded = false;
    const { parallels, columns } = this.cells;
    if (parallels === null) throw new RangeError('rows of this grid are no parallels');
    for (let row = this.range.rowStart; row < this.range.rowEnd; row++) {
      const span = rowSpan(parallels, columns, row, circle);
      if (span === null) continue;
      for (const turn of [-columns, 0, columns]) {
        const first = Math.max(this.range.columnStart, span.first + turn);
        const last = Math.min(this.range.columnEnd - 1, span.last + turn);
        if (first > last) continue;
        if (!loaded) this.sampler.load(frame);
        loaded = true;
        this.cells.directions(row, first, last - first + 1, this.directions);
        const samples = this.sampler.sample(this.directions, last - first + 1);
        const cell = (row - this.range.rowStart) * this.width + first - this.range.columnStart;
        reached += this.blend.addRow(samples, terms, cell);
      }
    }
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
    const { width, range, timeZeroJdUtc } = this;
    const height = range.rowEnd - range.rowStart;
    const planes = this.blend.finish();
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

  private circleOf({ model }: MapFrame): FieldCircle {
    return {
      longitudeDeg: model.azimuthDeg,
      latitudeDeg: model.altitudeDeg,
      radiusDeg: model.fieldRadiusDeg + slackDeg,
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
      noiseShare: frame.sigma?.stepPx === 1 ? bilinearNoiseShare : null,
    };
  }
}

/** Part of the error of a pixel that is left half way to its neighbour: root of the sum of squares. */
function bilinearNoiseShare(fraction: number): number {
  return Math.sqrt((1 - fraction) * (1 - fraction) + fraction * fraction);
}
