import {
  degree,
  nominalPixelRad,
  nominalPlateScaleArcsec,
  pictureRadius,
  radialCoefficient,
  tangentRadius,
} from '@nightskies/sky';

/** Side of a frame without binning, px. */
export const unbinnedSide = 1024;

/** Where the camera looks: its upward direction is along the vertical circle. */
export interface Pointing {
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
}

/** Unit vectors (east, north, up) to the right and the top of the picture, and outward. */
export interface Axes {
  readonly right: readonly [number, number, number];
  readonly top: readonly [number, number, number];
  readonly out: readonly [number, number, number];
}

export function axesOf({ azimuthDeg, altitudeDeg }: Pointing): Axes {
  const sinAz = Math.sin(azimuthDeg * degree);
  const cosAz = Math.cos(azimuthDeg * degree);
  const sinAlt = Math.sin(altitudeDeg * degree);
  const cosAlt = Math.cos(altitudeDeg * degree);
  return {
    right: [cosAz, -sinAz, 0],
    top: [-sinAlt * sinAz, -sinAlt * cosAz, cosAlt],
    out: [cosAlt * sinAz, cosAlt * cosAz, sinAlt],
  };
}

/** What every pixel of the camera sees, in its own axes: row 0 is the top, columns grow rightward. */
export class CameraGeometry {
  /** Pixels of this camera per pixel without binning. */
  readonly binning: number;
  /** Unit vectors (right, top, out) of the pixel centres. */
  readonly right: Float64Array;
  readonly top: Float64Array;
  readonly out: Float64Array;
  /** Solid angle of a pixel over that of one at the centre. */
  readonly solidAngle: Float64Array;

  constructor(readonly size: number) {
    this.binning = unbinnedSide / size;
    const count = size * size;
    this.right = new Float64Array(count);
    this.top = new Float64Array(count);
    this.out = new Float64Array(count);
    this.solidAngle = new Float64Array(count);
    const centre = (size - 1) / 2;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const x = (column - centre) * this.pixelRad;
        const y = (centre - row) * this.pixelRad;
        const seen = Math.sqrt(x * x + y * y);
        const tangent = tangentRadius(seen);
        const stretch = seen === 0 ? 1 : tangent / seen;
        const out = 1 / Math.sqrt(1 + tangent * tangent);
        const i = row * size + column;
        this.right[i] = x * stretch * out;
        this.top[i] = y * stretch * out;
        this.out[i] = out;
        // d(r_t^2)/d(r_s^2) of the barrel law times cos^3 of the gnomonic projection.
        this.solidAngle[i] = (stretch / (1 - 2 * radialCoefficient * tangent)) * out ** 3;
      }
    }
  }

  /** Scale at the centre of the field, arcsec per pixel. */
  get scaleArcsec(): number {
    return nominalPlateScaleArcsec * this.binning;
  }

  private get pixelRad(): number {
    return nominalPixelRad * this.binning;
  }

  /**
   * Place of a direction in the frame, px, the centre of the first pixel being (0, 0); null behind
   * the camera and more than `margin` px outside the frame.
   */
  project(
    axes: Axes,
    east: number,
    north: number,
    up: number,
    margin: number,
  ): { column: number; row: number } | null {
    const along = (axis: readonly [number, number, number]): number =>
      east * axis[0] + north * axis[1] + up * axis[2];
    const out = along(axes.out);
    if (out < 0.5) return null;
    const x = along(axes.right) / out;
    const y = along(axes.top) / out;
    const tangent = Math.sqrt(x * x + y * y);
    const shrink = (tangent === 0 ? 1 : pictureRadius(tangent) / tangent) / this.pixelRad;
    const centre = (this.size - 1) / 2;
    const column = centre + x * shrink;
    const row = centre - y * shrink;
    const limit = this.size - 1 + margin;
    const inside = column >= -margin && column <= limit && row >= -margin && row <= limit;
    return inside ? { column, row } : null;
  }
}
