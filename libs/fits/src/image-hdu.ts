import type { PixelArray } from '@nightskies/pixels';
import { decodePhysical, decodeSignShifted, decodeStored, uncleared } from './decode.js';
import type { Header } from './header.js';
import { isUnscaled, signShiftedBits, type Scaling } from './scaling.js';
import type { Bitpix } from './bitpix.js';
import type { ImageHdu } from './types.js';

/** Where an HDU lies: its header, its data without padding, and all of it. */
export interface HduPlace {
  readonly header: Header;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly data: Uint8Array;
  readonly raw: Uint8Array;
}

/** An image over the bytes of its file, decoded when asked. */
export class StoredImage implements ImageHdu {
  readonly type = 'image';
  readonly header: Header;
  readonly bitpix: Bitpix;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly scaling: Scaling;
  readonly #data: Uint8Array;
  readonly #raw: Uint8Array;

  constructor(place: HduPlace, bitpix: Bitpix, scaling: Scaling) {
    this.header = place.header;
    this.shape = place.shape;
    this.offset = place.offset;
    this.#data = place.data;
    this.#raw = place.raw;
    this.bitpix = bitpix;
    this.scaling = scaling;
  }

  stored(): PixelArray {
    return decodeStored(this.#data, this.bitpix);
  }

  values(): PixelArray {
    const { bitpix, scaling } = this;
    if (isUnscaled(scaling)) return this.stored();
    const bits = signShiftedBits(bitpix, scaling);
    if (bits !== undefined) return decodeSignShifted(this.#data, bits);
    return bitpix === 8 || bitpix === 16 || bitpix === -32 ? this.float32() : this.float64();
  }

  float32(out = new Float32Array(uncleared(4 * this.pixels).buffer)): Float32Array {
    return decodePhysical(this.#data, this.bitpix, this.scaling, this.fitting(out));
  }

  float64(out = new Float64Array(uncleared(8 * this.pixels).buffer)): Float64Array {
    return decodePhysical(this.#data, this.bitpix, this.scaling, this.fitting(out));
  }

  raw(): Uint8Array {
    return this.#raw;
  }

  private get pixels(): number {
    return this.#data.length / (Math.abs(this.bitpix) / 8);
  }

  private fitting<T extends Float32Array | Float64Array>(out: T): T {
    if (out.length === this.pixels) return out;
    throw new RangeError(`the image has ${this.pixels} pixels, the array given ${out.length}`);
  }
}
