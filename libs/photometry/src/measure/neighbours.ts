import type { PlacedStars } from './star-places.js';
import { reaches } from './star-plane.js';
import type { PointSpread } from './point-spread.js';

const stepPx = 0.25;
/** Neighbours with less than this part of a star's light anywhere are not looked at. */
const leastShare = 1e-5;

/** Adds up the light of catalogue neighbours in apertures. */
export class Neighbours {
  private readonly cells = new Map<number, number[]>();
  private readonly share: Float64Array;
  private readonly cellPx: number;
  private readonly reachPx: number;
  private readonly starReachPx: Float64Array;

  /**
   * @param light all light of each star, DN, 0 for one that is not there
   * @param leastDn per px: wings below are nowhere counted, as `subtractStars` leaves them in the sky
   */
  constructor(
    private readonly stars: PlacedStars,
    private readonly light: Float64Array,
    spread: PointSpread,
    private readonly aperturePx: number,
    leastDn: number,
  ) {
    this.reachPx = aperturePx + spread.reachPx / 3;
    const length = Math.ceil(this.reachPx / stepPx) + 2;
    this.share = Float64Array.from({ length }, (_, k) =>
      spread.shareInCircle(aperturePx, k * stepPx, 1),
    );
    this.starReachPx = light.map(reaches(spread.profile(), leastDn));
    this.cellPx = this.reachPx;
    for (let star = 0; star < stars.count; star++) {
      const key = this.key(stars.x[star], stars.y[star], 0, 0);
      const list = this.cells.get(key);
      if (list === undefined) this.cells.set(key, [star]);
      else list.push(star);
    }
  }

  private key(x: number, y: number, right: number, down: number): number {
    return (Math.floor(y / this.cellPx) + down) * 100_000 + Math.floor(x / this.cellPx) + right;
  }

  /** Light of all other stars in the aperture about a place, DN. */
  lightAt(star: number, x: number, y: number): number {
    const { stars, light, share, reachPx, starReachPx, aperturePx } = this;
    const least = leastShare * light[star];
    let sum = 0;
    for (let down = -1; down <= 1; down++) {
      for (let right = -1; right <= 1; right++) {
        for (const other of this.cells.get(this.key(x, y, right, down)) ?? []) {
          if (other === star || light[other] < least) continue;
          const square = (stars.x[other] - x) ** 2 + (stars.y[other] - y) ** 2;
          const reach = Math.min(starReachPx[other] + aperturePx, reachPx);
          if (square >= reach * reach) continue;
          const distance = Math.sqrt(square);
          const place = distance / stepPx;
          const k = Math.floor(place);
          sum += light[other] * (share[k] + (place - k) * (share[k + 1] - share[k]));
        }
      }
    }
    return sum;
  }
}
