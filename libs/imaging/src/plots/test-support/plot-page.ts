import sharp from 'sharp';

export type Rgb = readonly [number, number, number];

/** A rectangle of a plot in its units, 1/2000 of the width. */
export interface PageBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A plot as it came out. */
export interface PlotPage {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => Rgb;
  /** Area in square units for which a rule of colour holds; without a box, that of the page. */
  readonly area: (rule: (colour: Rgb) => boolean, box?: PageBox) => number;
}

export async function plotPageOf(png: Uint8Array): Promise<PlotPage> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const unit = info.width / 2000;
  const at = (x: number, y: number): Rgb => {
    const offset = (y * info.width + x) * info.channels;
    return [data[offset], data[offset + 1], data[offset + 2]];
  };
  return {
    width: info.width,
    height: info.height,
    at,
    area: (rule, box = { left: 0, top: 0, right: 2000, bottom: info.height / unit }) => {
      let found = 0;
      for (let y = Math.ceil(box.top * unit); y < box.bottom * unit; y++) {
        for (let x = Math.ceil(box.left * unit); x < box.right * unit; x++) {
          if (rule(at(x, y))) found++;
        }
      }
      return found / unit ** 2;
    },
  };
}

export const isBlue = ([red, , blue]: Rgb): boolean => blue - red > 40;
export const isRed = ([red, , blue]: Rgb): boolean => red - blue > 60;
export const isInk = (colour: Rgb): boolean => Math.max(...colour) < 120;

/** Numbers between -1 and 1, always the same. */
export function spread(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, k) => 2 * ((k * step) % 1) - 1);
}
