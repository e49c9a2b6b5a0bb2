import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  degree,
  directionOf,
  dot,
  type CameraAxes,
  type HorizontalDirection,
  type PlanePoint,
  type UnitVector,
} from '@nightskies/sky';
import { lensOf, unbinnedSide, type Lens, type LensOptions } from './lens.js';

/** Side of the middle of the chip in which the mean of a flat is 1, px without binning. */
const middlePx = 100;

/** What every pixel of the camera sees, in its own axes: row 0 is the top, columns grow rightward. */
export class CameraGeometry {
  /** Unit vectors (right, top, out) of the pixel centres. */
  readonly right: Float64Array;
  readonly top: Float64Array;
  readonly out: Float64Array;
  /** Solid angle of a pixel over that of one at the optical axis. */
  readonly solidAngle: Float64Array;
  /** Where the optical axis meets the array, px. */
  readonly principalPoint: PlanePoint;
  /** Scale at the optical axis, arcsec per pixel. */
  readonly scaleArcsec: number;
  /** Solid angle of the pixels of the middle, where flats are 1, over that at the optical axis. */
  readonly middleSolidAngle: number;
  /** From the optical axis to the farthest corner, deg. */
  readonly reachDeg: number;
  private readonly lens: Lens;

  /** @param binning pixels of the chip per pixel of the frames, each way */
  constructor(
    readonly size: number,
    options: LensOptions,
    readonly binning: number = unbinnedSide / size,
  ) {
    const lens = lensOf(options, size, binning);
    this.lens = lens;
    this.principalPoint = lens.principalPoint;
    const axisSr = lens.pixelSr(0, 0);
    this.scaleArcsec = (Math.sqrt(axisSr) / degree) * 3600;
    const count = size * size;
    this.right = new Float64Array(count);
    this.top = new Float64Array(count);
    this.out = new Float64Array(count);
    this.solidAngle = new Float64Array(count);
    let least = 1;
    for (let i = 0; i < count; i++) {
      const point = lens.tangent(i % size, Math.floor(i / size));
      if (point === null) throw lensTooNarrow();
      const { x, y } = point;
      const out = 1 / Math.sqrt(1 + x * x + y * y);
      this.right[i] = x * out;
      this.top[i] = y * out;
      this.out[i] = out;
      this.solidAngle[i] = lens.pixelSr(x, y) / axisSr;
      least = Math.min(least, out);
    }
    this.reachDeg = Math.acos(least) / degree;
    this.middleSolidAngle = this.meanOfMiddle(this.solidAngle);
  }

  /** Mean over the middle of the array, the 100 px without binning to which flats refer. */
  meanOfMiddle(values: ArrayLike<number>): number {
    const { size } = this;
    const side = Math.min(size, 2 * Math.max(1, Math.round(middlePx / 2 / this.binning)));
    const first = Math.round((size - side) / 2);
    let sum = 0;
    for (let row = first; row < first + side; row++) {
      for (let column = first; column < first + side; column++) sum += values[row * size + column];
    }
    return sum / side ** 2;
  }

  /** Distance of a place from the optical axis, in halves of the side of the chip. */
  offAxis(column: number, row: number): number {
    const off = Math.hypot(column - this.principalPoint.x, row - this.principalPoint.y);
    return (off * this.binning) / (unbinnedSide / 2);
  }

  /**
   * Place of a direction in the frame, px, the centre of the first pixel being (0, 0); null behind
   * the camera and more than `margin` px outside the frame.
   */
  project(axes: CameraAxes, direction: UnitVector, margin: number): PlanePoint | null {
    const out = dot(direction, axes.axis);
    if (out < 0.5) return null;
    const at = this.lens.picture(dot(direction, axes.right) / out, dot(direction, axes.up) / out);
    if (at === null) return null;
    const limit = this.size - 1 + margin;
    const inside = at.x >= -margin && at.x <= limit && at.y >= -margin && at.y <= limit;
    return inside ? at : null;
  }

  /** Direction in the middle of the frame. */
  middle({ right, up, axis }: CameraAxes): HorizontalDirection {
    const centre = (this.size - 1) / 2;
    const point = this.lens.tangent(centre, centre);
    if (point === null) throw lensTooNarrow();
    const along = (key: keyof UnitVector): number =>
      axis[key] + point.x * right[key] + point.y * up[key];
    return directionOf({ east: along('east'), north: along('north'), up: along('up') });
  }
}

function lensTooNarrow(): NightSkiesError {
  return new NightSkiesError(
    problem('simulation-options', 'a night cannot be simulated with this lens', {
      found: 'a distortion that turns back before the corners of the frame',
      expected: 'a lens that shows something on every pixel',
      hint: 'Give smaller radial coefficients, or leave the lens out for the default.',
    }),
  );
}
