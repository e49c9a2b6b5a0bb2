import fitsjs from 'fitsjs';
import { FITS, Image } from 'fitsjs-ng';

/**
 * Two readers by other people, as second opinions on files we write. Both are wrong in places; tests
 * ask them only where they are right.
 *
 * fitsjs 0.6.6 is right for headers of plain cards and for pixels of BITPIX 8, 16, 32 and -32.
 * Its faults:
 * - BITPIX 16 with BZERO 32768 wraps above 32767 (undone here), BITPIX 8 with BZERO -128 too (not
 *   undone: 16-bit unsigned room for negative values);
 * - BITPIX -64 is read as 32-bit numbers, BITPIX 64 throws, BLANK is ignored;
 * - headers: D exponents lose the exponent, doubled quotes stay doubled, CONTINUE is not joined,
 *   HIERARCH is not known.
 *
 * fitsjs-ng 1.0.2 is right for all BITPIX with BSCALE and BZERO. Its faults: BLANK is ignored;
 * D exponents, doubled quotes, CONTINUE and HIERARCH as above or in part.
 */
export interface SecondReading {
  /** Value of a plain card of one HDU. */
  keyword(hdu: number, keyword: string): unknown;
  /** Physical values of the image in one HDU (first plane). */
  pixels(hdu: number): Promise<number[]>;
}

/** Reads with fitsjs; it expects a browser, so the file comes through a stand-in for its requests. */
export async function readWithFitsjs(bytes: Uint8Array): Promise<SecondReading> {
  const buffer = ownBuffer(bytes);
  const { hdus } = await new Promise<{ hdus: readonly FitsjsHdu[] }>((resolve) => {
    Object.assign(globalThis, { astro: fitsjs.astro, XMLHttpRequest: requestsOf(buffer) });
    new fitsjs.astro.FITS('file', resolve);
  });
  return {
    keyword: (hdu, keyword) => hdus[hdu].header.get(keyword),
    pixels: (hdu) => {
      const image = hdus[hdu].data;
      if (image === undefined) throw new Error(`fitsjs found no image in HDU ${hdu}`);
      const frame = image.frameOffsets[0].buffers[0];
      const { bitpix, bzero, bscale } = image;
      const values = Array.from(image._getFrame(frame, bitpix, bzero, bscale));
      const wrapped = bitpix === 16 && bzero === 32_768;
      return Promise.resolve(wrapped ? values.map((value) => value & 0xffff) : values);
    },
  };
}

/** Reads with fitsjs-ng. */
export function readWithFitsjsNg(bytes: Uint8Array): SecondReading {
  const file = FITS.fromArrayBuffer(ownBuffer(bytes));
  return {
    keyword: (hdu, keyword) => file.getHeader(hdu)?.get(keyword),
    pixels: async (hdu) => {
      const image = file.getDataUnit(hdu);
      if (!(image instanceof Image)) throw new Error(`fitsjs-ng found no image in HDU ${hdu}`);
      return Array.from(await image.getFrameAsNumber(0));
    },
  };
}

type FitsjsHdu = Parameters<ConstructorParameters<typeof fitsjs.astro.FITS>[1]>[0]['hdus'][number];

function requestsOf(response: ArrayBuffer): new () => object {
  return class {
    readonly status = 200;
    readonly response = response;
    onload: (() => void) | undefined;
    open(): void {
      this.onload = undefined;
    }
    send(): void {
      // Only after the parser's constructor has returned, as in a browser.
      queueMicrotask(() => this.onload?.());
    }
  };
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
