import { NightSkiesError, problem } from '@nightskies/contracts';
import { type Header, firstImage, type ImageHdu, readFits } from '@nightskies/fits';
import { type Image, image } from '@nightskies/pixels';

/** A raw picture of the camera: whole numbers of 0 to 65535 DN. */
export interface RawFrame {
  readonly name: string;
  readonly header: Header;
  readonly image: Image<Uint16Array>;
}

/** A calibration picture (master bias, thermal, flat) in the numbers it was stored in. */
export interface MasterPicture {
  readonly name: string;
  readonly header: Header;
  readonly image: Image | Image<Float64Array>;
}

function planeShape(hdu: ImageHdu, name: string): readonly [number, number] {
  const [width, height] = hdu.shape;
  if (hdu.shape.length !== 2 || width < 1 || height < 1) {
    throw new NightSkiesError(
      problem('not-a-picture', 'the first image of the file is not two-dimensional', {
        file: name,
        found: hdu.shape.length === 0 ? 'no pixels' : hdu.shape.join(' x '),
        expected: 'width x height',
        hint: 'Give the file as the camera software wrote it.',
      }),
    );
  }
  return [width, height];
}

/**
 * A raw frame from the bytes of its file (plain or gzip).
 *
 * @throws NightSkiesError `raw-not-16-bit` when a pixel is no whole number of 0 to 65535;
 *   `not-a-picture`; FitsError for a broken file.
 */
export function readRawFrame(bytes: Uint8Array, name: string): RawFrame {
  const hdu = firstImage(readFits(bytes, name));
  const [width, height] = planeShape(hdu, name);
  const bzero = hdu.header.number('BZERO') ?? 0;
  const bscale = hdu.header.number('BSCALE') ?? 1;
  const whole = hdu.header.has('BLANK') ? undefined : hdu.values();
  if (whole instanceof Uint16Array) {
    return { name, header: hdu.header, image: image(width, height, whole) };
  }
  const pixels = new Uint16Array(width * height);
  const stored = hdu.stored();
  if (stored instanceof Int16Array && bzero === 32768 && bscale === 1) {
    for (let k = 0; k < pixels.length; k++) pixels[k] = stored[k] ^ 0x8000;
  } else {
    const values = hdu.float64();
    for (let k = 0; k < pixels.length; k++) {
      const value = values[k];
      if (!(value >= 0 && value <= 65535 && Number.isInteger(value))) {
        throw new NightSkiesError(
          problem('raw-not-16-bit', 'a raw frame holds whole numbers of 0 to 65535 DN', {
            file: name,
            found: `${value} at column ${(k % width) + 1}, row ${Math.floor(k / width) + 1}`,
            expected: 'BITPIX 16 with BZERO 32768',
            hint: 'Give the frame as the camera software wrote it, not a calibrated copy.',
          }),
        );
      }
      pixels[k] = value;
    }
  }
  return { name, header: hdu.header, image: image(width, height, pixels) };
}

/**
 * A master picture: float64 when the file stores numbers that float32 would round (BITPIX -64, 32,
 * 64), float32 otherwise.
 */
export function readMasterPicture(bytes: Uint8Array, name: string): MasterPicture {
  const hdu = firstImage(readFits(bytes, name));
  const [width, height] = planeShape(hdu, name);
  const wide = hdu.bitpix === -64 || hdu.bitpix === 32 || hdu.bitpix === 64;
  return {
    name,
    header: hdu.header,
    image: wide ? image(width, height, hdu.float64()) : image(width, height, hdu.float32()),
  };
}

/** A picture in float32. */
export function narrow(picture: Image | Image<Float64Array>): Image {
  return image(
    picture.width,
    picture.height,
    picture.data instanceof Float32Array ? picture.data : Float32Array.from(picture.data),
  );
}

interface Shaped {
  readonly name: string;
  readonly image: { readonly width: number; readonly height: number };
}

/** @throws NightSkiesError `shape-differs` when a picture does not fit another, both named. */
export function requireSameShape(one: Shaped, other: Shaped): void {
  if (one.image.width === other.image.width && one.image.height === other.image.height) return;
  throw new NightSkiesError(
    problem('shape-differs', `the picture does not fit ${other.name}`, {
      file: one.name,
      found: `${one.image.width} x ${one.image.height}`,
      expected: `${other.image.width} x ${other.image.height}`,
      hint: 'Use calibration files of this camera taken with the same binning.',
    }),
  );
}

/**
 * Exposure time, EXPTIME in seconds.
 *
 * @throws NightSkiesError `exposure-time-missing`.
 */
export function exposureSeconds(frame: { readonly name: string; readonly header: Header }): number {
  const seconds = frame.header.number('EXPTIME');
  if (seconds === undefined || !(seconds >= 0) || !Number.isFinite(seconds)) {
    throw new NightSkiesError(
      problem('exposure-time-missing', 'the header does not state an exposure time', {
        file: frame.name,
        found: seconds === undefined ? 'no EXPTIME' : `EXPTIME = ${seconds}`,
        expected: 'EXPTIME in seconds',
        hint: 'Add the EXPTIME card, or leave the frame out.',
      }),
    );
  }
  return seconds;
}

/** Name of a frame and end of its exposure (JD + EXPTIME, UTC), null when JD is not stated. */
export function frameTime(frame: RawFrame): {
  readonly name: string;
  readonly readOutJulianDate: number | null;
} {
  const start = frame.header.number('JD');
  return {
    name: frame.name,
    readOutJulianDate: start === undefined ? null : start + exposureSeconds(frame) / 86400,
  };
}
