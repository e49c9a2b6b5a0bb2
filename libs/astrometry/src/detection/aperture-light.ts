import type { Image } from '@nightskies/pixels';

/** Light of the whole pixels within a radius of a pixel, and how many there are. */
export interface Light {
  readonly flux: number;
  readonly pixels: number;
}

/** Sums whole pixels around places of an image; those without a value are left out. */
export class ApertureLight {
  readonly #image: Image;
  readonly #reach: number;
  readonly #dx: number[] = [];
  readonly #dy: number[] = [];
  readonly #offsets: Int32Array;

  constructor(source: Image, radius: number) {
    this.#image = source;
    this.#reach = Math.floor(radius);
    const offsets: number[] = [];
    for (let dy = -this.#reach; dy <= this.#reach; dy += 1) {
      for (let dx = -this.#reach; dx <= this.#reach; dx += 1) {
        if (dx * dx + dy * dy > radius * radius) continue;
        this.#dx.push(dx);
        this.#dy.push(dy);
        offsets.push(dy * source.width + dx);
      }
    }
    this.#offsets = Int32Array.from(offsets);
  }

  around(x: number, y: number): Light {
    const { width, height, data } = this.#image;
    const reach = this.#reach;
    const inside = x >= reach && y >= reach && x + reach < width && y + reach < height;
    const offsets = this.#offsets;
    const at = y * width + x;
    let [flux, pixels] = [0, 0];
    for (let k = 0; k < offsets.length; k += 1) {
      if (!inside) {
        const [column, row] = [x + this.#dx[k], y + this.#dy[k]];
        if (column < 0 || column >= width || row < 0 || row >= height) continue;
      }
      const value = data[at + offsets[k]];
      if (value - value !== 0) continue;
      flux += value;
      pixels += 1;
    }
    return { flux, pixels };
  }
}
