import { image, median, type Image } from '@nightskies/pixels';
import { backgroundMesh, type BackgroundMesh } from '../background/index.js';
import type { Sources } from './detect-sources.js';
import { notAStar } from './source-flags.js';

export interface GroundOptions {
  /** Boxes in which brightness and stars are compared, px. Default 16. */
  readonly boxPx?: number;
  /** The sky must be so many times as bright as the ground where they meet. Default 1.6. */
  readonly contrast?: number;
  /** The ground must have fewer stars per area than this share of the sky's. Default 0.25. */
  readonly starShare?: number;
  /** Kept clear of the skyline, px. Default 4. */
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

/** Pairs of neighbouring boxes with the largest step of brightness (as a ratio) between them. */
function steepestEdges({ levels, columns, rows }: BackgroundMesh, contrast: number) {
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
        const [bright, dark] = [Math.max(here, there), Math.min(here, there)];
        if (bright > 0 && bright > contrast * Math.max(dark, 0)) edges.push({ bright, dark });
      }
    }
  }
  return edges;
}

/** Mean over a window of 5 x 5 px, cut off at the border; pixels without a value are left out. */
function smoothed({ width, height, data }: Image): Float32Array {
  const reach = 2;
  const along = new Float64Array(width * height);
  const counts = new Float64Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let k = Math.max(0, x - reach); k <= Math.min(width - 1, x + reach); k += 1) {
        const value = data[y * width + k];
        if (value - value !== 0) continue;
        along[y * width + x] += value;
        counts[y * width + x] += 1;
      }
    }
  }
  const result = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let [sum, count] = [0, 0];
      for (let k = Math.max(0, y - reach); k <= Math.min(height - 1, y + reach); k += 1) {
        sum += along[k * width + x];
        count += counts[k * width + x];
      }
      result[y * width + x] = sum / count;
    }
  }
  return result;
}

/** Everything that cannot be reached from the starting pixels through pixels that pass. */
function unreached(
  width: number,
  height: number,
  starts: readonly number[],
  passes: (pixel: number) => boolean,
): Uint8Array {
  const left = new Uint8Array(width * height).fill(1);
  const queue = starts.filter(passes);
  for (const pixel of queue) left[pixel] = 0;
  while (queue.length > 0) {
    const pixel = queue.pop() ?? 0;
    const x = pixel % width;
    const neighbours = [
      x > 0 ? pixel - 1 : pixel,
      x < width - 1 ? pixel + 1 : pixel,
      pixel >= width ? pixel - width : pixel,
      pixel < width * (height - 1) ? pixel + width : pixel,
    ];
    for (const next of neighbours) {
      if (left[next] === 0 || !passes(next)) continue;
      left[next] = 0;
      queue.push(next);
    }
  }
  return left;
}

/** Widens a mask by a number of pixels, along rows and then along columns. */
function widened(mask: Uint8Array, width: number, height: number, margin: number): Uint8Array {
  const spread = (from: Uint8Array, count: number, lines: number, step: number, line: number) => {
    const to = new Uint8Array(from.length);
    for (let i = 0; i < lines; i += 1) {
      let last = -Infinity;
      for (let k = 0; k < count + margin; k += 1) {
        if (k < count && from[i * line + k * step] === 1) last = k;
        const at = k - margin;
        if (at >= 0 && last >= at - margin) to[i * line + at * step] = 1;
      }
    }
    return to;
  };
  const rows = spread(mask, width, height, 1, width);
  return spread(rows, height, width, width, 1);
}

function starsPerPixel(sources: Sources, mask: Uint8Array, width: number, inside: boolean) {
  let [stars, pixels] = [0, 0];
  for (const value of mask) if ((value === 1) === inside) pixels += 1;
  for (let k = 0; k < sources.count; k += 1) {
    if ((sources.flags[k] & notAStar) !== 0) continue;
    const pixel = Math.round(sources.y[k]) * width + Math.round(sources.x[k]);
    if ((mask[pixel] === 1) === inside) stars += 1;
  }
  return { stars, density: pixels === 0 ? 0 : stars / pixels };
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
  const { boxPx = 16, contrast = 1.6, starShare = 0.25, marginPx = 4 } = options;
  const { width, height } = source;
  const mesh = backgroundMesh(source, {
    boxWidthPx: boxPx,
    boxHeightPx: boxPx,
    estimator: 'median',
    excludePercent: 90,
  });
  const edges = steepestEdges(mesh, contrast)
    .sort((a, b) => b.bright - b.dark - (a.bright - a.dark))
    .slice(0, Math.max(mesh.columns, mesh.rows));
  // A skyline crosses a good part of the frame; a few steps may be a planet's glare.
  if (edges.length < Math.min(mesh.columns, mesh.rows) / 8) return noGround(width, height);
  const level = median(
    edges.map(({ bright, dark }) => Math.sqrt(bright * Math.max(dark, bright / 100))),
  );
  const smooth = smoothed(source);
  const isBright = (pixel: number) => smooth[pixel] > level;
  const starts: number[] = [];
  for (let k = 0; k < sources.count; k += 1) {
    const [x, y] = [Math.round(sources.x[k]), Math.round(sources.y[k])];
    const box = Math.floor(y / boxPx) * mesh.columns + Math.floor(x / boxPx);
    if ((sources.flags[k] & notAStar) === 0 && mesh.levels[box] > level) starts.push(y * width + x);
  }
  const dark = unreached(width, height, starts, isBright);
  const border: number[] = [];
  for (let x = 0; x < width; x += 1) border.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y += 1) border.push(y * width, y * width + width - 1);
  const offBorder = unreached(width, height, border, (pixel) => dark[pixel] === 1);
  const ground = dark.map((value, pixel) => (value === 1 && offBorder[pixel] === 0 ? 1 : 0));
  const below = starsPerPixel(sources, ground, width, true);
  const above = starsPerPixel(sources, ground, width, false);
  if (above.stars === 0 || below.density > starShare * above.density) {
    return noGround(width, height);
  }
  const mask = widened(ground, width, height, marginPx);
  const pixels = mask.reduce((sum, value) => sum + value, 0);
  return { mask: image(width, height, mask), share: pixels / mask.length, level };
}
