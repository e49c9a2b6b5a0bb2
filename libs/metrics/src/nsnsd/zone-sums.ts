import { degree } from '@nightskies/sky';
import type { FisheyeCell } from './fisheye-cells.js';
import { oldCellMlx } from './old-units.js';

const sectorDeg = 5;
const sectors = 360 / sectorDeg;

/** Sums over a zone of the fisheye with the constants of the old code. */
export class ZoneSums {
  count = 0;
  sum = 0;
  horizontal = 0;
  maximum = -Infinity;
  minimum = Infinity;
  /** Light towards north and towards east of each sector of azimuth. */
  private readonly north = new Float64Array(sectors);
  private readonly east = new Float64Array(sectors);

  /** mlx of one cell of a nanolambert. */
  private readonly cellMlx: number;

  /** @param coarser times as wide cells as the old ones */
  constructor(coarser: number) {
    this.cellMlx = oldCellMlx * coarser ** 2;
  }

  add(cell: FisheyeCell, nanolamberts: number): void {
    this.count++;
    this.sum += nanolamberts;
    if (nanolamberts > this.maximum) this.maximum = nanolamberts;
    if (nanolamberts < this.minimum) this.minimum = nanolamberts;
    if (cell.cosZenith > 0) this.horizontal += nanolamberts * cell.cosZenith;
    const light = nanolamberts * cell.sinZenith;
    const sector =
      Math.floor((cell.azimuthDeg < 0 ? cell.azimuthDeg + 360 : cell.azimuthDeg) / sectorDeg) %
      sectors;
    this.north[sector] += light * cell.north;
    this.east[sector] += light * cell.east;
  }

  /** nL */
  mean(): number {
    return this.sum / this.count;
  }

  /** mlx per cell of the old size, and of all. */
  meanMlx(): number {
    return this.mean() * oldCellMlx;
  }

  totalMlx(): number {
    return this.sum * this.cellMlx;
  }

  horizontalMlx(): number {
    return this.horizontal * this.cellMlx;
  }

  /**
   * Planes facing so many azimuths, evenly spaced from north: each sees the sectors within 90 deg of
   * it, which end there because every azimuth is an edge of sectors.
   */
  verticalMlx(azimuths: 36 | 72): number[] {
    const every = sectors / azimuths;
    return Array.from({ length: azimuths }, (_, i) => {
      const azimuth = i * every * sectorDeg * degree;
      let sum = 0;
      for (let k = -sectors / 4; k < sectors / 4; k++) {
        const sector = (i * every + k + sectors) % sectors;
        sum += this.north[sector] * Math.cos(azimuth) + this.east[sector] * Math.sin(azimuth);
      }
      return sum * this.cellMlx;
    });
  }
}

/** Extremes and mean of the planes: the first azimuth that reaches each, no finer search. */
export function oldExtremes(
  verticalMlx: readonly number[],
): Readonly<
  Record<'max_vlum' | 'min_vlum' | 'mean_vlum' | 'max_vlum_azimuth' | 'min_vlum_azimuth', number>
> {
  const step = 360 / verticalMlx.length;
  const max = Math.max(...verticalMlx);
  const min = Math.min(...verticalMlx);
  return {
    max_vlum: max,
    min_vlum: min,
    mean_vlum: verticalMlx.reduce((sum, value) => sum + value, 0) / verticalMlx.length,
    max_vlum_azimuth: verticalMlx.indexOf(max) * step,
    min_vlum_azimuth: verticalMlx.indexOf(min) * step,
  };
}
