import type { Image } from '@nightskies/pixels';

/** Places on the page of a picture of tracks. */
export class TrackLayout {
  /** One unit is 1/2400 of the width of the page: letters and lines are given in it. */
  readonly unit: number;
  readonly left: number;
  readonly top: number;
  /** Px of the page per px of the frame. */
  readonly scale: number;
  readonly fieldWidthPx: number;
  readonly fieldHeightPx: number;
  readonly pageHeightPx: number;
  /** Left end and width of what stands beside the field. */
  readonly asideX: number;
  readonly asideWidthPx: number;

  readonly pageWidthPx: number;

  /** @param widthPx of the page; of a frame higher than wide it is so much narrower as the frame is */
  constructor({ width, height }: Image, widthPx: number) {
    this.unit = widthPx / 2400;
    this.left = Math.round(150 * this.unit);
    this.top = Math.round(190 * this.unit);
    this.scale = Math.min((1480 * this.unit) / width, (1400 * this.unit) / height);
    this.fieldWidthPx = Math.round(width * this.scale);
    this.fieldHeightPx = Math.round(height * this.scale);
    this.pageHeightPx =
      this.top +
      Math.max(this.fieldHeightPx, Math.round(1060 * this.unit)) +
      Math.round(110 * this.unit);
    // The words above the field need a width of their own.
    this.asideX = this.left + Math.max(this.fieldWidthPx, 700 * this.unit) + 170 * this.unit;
    this.asideWidthPx = 520 * this.unit;
    this.pageWidthPx = Math.round(this.asideX + this.asideWidthPx + 80 * this.unit);
  }

  x(frameX: number): number {
    return this.left + (frameX + 0.5) * this.scale;
  }

  y(frameY: number): number {
    return this.top + this.fieldHeightPx - (frameY + 0.5) * this.scale;
  }
}
