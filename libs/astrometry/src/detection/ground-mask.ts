import { image, median, StarFrame, type Image } from '@nightskies/pixels';
import { fillGaps, medianFilter, meshGaps } from '../background/index.js';
import type { Sources } from './detect-sources.js';
import { onesIn, unreached, widened } from './mask-shapes.js';
import { notAStar } from './source-flags.js';

export interface GroundOptions {
  /** Boxes in which brightness and stars are compared, px, rounded to a multiple of 4. Default 16. */
  readonly boxPx?: number;
  /** The sky must be so many times as bright as the ground where they meet. Default 1.6. */
  readonly contrast?: number;
  /** The ground must have fewer stars per area than this share of the sky's. Default 0.25. */
  readonly starShare?: number;
  /** Kept clear of the skyline, px, at least; cells of a quarter of a box go as a whole. Default 4. */
  readonly marginPx?: number;
}

export interface Ground {
  /** 1 on the ground and within the margin of it. */
  readonly mask: Image<Uint8Array>;
  /** Share of the frame that is ground, margin included. */
  readonly share: number;
  /** Brightness at which the two were told apart, in units of the image; NaN without ground. */
  readonly level: number;
}

function noGround(width: number, height: number): Ground {
  return {
    mask: image(width, height, new Uint8Array(width * height)),
    share: 0,
    level: Number.NaN,
  };
}

/** Cells across a box. Its brightness is the median of every other one's mean, so that no star matters. */
const cellsPerBox = 4;

/** Brightness on a grid of boxes, row by row. */
interface BoxLevels {
  readonly columns: number;
  readonly rows: number;
  readonly levels: Float64Array;
}

/** The cells of a box, used within one call only. */
const cellsOfBox = new Float64Array(cellsPerBox * cellsPerBox);

// Small functions below, each with its own loop: a long one is compiled anew for every loop in it.

/** Median of every other cell of a box; NaN without a value. */
function levelOfBox({ width, height, data }: Image, left: number, top: number): number {
  const right = Math.min(width, left + cellsPerBox);
  const bottom = Math.min(height, top + cellsPerBox);
  let count = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left + (y & 1); x < right; x += 2) {
      const mean = data[y * width + x];
      if (Number.isNaN(mean)) continue;
      let at = count;
      for (; at > 0 && cellsOfBox[at - 1] > mean; at -= 1) cellsOfBox[at] = cellsOfBox[at - 1];
      cellsOfBox[at] = mean;
      count += 1;
    }
  }
  return count === 0 ? Number.NaN : (cellsOfBox[(count - 1) >> 1] + cellsOfBox[count >> 1]) / 2;
}

/** Medians of the cells of every box, smoothed over 3 x 3 boxes; one without a value as its neighbours. */
function boxLevels(cells: Image): BoxLevels {
  const columns = Math.ceil(cells.width / cellsPerBox);
  const rows = Math.ceil(cells.height / cellsPerBox);
  const levels = new Float64Array(columns * rows);
  const used = new Uint8Array(columns * rows);
  for (let box = 0; box < levels.length; box += 1) {
    const left = (box % columns) * cellsPerBox;
    const level = levelOfBox(cells, left, Math.floor(box / columns) * cellsPerBox);
    if (Number.isNaN(level)) continue;
    used[box] = 1;
    levels[box] = level;
  }
  if (!used.includes(1)) return { columns, rows, levels };
  const filled = fillGaps(levels, meshGaps(used, columns));
  return { columns, rows, levels: medianFilter(filled, columns, 3, 3) };
}

/** 1 for cells brighter than a level. */
function brighterCells({ data }: Image, level: number): Uint8Array {
  const bright = new Uint8Array(data.length);
  for (let k = 0; k < bright.length; k += 1) bright[k] = data[k] > level ? 1 : 0;
  return bright;
}

/** 1 for what is in a mask and not in another. */
function maskWithout(mask: Uint8Array, other: Uint8Array): Uint8Array {
  const left = new Uint8Array(mask.length);
  for (let k = 0; k < left.length; k += 1) left[k] = mask[k] & ~other[k];
  return left;
}

/** Pairs of neighbouring boxes with the largest step of brightness (as a ratio) between them. */
function steepestEdges({ levels, columns, rows }: BoxLevels, contrast: number) {
  const edges: { bright: number; dark: number }[] = [];
  // Two boxes apart: the box between them holds the skyline itself.
  for (const [dx, dy] of [
    [2, 0],
    [0, 2],
  ]) {
    for (let y = 0; y + dy < rows; y += 1) {
      for (let x = 0; x + dx < columns; x += 1) {
        const here = levels[y * columns + x];
        const there = levels[(y + dy) * columns + x + dx];
        const bright = Math.max(here, there);
        const dark = Math.min(here, there);
        if (bright > 0 && bright > contrast * Math.max(dark, 0)) edges.push({ bright, dark });
      }
    }
  }
  return edges;
}

/** Stars on the ground and off it, per cell. */
function starDensities(sources: Sources, ground: Uint8Array, cellOf: (source: number) => number) {
  const grounds = onesIn(ground);
  const cells = [ground.length - grounds, grounds];
  const stars = [0, 0];
  for (let k = 0; k < sources.count; k += 1) {
    if ((sources.flags[k] & notAStar) === 0) stars[ground[cellOf(k)]] += 1;
  }
  const [above, below] = stars.map((count, side) => (count === 0 ? 0 : count / cells[side]));
  return { above, below };
}

/** A mask of cells at the size of an image. */
function maskOfCells(
  cells: Uint8Array,
  columns: number,
  cellPx: number,
  width: number,
  height: number,
): Image<Uint8Array> {
  const mask = new Uint8Array(width * height);
  for (let top = 0, row = 0; top < height; top += cellPx, row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (cells[row * columns + column] === 0) continue;
      const from = top * width + column * cellPx;
      mask.fill(1, from, Math.min(from + cellPx, (top + 1) * width));
    }
    for (let y = top + 1; y < Math.min(height, top + cellPx); y += 1) {
      mask.copyWithin(y * width, top * width, (top + 1) * width);
    }
  }
  return image(width, height, mask);
}

/**
 * Finds terrain: what is darker than the sky by a clear step, reaches the border of the frame, and
 * has hardly any stars. The level between the two is the median over the steepest steps of the
 * geometric mean of both sides; the sky is what hangs together above that level from the boxes with
 * stars, so that lights on the ground stay on the ground. No row or side is taken for granted.
 * Nothing is masked where there is no such step (an empty answer, not an error): terrain as bright
 * as the sky, such as snow in moonlight, is not found.
 *
 * @param sources of the same frame, without a mask
 */
export function groundMask(source: Image, sources: Sources, options: GroundOptions = {}): Ground {
  const cells = new StarFrame(source).cellMeans(cellPxOf(options));
  return groundOf(cells, source, sources, options);
}

/** Side of the cells whose means the ground is found on, px. */
export function cellPxOf({ boxPx = 16 }: GroundOptions): number {
  return Math.max(1, Math.round(boxPx / cellsPerBox));
}

/** `groundMask` of a frame of that shape whose cells have been averaged. */
export function groundOf(
  cells: Image,
  { width, height }: { readonly width: number; readonly height: number },
  sources: Sources,
  options: GroundOptions,
): Ground {
  const { contrast = 1.6, starShare = 0.25, marginPx = 4 } = options;
  const cellPx = cellPxOf(options);
  const boxes = boxLevels(cells);
  const edges = steepestEdges(boxes, contrast)
    .sort((a, b) => b.bright - b.dark - (a.bright - a.dark))
    .slice(0, Math.max(boxes.columns, boxes.rows));
  // A skyline crosses a good part of the frame; a few steps may be a planet's glare.
  if (edges.length < Math.min(boxes.columns, boxes.rows) / 8) return noGround(width, height);
  const level = median(
    edges.map(({ bright, dark }) => Math.sqrt(bright * Math.max(dark, bright / 100))),
  );
  const bright = brighterCells(cells, level);
  const cellOf = (source: number): number =>
    Math.floor(Math.round(sources.y[source]) / cellPx) * cells.width +
    Math.floor(Math.round(sources.x[source]) / cellPx);
  const starts: number[] = [];
  for (let k = 0; k < sources.count; k += 1) {
    const cell = cellOf(k);
    const column = Math.floor((cell % cells.width) / cellsPerBox);
    const row = Math.floor(Math.floor(cell / cells.width) / cellsPerBox);
    const isSky = boxes.levels[row * boxes.columns + column] > level;
    if ((sources.flags[k] & notAStar) === 0 && isSky) starts.push(cell);
  }
  const dark = unreached(cells.width, bright, starts);
  // Dark and reached from the border.
  const ground = maskWithout(dark, unreached(cells.width, dark, borderOf(cells)));
  const { above, below } = starDensities(sources, ground, cellOf);
  if (above === 0 || below > starShare * above) return noGround(width, height);
  const wide = widened(ground, cells.width, Math.ceil(marginPx / cellPx));
  const mask = maskOfCells(wide, cells.width, cellPx, width, height);
  return { mask, share: onesIn(mask.data) / mask.data.length, level };
}

/** The cells along the border. */
function borderOf({ width, height }: Image): number[] {
  const border: number[] = [];
  for (let x = 0; x < width; x += 1) border.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y += 1) border.push(y * width, y * width + width - 1);
  return border;
}
