import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { image, type Image } from '@nightskies/pixels';
import type { LibRawMetadata, LibRawModule, LibRawMosaic } from 'libraw-wasm/dist/libraw.js';
import { readExposure, type Exposure } from './exposure.js';

/** Where the decoder's compiled module lies; its bytes go to `CameraRawDecoder.load`. */
export const cameraRawDecoderUrl = pathToFileURL(
  createRequire(import.meta.url).resolve('libraw-wasm/dist/libraw.wasm'),
);

export type BayerColour = 'red' | 'green' | 'blue';

/** What the sensor of a camera read, before any colour is made of it. */
export interface CameraRaw {
  readonly width: number;
  readonly height: number;
  /** Raw numbers of the picture area, row by row, black level included. */
  readonly raw: Uint16Array;
  /** Colour filters of two rows of two pixels, the first row first. */
  readonly pattern: readonly [BayerColour, BayerColour, BayerColour, BayerColour];
  readonly blackLevel: number;
  /** Raw number from which on a pixel is saturated. */
  readonly whiteLevel: number;
  readonly camera: string;
  readonly exposure: Exposure;
}

/** Factors that bring the colours of a sensor to one level. */
export type BayerGains = Readonly<Record<BayerColour, number>>;

/** Factors for the grey of the night sky seen by common sensors. */
export const usualBayerGains: BayerGains = { red: 1.9, green: 1, blue: 1.9 };

/** More pixels than any camera has: a header that claims them is damaged. */
const mostPixels = 400e6;

/**
 * Reads camera raw files with LibRaw compiled to WebAssembly. Proven on uncompressed DNG; CR2, NEF,
 * ARW and others as far as LibRaw reads them. Refused: sensors without a Bayer pattern (X-Trans,
 * Foveon, monochrome), and files that hold finished pictures. The black level is one number for all
 * colours.
 */
export class CameraRawDecoder {
  private constructor(private readonly module: LibRawModule) {}

  /** @param wasmBinary bytes of the file at `cameraRawDecoderUrl` */
  static async load(wasmBinary: Uint8Array): Promise<CameraRawDecoder> {
    // Loaded here, as pictures are drawn far more often than camera files are read.
    const { default: loadLibRaw } = await import('libraw-wasm/dist/libraw.js');
    const silent = (): void => undefined;
    return new CameraRawDecoder(await loadLibRaw({ wasmBinary, print: silent, printErr: silent }));
  }

  /**
   * @param file name, for messages
   * @throws NightSkiesError `camera-raw-unreadable`, `camera-raw-not-bayer`
   */
  async decode(bytes: Uint8Array, file: string): Promise<CameraRaw> {
    const { metadata, mosaic } = this.#unpack(bytes, file);
    const { black, maximum } = metadata.color_data;
    return {
      width: mosaic.width,
      height: mosaic.height,
      raw: pictureArea(mosaic, file),
      pattern: bayerPattern(metadata, file),
      blackLevel: black,
      whiteLevel: maximum,
      camera: [metadata.camera_make, metadata.camera_model].join(' ').trim(),
      exposure: await readExposure(bytes),
    };
  }

  #unpack(bytes: Uint8Array, file: string): { metadata: LibRawMetadata; mosaic: LibRawMosaic } {
    const decoder = new this.module.LibRaw();
    try {
      decoder.open(bytes, {});
      const mosaic = decoder.rawImageData();
      if (mosaic === undefined) throw unreadable(file, bytes, 'no picture of the sensor');
      return { metadata: decoder.metadata(true), mosaic };
    } catch (error) {
      if (error instanceof NightSkiesError) throw error;
      // The decoder throws objects of its compiled language, which say nothing.
      throw unreadable(file, bytes, `${bytes.length} bytes it cannot decode`);
    } finally {
      decoder.delete();
    }
  }
}

function unreadable(file: string, bytes: Uint8Array, found: string): NightSkiesError {
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0'));
  return new NightSkiesError(
    problem('camera-raw-unreadable', 'the file is not a camera raw file that can be read', {
      file,
      found: `${found}, beginning with ${start.join(' ')}`,
      expected: 'a DNG, CR2, NEF, ARW or other raw file known to LibRaw, complete',
      hint: 'Check that the file is whole; convert it to an uncompressed DNG, or to FITS, if it is.',
    }),
  );
}

function pictureArea(mosaic: LibRawMosaic, file: string): Uint16Array {
  const { data, width, height, raw_width: stride } = mosaic;
  const { left_margin: left, top_margin: top } = mosaic;
  const fits =
    width > 0 &&
    height > 0 &&
    width * height <= mostPixels &&
    left + width <= stride &&
    (top + height) * stride <= data.length;
  if (!fits) {
    throw new NightSkiesError(
      problem('camera-raw-unreadable', 'the size of the picture cannot be', {
        file,
        found: `${width} x ${height} px at (${left}, ${top}) in ${data.length} px of ${stride} per row`,
        expected: 'a picture within the sensor',
        hint: 'The file is damaged; copy it from the camera again.',
      }),
    );
  }
  const raw = new Uint16Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const start = (top + row) * stride + left;
    raw.set(data.subarray(start, start + width), row * width);
  }
  return raw;
}

/** The decoder's pattern: two bits per pixel, numbers of letters in `cdesc`, rows of two pixels. */
function bayerPattern(
  { filters, cdesc, colors }: LibRawMetadata,
  file: string,
): CameraRaw['pattern'] {
  const colourAt = (place: number): BayerColour | undefined =>
    (({ R: 'red', G: 'green', B: 'blue' }) as const)[cdesc[(filters >>> (2 * place)) & 3] ?? ''];
  const found = [colourAt(0), colourAt(1), colourAt(2), colourAt(3)];
  const [a, b, c, d] = found;
  const greens = found.filter((colour) => colour === 'green').length;
  // Small numbers stand for patterns that are not of two by two pixels.
  const isBayer =
    filters >= 1000 && greens === 2 && found.includes('red') && found.includes('blue');
  if (!isBayer || a === undefined || b === undefined || c === undefined || d === undefined) {
    throw new NightSkiesError(
      problem('camera-raw-not-bayer', 'the sensor has no Bayer pattern', {
        file,
        found:
          filters === 0
            ? `no colour filters (${colors} colours)`
            : `filters 0x${filters.toString(16)} of ${cdesc}`,
        expected: 'red, green and blue filters on squares of two by two pixels',
        hint: 'Convert the picture to FITS with a program that knows this camera.',
      }),
    );
  }
  return [a, b, c, d];
}

/**
 * The sensor's picture with its colours at one level: numbers above black times the gain of their
 * colour. Saturated pixels stay as they are (above black, without gain): a gain would lift them over
 * each other and make a pattern of the colours in the middle of every bright star.
 */
export function normaliseBayer(camera: CameraRaw, gains: BayerGains): Image {
  const { width, height, raw, pattern, blackLevel, whiteLevel } = camera;
  const factors = pattern.map((colour) => gains[colour]);
  const data = new Float32Array(width * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const factor = raw[at] >= whiteLevel ? 1 : factors[2 * (y % 2) + (x % 2)];
      data[at] = (raw[at] - blackLevel) * factor;
    }
  }
  return image(width, height, data);
}
