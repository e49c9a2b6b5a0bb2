import { NightSkiesError, problem } from '@nightskies/contracts';
import { firstImage, readFits, type Header } from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import type { CameraPose } from '@nightskies/sky';
import { frameModel, greatestFieldRadiusDeg, type FrameModel, type Lens } from './frame-model.js';

/** A frame that takes part in a map. */
export interface MapFrame {
  /** File name; frames are added in the order of their names. */
  readonly name: string;
  readonly model: FrameModel;
  /** EXPTIME, s */
  readonly exposureSeconds: number;
  /**
   * DN; NaN where there are no data. Decoded when asked for: frames out of reach never are. Into
   * `room` where it has as many numbers.
   */
  readonly pixels: (room?: Float32Array) => Image;
}

/** Where a frame looked, and through which lens. */
export interface Placement {
  readonly pose: CameraPose;
  readonly lens: Lens;
}

/**
 * A star-free frame from its file, by its keywords EXPTIME, XBINNING and YBINNING, where it was found
 * to have looked.
 *
 * @throws FitsError for a missing keyword, NightSkiesError `bad-frame` for one out of range and for a
 * lens that was measured on frames of another size
 */
export function readMapFrame(bytes: Uint8Array, name: string, { pose, lens }: Placement): MapFrame {
  const hdu = firstImage(readFits(bytes, name));
  const [width, height] = hdu.shape;
  const shape = { width, height, ...binningOf(hdu.header) };
  const exposureSeconds = hdu.header.requireNumber('EXPTIME');
  const faults = [
    ...(hdu.shape.length === 2 && width >= 2 && height >= 2
      ? []
      : [`NAXIS ${hdu.shape.join('x')}`]),
    ...(exposureSeconds > 0 && Number.isFinite(exposureSeconds)
      ? []
      : [`EXPTIME = ${exposureSeconds}`]),
    ...(shape.binningX >= 1 ? [] : [`XBINNING = ${shape.binningX}`]),
    ...(shape.binningY >= 1 ? [] : [`YBINNING = ${shape.binningY}`]),
  ];
  if (lens.kind === 'measured') {
    const { camera } = lens;
    if (camera.width !== width || camera.height !== height) {
      faults.push(`${width} x ${height} px, the set ${camera.width} x ${camera.height}`);
    }
  }
  const model = frameModel(shape, pose, lens);
  if (!(model.fieldRadiusDeg < greatestFieldRadiusDeg)) {
    faults.push(`${width} x ${height} px, ${model.fieldRadiusDeg} deg from axis to corner`);
  }
  if (faults.length > 0) {
    throw new NightSkiesError(
      problem('bad-frame', 'the frame cannot be placed on the sky', {
        file: name,
        found: faults.join(', '),
        expected: `two axes of 2 px and more as the other frames of the set, a field below ${greatestFieldRadiusDeg} deg, EXPTIME > 0, binning >= 1`,
        hint: 'Correct these keywords in the raw frame, or leave it out.',
      }),
    );
  }
  return {
    name,
    exposureSeconds,
    model,
    pixels: (room) =>
      image(width, height, hdu.float32(room?.length === width * height ? room : undefined)),
  };
}

/** Binning of a frame; 1 where the header says nothing. */
export function binningOf(header: Header): { binningX: number; binningY: number } {
  const binningX = header.number('XBINNING') ?? 1;
  return { binningX, binningY: header.number('YBINNING') ?? binningX };
}
