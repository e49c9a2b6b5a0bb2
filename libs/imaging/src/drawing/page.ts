import sharp, { type Sharp } from 'sharp';

/** Pixels to be laid on the page, RGBA, their upper left corner at `left`, `top`. */
export interface Layer {
  readonly rgba: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly top: number;
}

/** A page of pixels, RGB; layers are laid on it one after the other. */
export class Page {
  readonly rgb: Uint8Array;

  /** @param grey level of the empty page, 0 (black) to 255 */
  constructor(
    readonly widthPx: number,
    readonly heightPx: number,
    grey = 0,
  ) {
    this.rgb = new Uint8Array(3 * widthPx * heightPx);
    if (grey !== 0) this.rgb.fill(grey);
  }

  /** Fills a rectangle within the page with a grey. */
  fill(left: number, top: number, widthPx: number, heightPx: number, grey: number): void {
    for (let y = top; y < top + heightPx; y++) {
      const from = 3 * (y * this.widthPx + left);
      this.rgb.fill(grey, from, from + 3 * widthPx);
    }
  }

  /** Lays a picture on; what reaches beyond the page is cut off. */
  lay({ rgba, widthPx, heightPx, left, top }: Layer): void {
    const { rgb } = this;
    const pixels = wordsOf(rgba);
    const first = Math.max(0, -left);
    const last = Math.min(widthPx, this.widthPx - left);
    for (let y = Math.max(0, -top); y < Math.min(heightPx, this.heightPx - top); y++) {
      let at = y * widthPx + first;
      let to = 3 * ((y + top) * this.widthPx + first + left);
      for (const end = at + (last - first); at < end; at++, to += 3) {
        const pixel = pixels[at];
        // Most of a drawing is empty.
        if (pixel < leastOpaque) continue;
        if (pixel >= fullyOpaque) {
          rgb[to] = pixel;
          rgb[to + 1] = pixel >>> 8;
          rgb[to + 2] = pixel >>> 16;
        } else this.mix(to, rgba, 4 * at, (pixel >>> 24) / 255);
      }
    }
  }

  private mix(to: number, rgba: Uint8Array, from: number, opacity: number): void {
    const { rgb } = this;
    for (let channel = 0; channel < 3; channel++) {
      rgb[to + channel] = Math.round(
        rgb[to + channel] + opacity * (rgba[from + channel] - rgb[to + channel]),
      );
    }
  }

  /** Lays a drawing (an SVG of the page's size, or of a part of it) on. */
  async draw(drawing: Buffer, left = 0, top = 0): Promise<void> {
    const { data, info } = await sharp(drawing)
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    this.lay({ rgba: data, widthPx: info.width, heightPx: info.height, left, top });
  }

  /** The page as sharp takes it, to be encoded. */
  sharp(): Sharp {
    const { rgb, widthPx, heightPx } = this;
    return sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } });
  }
}

/** Pixels with any opacity at all, and opaque ones, as words of a little-endian machine. */
const leastOpaque = 0x01000000;
const fullyOpaque = 0xff000000;

/** RGBA pixels as words: one look at each. */
function wordsOf(rgba: Uint8Array): Uint32Array {
  const aligned = rgba.byteOffset % 4 === 0 ? rgba : new Uint8Array(rgba);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
