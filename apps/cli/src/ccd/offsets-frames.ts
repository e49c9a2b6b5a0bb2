import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { firstImage, readFits } from '@nightskies/fits';
import {
  CameraRawDecoder,
  cameraRawDecoderUrl,
  normaliseBayer,
  type BayerGains,
} from '@nightskies/imaging';
import { image, type Image } from '@nightskies/pixels';
import { cameraTime, headerTime, type FrameTime } from './offsets-time.js';
import { assertNotBlank } from './read-picture.js';

export interface Frame {
  readonly image: Image;
  readonly time: FrameTime;
}

/** Reads frames from FITS (plain or gzip) and camera raw files, told apart by their first bytes. */
export class FrameReader {
  #decoder: Promise<CameraRawDecoder> | undefined;

  constructor(
    private readonly gains: BayerGains,
    private readonly utcOffset: string | undefined,
  ) {}

  /** @throws NightSkiesError for a file that cannot be read as a picture of one plane */
  async read(path: string): Promise<Frame> {
    const bytes = new Uint8Array(await readFile(path));
    return isFits(bytes) ? fitsFrame(bytes, path) : this.#cameraFrame(bytes, path);
  }

  async #cameraFrame(bytes: Uint8Array, path: string): Promise<Frame> {
    this.#decoder ??= CameraRawDecoder.load(readFileSync(cameraRawDecoderUrl));
    const camera = await (await this.#decoder).decode(bytes, path);
    return {
      image: normaliseBayer(camera, this.gains),
      time: cameraTime(camera.exposure, this.utcOffset),
    };
  }
}

function isFits(bytes: Uint8Array): boolean {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip || Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'SIMPLE';
}

function fitsFrame(bytes: Uint8Array, path: string): Frame {
  const file = readFits(bytes, path);
  const hdu = firstImage(file);
  const [width = 0, height = 0, ...planes] = hdu.shape;
  if (height === 0 || planes.some((count) => count !== 1)) {
    throw new NightSkiesError(
      problem('offsets-not-one-plane', 'the picture is not one plane of pixels', {
        file: path,
        found: `axes ${hdu.shape.join(' x ')}`,
        expected: 'width x height',
        hint: 'Write the planes of a colour picture to files of their own, and give one colour.',
      }),
    );
  }
  // The time may stand in the primary of a file whose picture is in an extension.
  const inPicture = headerTime(hdu.header);
  const primary = file.hdus[0]?.header;
  const time =
    inPicture.startUtc === null && primary !== undefined ? headerTime(primary) : inPicture;
  const pixels = hdu.float32();
  assertNotBlank(pixels, path);
  return { image: image(width, height, pixels), time };
}
