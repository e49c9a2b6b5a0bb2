import { hammer } from '@nightskies/sky';

/** `screen`: title left, colour bar right; `print`: the page of the published panoramas. */
export type PanoramaPage = 'screen' | 'print';

/** Lowest altitude shown, deg. */
export const lowestDeg = -6;

/** In units, 1/2400 of the width. */
const shapes = {
  screen: { heightPerWidth: 980 / 2400, halfWidth: 1080, horizon: 740 },
  // The size of the published pictures, 1797 x 648 px.
  print: { heightPerWidth: 648 / 1797, halfWidth: 1110, horizon: 702 },
} as const;

/** Where things stand on a panorama's page, px. */
export class PanoramaLayout {
  readonly heightPx: number;
  /** One unit is 1/2400 of the width: letters and lines are given in it. */
  readonly unit: number;
  /** Pixels per radian at the centre of the projection. */
  readonly radiusPx: number;
  readonly centreX: number;
  readonly horizonY: number;
  readonly left: number;
  readonly top: number;
  readonly viewWidthPx: number;
  readonly viewHeightPx: number;

  constructor(
    readonly page: PanoramaPage,
    readonly widthPx: number,
  ) {
    const shape = shapes[page];
    this.unit = widthPx / 2400;
    this.heightPx = Math.round(shape.heightPerWidth * widthPx);
    this.radiusPx = (shape.halfWidth * this.unit) / (2 * Math.SQRT2);
    this.centreX = widthPx / 2;
    this.horizonY = shape.horizon * this.unit;
    this.left = Math.floor(this.centreX - shape.halfWidth * this.unit) - 1;
    this.top = Math.floor(this.horizonY - this.radiusPx * Math.SQRT2) - 1;
    this.viewWidthPx = widthPx - 2 * this.left;
    this.viewHeightPx = Math.ceil(this.horizonY + 0.16 * this.radiusPx) - this.top;
  }

  /** Place of a direction, turned from the middle by a longitude. */
  point(longitudeDeg: number, altitudeDeg: number): readonly [number, number] {
    const { x, y } = hammer.forward(longitudeDeg, altitudeDeg);
    return [this.centreX + x * this.radiusPx, this.horizonY - y * this.radiusPx];
  }
}
