import type { Image } from '@nightskies/pixels';

/** Where a star is and how wide. */
export interface Centroid {
  readonly x: number;
  readonly y: number;
  /** Sigma of a round Gaussian of the same windowed second moment, px. */
  readonly sigmaPx: number;
}

/** Sigma of the Gaussian window, and how far it is followed, px. */
const windowSigmaPx = 1.5;
const reachPx = 4;
const rounds = 12;
const leastStepPx = 1e-4;

/** The window along a row, used within one call only. */
const windowX = new Float64Array(2 * reachPx + 1);

/** The window is a product: of one part along the row and one along the column. */
function bell(distancePx: number): number {
  return Math.exp((-distancePx * distancePx) / (2 * windowSigmaPx * windowSigmaPx));
}

/**
 * Centroid in a Gaussian window that follows it (E. Bertin, SExtractor, windowed positions), from a
 * first place; null when it runs away or there is no light. The width is freed of the window:
 * 1/sigma^2 = 1/measured^2 - 1/window^2, exact for a Gaussian.
 */
export function windowedCentroid(
  { width, height, data }: Image,
  x0: number,
  y0: number,
  background: number,
): Centroid | null {
  let x = x0;
  let y = y0;
  let moment = NaN;
  for (let round = 0; round < rounds; round++) {
    const left = Math.max(Math.ceil(x - reachPx), 0);
    const right = Math.min(Math.floor(x + reachPx), width - 1);
    const top = Math.max(Math.ceil(y - reachPx), 0);
    const bottom = Math.min(Math.floor(y + reachPx), height - 1);
    for (let column = left; column <= right; column++) windowX[column - left] = bell(column - x);
    let light = 0;
    let sumX = 0;
    let sumY = 0;
    let square = 0;
    for (let row = top; row <= bottom; row++) {
      const dy = row - y;
      const windowY = bell(dy);
      for (let column = left; column <= right; column++) {
        const dx = column - x;
        const r2 = dx * dx + dy * dy;
        if (r2 > reachPx * reachPx) continue;
        const value = (data[row * width + column] - background) * windowX[column - left] * windowY;
        light += value;
        sumX += value * dx;
        sumY += value * dy;
        square += value * r2;
      }
    }
    if (!(light > 0)) return null;
    moment = square / light / 2;
    // Twice the windowed offset is the whole one for a star as wide as the window.
    const stepX = (2 * sumX) / light;
    const stepY = (2 * sumY) / light;
    x += stepX;
    y += stepY;
    if (!((x - x0) * (x - x0) + (y - y0) * (y - y0) < reachPx * reachPx)) return null;
    if (stepX * stepX + stepY * stepY < leastStepPx * leastStepPx) break;
  }
  const free = 1 / moment - 1 / (windowSigmaPx * windowSigmaPx);
  return { x, y, sigmaPx: free > 0 && moment > 0 ? Math.sqrt(1 / free) : NaN };
}
