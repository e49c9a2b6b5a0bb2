import { NightSkiesError, problem } from '@nightskies/contracts';
import { firstImage, readFits, type Header } from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import {
  frameModel,
  greatestFieldRadiusDeg,
  type Distortion,
  type FrameModel,
} from './frame-model.js';

/** A frame that takes part in a map. */
export interface MapFrame {
  /** File name; frames are added in the order of their names. */
  readonly name: string;
  readonly model: FrameModel;
  /** EXPTIME, s */
  readonly exposureSeconds: number;
  /** DN; NaN where there are no data. Decoded when asked for: frames out of reach never are. */
  readonly pixels: () => Image;
}

/**
 * A star-free frame from its file, by its keywords AZ, ALT, EXPTIME, XBINNING and YBINNING.
 *
 * @throws FitsError for a missing keyword, NightSkiesError `bad-frame` for one out of range
 */
export function readMapFrame(bytes: Uint8Array, name: string, distortion: Distortion): MapFrame {
  const hdu = firstImage(readFits(bytes, name));
  const [width, height] = hdu.shape;
  const geometry = {
    width,
    height,
    ...binningOf(hdu.header),
    azimuthDeg: hdu.header.requireNumber('AZ'),
    altitudeDeg: hdu.header.requireNumber('ALT'),
  };
  const exposureSeconds = hdu.header.requireNumber('EXPTIME');
  const faults = [
    ...(hdu.shape.length === 2 && width >= 2 && height >= 2
      ? []
      : [`NAXIS ${hdu.shape.join('x')}`]),
    ...(Number.isFinite(geometry.azimuthDeg) ? [] : [`AZ = ${geometry.azimuthDeg}`]),
    ...(Math.abs(geometry.altitudeDeg) <= 90 ? [] : [`ALT = ${geometry.altitudeDeg}`]),
    ...(exposureSeconds > 0 && Number.isFinite(exposureSeconds)
      ? []
      : [`EXPTIME = ${exposureSeconds}`]),
    ...(geometry.binningX >= 1 ? [] : [`XBINNING = ${geometry.binningX}`]),
    ...(geometry.binningY >= 1 ? [] : [`YBINNING = ${geometry.binningY}`]),
  ];
  const model = frameModel(geometry, distortion);
  if (!(model.fieldRadiusDeg < greatestFieldRadiusDeg)) {
    faults.push(`${width} x ${height} px, ${model.fieldRadiusDeg} deg from axis to corner`);
  }
  if (faults.length > 0) {
    throw new NightSkiesError(
      problem('bad-frame', 'the frame cannot be placed on the sky', {
        file: name,
        found: faults.join(', '),
        expected: `two axes of 2 px and more, a field below ${greatestFieldRadiusDeg} deg, |ALT| <= 90, EXPTIME > 0, binning >= 1`,
        hint: 'Correct these keywords in the raw frame, or leave it out.',
      }),
    );
  }
  return {
    name,
    exposureSeconds,
    model,
    pixels: () => image(width, height, hdu.float32()),
  };
}

/** Binning of a frame; 1 where the header says nothing. */
export function binningOf(header: Header): { binningX: number; binningY: number } {
  const binningX = header.number('XBINNING') ?? 1;
  return { binningX, binningY: header.number('YBINNING') ?? binningX };
}
