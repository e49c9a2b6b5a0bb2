import { reaches } from './light-profile.js';
import type { PointSpread } from './point-spread.js';
import type { PlacedStars } from './star-places.js';

const stepPx = 0.25;
/** Neighbours with less than this part of a star's light anywhere are not looked at. */
const leastShare = 1e-5;

/** Adds up the light of catalogue neighbours in apertures. */
export class Neighbours {
  private readonly share: Float64Array;
  /** Cells as wide as light reaches, with two empty ones around all that have a star. */
  private readonly cellPx: number;
  private readonly firstColumn: number;
  private readonly firstRow: number;
  private readonly columns: number;
  /** First of the stars of each cell in the arrays below; rows of cells follow one another. */
  private readonly begin: Int32Array;
  private readonly star: Int32Array;
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly light: Float64Array;
  private readonly reachSquare: Float64Array;
  private readonly lightOfStar: Float64Array;

  /**
   * @param light all light of each star, DN, 0 for one that is not there
   * @param leastDn per px: wings below are nowhere counted, as `StarPlanes.takeStars` leaves them in the sky
   */
  constructor(
    stars: PlacedStars,
    light: Float64Array,
    spread: PointSpread,
    aperturePx: number,
    leastDn: number,
  ) {
    const reachPx = aperturePx + spread.reachPx / 3;
    const length = Math.ceil(reachPx / stepPx) + 2;
    this.share = Float64Array.from({ length }, (_, k) =>
      spread.shareInCircle(aperturePx, k * stepPx, 1),
    );
    this.cellPx = reachPx;
    this.lightOfStar = light;
    const { count } = stars;
    let [left, right, top, bottom] = [0, 0, 0, 0];
    for (let star = 0; star < count; star++) {
      const column = Math.floor(stars.x[star] / reachPx);
      const row = Math.floor(stars.y[star] / reachPx);
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
    }
    this.firstColumn = left - 2;
    this.firstRow = top - 2;
    this.columns = right - left + 5;
    const cell = new Int32Array(count);
    this.begin = new Int32Array(this.columns * (bottom - top + 5) + 1);
    for (let star = 0; star < count; star++) {
      cell[star] = this.cellAt(stars.x[star], stars.y[star]);
      this.begin[cell[star] + 1] += 1;
    }
    for (let k = 1; k < this.begin.length; k++) this.begin[k] += this.begin[k - 1];
    const next = this.begin.slice();
    this.star = new Int32Array(count);
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.light = new Float64Array(count);
    this.reachSquare = new Float64Array(count);
    const starReach = reaches(spread.profile(), leastDn);
    for (let star = 0; star < count; star++) {
      const at = next[cell[star]]++;
      const reach = Math.min(starReach(light[star]) + aperturePx, reachPx);
      this.star[at] = star;
      this.x[at] = stars.x[star];
      this.y[at] = stars.y[star];
      this.light[at] = light[star];
      this.reachSquare[at] = reach * reach;
    }
  }

  private cellAt(x: number, y: number): number {
    const column = Math.floor(x / this.cellPx) - this.firstColumn;
    return (Math.floor(y / this.cellPx) - this.firstRow) * this.columns + column;
  }

  /** Light of all other stars in the aperture about a place at most a cell away from a star, DN. */
  lightAt(star: number, atX: number, atY: number): number {
    const { begin, x, y, light, reachSquare, share } = this;
    const least = leastShare * this.lightOfStar[star];
    const middle = this.cellAt(atX, atY);
    let sum = 0;
    for (let row = -1; row <= 1; row++) {
      // Three cells side by side, one after the other.
      const cell = middle + row * this.columns;
      const end = begin[cell + 2];
      for (let k = begin[cell - 1]; k < end; k++) {
        const dx = x[k] - atX;
        const dy = y[k] - atY;
        const square = dx * dx + dy * dy;
        if (square >= reachSquare[k] || light[k] < least || this.star[k] === star) continue;
        const place = Math.sqrt(square) / stepPx;
        const step = Math.floor(place);
        sum += light[k] * (share[step] + (place - step) * (share[step + 1] - share[step]));
      }
    }
    return sum;
  }
}
