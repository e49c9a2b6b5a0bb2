import { image, median, type Image } from '@nightskies/pixels';
import { backgroundMesh, type BackgroundMesh } from '../background/index.js';
import type { Sources } from './detect-sources.js';
import { brightPixels, onesIn, unreached, widened, without } from './mask-shapes.js';
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

/** Stars on the ground and off it, per pixel. */
function starDensities(sources: Sources, ground: Uint8Array, width: number) {
  const grounds = onesIn(ground);
  const pixels = [ground.length - grounds, grounds];
  const stars = [0, 0];
  for (let k = 0; k < sources.count; k += 1) {
    if ((sources.flags[k] & notAStar) !== 0) continue;
    stars[ground[Math.round(sources.y[k]) * width + Math.round(sources.x[k])]] += 1;
  }
  const [above, below] = stars.map((count, side) => (count === 0 ? 0 : count / pixels[side]));
  return { above, below };
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
  const bright = brightPixels(source, level);
  const starts: number[] = [];
  for (let k = 0; k < sources.count; k += 1) {
    const [x, y] = [Math.round(sources.x[k]), Math.round(sources.y[k])];
    const box = Math.floor(y / boxPx) * mesh.columns + Math.floor(x / boxPx);
    if ((sources.flags[k] & notAStar) === 0 && mesh.levels[box] > level) starts.push(y * width + x);
  }
  const dark = unreached(width, bright, starts);
  const border: number[] = [];
  for (let x = 0; x < width; x += 1) border.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y += 1) border.push(y * width, y * width + width - 1);
  // Dark and reached from the border.
  const ground = without(dark, unreached(width, dark, border));
  const { above, below } = starDensities(sources, ground, width);
  if (above === 0 || below > starShare * above) return noGround(width, height);
  const mask = widened(ground, width, marginPx);
  return { mask: image(width, height, mask), share: onesIn(mask) / mask.length, level };
}
