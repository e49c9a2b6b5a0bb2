import { annulusBackgrounds, type SkyPlanes } from './annulus-background.js';

/** Scatter of the sky in apertures, zone by zone of the frame. */
export interface Confusion {
  /** Variance of the light of unseen stars in an aperture at a place, DN^2. */
  varianceAt(x: number, y: number): number;
  /** The same over the whole frame, per px. */
  readonly perPx: number;
  readonly apertures: number;
}

const zones = 4;
/**
 * The middle of an aperture, to this part of its radius, is free of discs: as near to catalogue stars
 * as measured stars are. Wider room is only found where faint stars are few as well.
 */
const clearShare = 2 / 3;
/** Light beyond so many of its scatter is no crowd of faint stars but something of its own. */
const farSigma = 5;
/** Apertures that weigh as much as the mean over the frame. */
const priorApertures = 20;

/**
 * Confusion by stars fainter than the catalogue: apertures and annuli as of stars are laid on sky
 * between catalogue stars; their mean square light, less that of the noise, is it. Zones with
 * few such apertures lean on the frame.
 */
export function measureConfusion(
  sky: SkyPlanes,
  aperturePx: number,
  annulusPx: readonly [number, number],
): Confusion {
  const { planes, plane } = sky;
  const { width, height, owners } = planes;
  const step = 3 * aperturePx;
  const x: number[] = [];
  const y: number[] = [];
  for (let row = annulusPx[1]; row < height - annulusPx[1]; row += step) {
    for (let column = annulusPx[1]; column < width - annulusPx[1]; column += step) {
      if (isFree(owners, width, column, row, clearShare * aperturePx)) {
        x.push(column);
        y.push(row);
      }
    }
  }
  const [sums] = planes.circleSums(plane, { x, y }, [aperturePx]);
  const background = annulusBackgrounds(sky, { x, y }, new Uint8Array(x.length), annulusPx);
  const area = Math.PI * aperturePx * aperturePx;
  const squares = new Float64Array(x.length);
  const noise = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) {
    squares[k] = (sums.sum[k] - area * background.mean[k]) ** 2;
    noise[k] = sums.error[k] ** 2 + area * area * background.variance[k];
  }
  const used = squares.filter((value) => !Number.isNaN(value)).sort();
  const limit = used.length === 0 ? 0 : farSigma ** 2 * 2.2 * used[used.length >> 1];
  const excess = new Float64Array(zones * zones);
  const counts = new Float64Array(zones * zones);
  let all = 0;
  let apertures = 0;
  for (let k = 0; k < x.length; k++) {
    if (!(squares[k] < limit)) continue;
    const zone = zoneOf(x[k], y[k]);
    excess[zone] += squares[k] - noise[k];
    counts[zone] += 1;
    all += squares[k] - noise[k];
    apertures += 1;
  }
  const frame = apertures === 0 ? 0 : Math.max(all / apertures, 0);
  return {
    perPx: frame / area,
    apertures,
    varianceAt(atX, atY) {
      const zone = zoneOf(atX, atY);
      const sum = excess[zone] + priorApertures * frame;
      return Math.max(sum / (counts[zone] + priorApertures), frame / 4);
    },
  };

  function zoneOf(atX: number, atY: number): number {
    const column = Math.min(Math.max(Math.floor((atX / width) * zones), 0), zones - 1);
    const row = Math.min(Math.max(Math.floor((atY / height) * zones), 0), zones - 1);
    return row * zones + column;
  }
}

function isFree(owners: Int32Array, width: number, x: number, y: number, radius: number): boolean {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      if (dx * dx + dy * dy > radius * radius) continue;
      const at = Math.round(y + dy) * width + Math.round(x + dx);
      if (owners[at] !== 0) return false;
    }
  }
  return true;
}
