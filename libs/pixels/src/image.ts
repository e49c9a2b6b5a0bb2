/** Number arrays an image may be made of. */
export type PixelArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/**
 * A two-dimensional image, row-major: `data[y * width + x]`, y = 0 is the first row stored in the
 * file, the centre of the first pixel is (0, 0).
 */
export interface Image<T extends PixelArray = Float32Array> {
  readonly width: number;
  readonly height: number;
  readonly data: T;
}

/** An image over given data; throws RangeError when the length does not fit the shape. */
export function image<T extends PixelArray>(width: number, height: number, data: T): Image<T> {
  if (data.length !== width * height) {
    throw new RangeError(
      `image of ${width} x ${height} needs ${width * height} values, not ${data.length}`,
    );
  }
  return { width, height, data };
}
