import { fitGaussian, type GaussianFit } from '@nightskies/astrometry';
import type { Image } from '@nightskies/pixels';
import { at, medianOf } from '../offsets-numbers.js';
import { isInside } from './inside.js';

/** Where stars really are; element i belongs to position i. */
export interface Centres {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Geometric mean of both axes, px; NaN where the shape could not be fitted. */
  readonly fwhmPx: Float64Array;
  /** 1 where no centre was found: the position is the one given. */
  readonly lost: Uint8Array;
}

const firstFwhmPx = 3;
/** So many stars tell the width of all. */
const widthStars = 300;
/** What is so much narrower or wider than the others is noise, or two stars. */
const [leastWidth, mostWidth] = [0.5, 2.5];

/**
 * Moves positions to the centres of Gaussians fitted to the pixels around: with a free shape, else round
 * and as wide as the other stars. A centre farther than one width and a pixel is another star's.
 *
 * @param source pixels to be left out are NaN
 * @param fwhmPx of the stars; measured when absent
 */
export function recentre(
  source: Image,
  x: Float64Array,
  y: Float64Array,
  fwhmPx: number | undefined,
): Centres {
  const typical = fwhmPx ?? typicalWidth(source, x, y);
  const centres: Centres = {
    x: x.slice(),
    y: y.slice(),
    fwhmPx: new Float64Array(x.length).fill(NaN),
    lost: new Uint8Array(x.length),
  };
  for (let i = 0; i < x.length; i += 1) {
    const [startX, startY] = [at(x, i), at(y, i)];
    if (!isInside(source, startX, startY)) continue;
    const free = fitted(source, startX, startY, typical, 'free');
    const width = free === undefined ? NaN : widthOf(free);
    const isStar = width > leastWidth * typical && width < mostWidth * typical;
    const fit = isStar ? free : fitted(source, startX, startY, typical, 'fixed');
    if (fit === undefined) {
      centres.lost[i] = 1;
      continue;
    }
    centres.x[i] = fit.x;
    centres.y[i] = fit.y;
    if (isStar) centres.fwhmPx[i] = width;
  }
  return centres;
}

/** Median width of stars at positions, px. */
export function typicalWidth(source: Image, x: Float64Array, y: Float64Array): number {
  const step = Math.ceil(x.length / widthStars);
  const widths: number[] = [];
  for (let i = 0; i < x.length; i += step) {
    if (!isInside(source, at(x, i), at(y, i))) continue;
    const fit = fitted(source, at(x, i), at(y, i), firstFwhmPx, 'free');
    if (fit !== undefined) widths.push(widthOf(fit));
  }
  return widths.length === 0 ? firstFwhmPx : Math.min(Math.max(medianOf(widths), 1), 30);
}

function widthOf({ fwhmMajorPx, fwhmMinorPx }: GaussianFit): number {
  return Math.sqrt(fwhmMajorPx * fwhmMinorPx);
}

function fitted(
  source: Image,
  x: number,
  y: number,
  fwhmPx: number,
  shape: 'free' | 'fixed',
): GaussianFit | undefined {
  const fit = fitGaussian(source, x, y, { fwhmPx, shape, noise: 1 });
  return fit?.converged === true && isInside(source, fit.x, fit.y) ? fit : undefined;
}
