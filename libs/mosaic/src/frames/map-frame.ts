import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  firstImage,
  imageNamed,
  memorySource,
  openFits,
  type ByteSource,
  type Header,
  type OpenFits,
  type OpenImage,
} from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import type { CameraPose, ObserverFrame } from '@nightskies/sky';
import { frameModel, greatestFieldRadiusDeg, type FrameModel, type Lens } from './frame-model.js';

/** Rows of pixels of a frame; the end is exclusive. */
export interface PixelRows {
  readonly first: number;
  readonly end: number;
}

/** A plane of a frame beside its pixels: of the same size, or a mesh over them. */
export interface FramePlane {
  readonly width: number;
  readonly height: number;
  /** Node (i, j) sits at pixel (i step, j step), bilinear between; 1 for a plane of pixels. */
  readonly stepPx: number;
  /** Into `room` where it has as many numbers; of these perhaps the given rows alone. */
  readonly read: (room?: Float32Array, rows?: PixelRows) => Float32Array;
}

/** When a frame was taken, and what sky was over it then. */
export interface Circumstances {
  /** Middle of the exposure, Julian date, UTC; null where the header does not say. */
  readonly middleJdUtc: number | null;
  /** For maps that turn with the stars; null without time or site. */
  readonly sky: () => ObserverFrame | null;
}

/** A frame that takes part in a map. */
export interface MapFrame extends Circumstances {
  /** File name; frames are added in the order of their names. */
  readonly name: string;
  readonly model: FrameModel;
  /** EXPTIME, s */
  readonly exposureSeconds: number;
  /** Whether its own stars tell where it looked. */
  readonly ownStars: boolean;
  /**
   * DN; NaN where there are no data. Decoded when asked for: frames out of reach never are. Into
   * `room` where it has as many numbers; of these perhaps the given rows alone. Throws NightSkiesError
   * `frame-dark` for one without light.
   */
  readonly pixels: (room?: Float32Array, rows?: PixelRows) => Image;
  /**
   * 1 sigma in DN of a pixel from photons, readout and masters; null where nobody knows. Of a plane
   * of pixels the errors are independent, under a mesh neighbours share them.
   */
  readonly sigma: FramePlane | null;
  /** 1 sigma in DN from the stars that are still in a star-free frame; the same in all frames. */
  readonly confusion: FramePlane | null;
  /** Bits of `pixelFlags`, pixel by pixel; as `pixels` into `room`. */
  readonly flags: ((room?: Uint8Array, rows?: PixelRows) => Uint8Array) | null;
}

/** Where a frame looked, and through which lens. */
export interface Placement {
  readonly pose: CameraPose;
  readonly lens: Lens;
  /** Whether by its own stars; true unless told. */
  readonly ownStars?: boolean;
}

const unknown: Circumstances = { middleJdUtc: null, sky: () => null };

/**
 * A calibrated or a star-free frame from its file, by its keywords EXPTIME, XBINNING and YBINNING,
 * where it was found to have looked. Errors and flags come from the extensions it has: UNCERT and
 * FLAGS, or the meshes NOISE and CONFUSN.
 *
 * @param stored the bytes of the file, or the open file: of it only what is asked for is read
 * @param circumstancesOf when and under which sky it was taken, from its header
 * @throws FitsError for a missing keyword, NightSkiesError `bad-frame` for one out of range and for a
 * lens that was measured on frames of another size
 */
export function readMapFrame(
  stored: Uint8Array | ByteSource,
  name: string,
  { pose, lens, ownStars = true }: Placement,
  circumstancesOf: (header: Header) => Circumstances = () => unknown,
): MapFrame {
  const source = stored instanceof Uint8Array ? memorySource(stored) : stored;
  const file = openFits(source, name);
  const hdu = firstImage(file);
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
    ...{ name, exposureSeconds, model, ownStars },
    ...circumstancesOf(hdu.header),
    pixels: (room, rows) => {
      if (room?.length !== width * height || rows === undefined) {
        const whole = decoded(hdu, room);
        requireLight(lightOf(whole), name);
        return image(width, height, whole);
      }
      requireLight(lightOfRows(hdu), name);
      return image(width, height, decoded(hdu, room, rows));
    },
    ...planesOf(file, width, height),
  };
}

/** With so many of its pixels below zero a frame saw no sky: half of them are without any light. */
const darkShare = 0.9;
/** Enough to tell, and no divisor of the width of a frame. */
const everyPixels = 31;

/** As many rows tell of a frame of which only a part is read. */
const fewRowCount = 16;

/** Pixels looked at, and those of them below zero. */
interface LightSeen {
  readonly seen: number;
  readonly below: number;
}

/** Of every so many pixels from one on. */
function lightOf(pixels: Float32Array, first = 0): LightSeen {
  let seen = 0;
  let below = 0;
  for (let at = first; at < pixels.length; at += everyPixels) {
    const value = pixels[at];
    if (value < 0) below++;
    if (value === value) seen++;
  }
  return { seen, below };
}

/** Of rows all over a frame, in each row other columns, as over the whole frame. */
function lightOfRows(hdu: OpenImage): LightSeen {
  const [width = 0, height = 0] = hdu.shape;
  const step = Math.ceil(height / fewRowCount);
  let seen = 0;
  let below = 0;
  for (let row = step >> 1; row < height; row += step) {
    const light = lightOf(hdu.readRows(row, 1), (row * width) % everyPixels);
    seen += light.seen;
    below += light.below;
  }
  return { seen, below };
}

/** @throws NightSkiesError `frame-dark` when no light fell on these pixels */
function requireLight({ seen, below }: LightSeen, file: string): void {
  if (below <= darkShare * seen) return;
  throw new NightSkiesError(
    problem('frame-dark', 'the frame holds less light than none', {
      file,
      found: `${((100 * below) / seen).toFixed(0)} % of its pixels below zero after calibration`,
      expected: 'a picture of the sky, brighter than bias and dark',
      hint: 'Look at the raw frame and at the bias; copy it from the camera computer again.',
    }),
  );
}

/** All pixels, or of those in `room` some rows. */
function decoded(hdu: OpenImage, room: Float32Array | undefined, rows?: PixelRows): Float32Array {
  const [width = 0, height = 0] = hdu.shape;
  if (room?.length !== width * height) return hdu.readRows(0, height);
  const { first, end } = rows ?? { first: 0, end: height };
  hdu.readRows(first, end - first, room.subarray(first * width, end * width));
  return room;
}

/** Flags of a frame on their way into a room: fresh memory for each frame would cost more. */
let flagRoom = new ArrayBuffer(0);

function planesOf(
  file: OpenFits,
  width: number,
  height: number,
): Pick<MapFrame, 'sigma' | 'confusion' | 'flags'> {
  const flags = imageNamed(file, 'FLAGS');
  return {
    sigma: planeOf(file, 'UNCERT', width, height) ?? planeOf(file, 'NOISE', width, height),
    confusion: planeOf(file, 'CONFUSN', width, height),
    flags:
      flags === undefined
        ? null
        : (room, rows = { first: 0, end: height }) => {
            const { first, end } = room === undefined ? { first: 0, end: height } : rows;
            const fits = flags.shape.join(' x ') === `${width} x ${height}`;
            if (room !== undefined && flagRoom.byteLength < room.length) {
              flagRoom = new ArrayBuffer(room.length);
            }
            const into = room === undefined ? undefined : flagRoom;
            const values = fits ? flags.readStoredRows(first, end - first, into) : null;
            if (!(values instanceof Uint8Array)) {
              throw misfit(file.name, 'FLAGS', flags.shape, `${width} x ${height} of 8 bit`);
            }
            if (room === undefined) return values;
            room.set(values, first * width);
            return room;
          },
  };
}

/** An extension that covers the frame, pixel by pixel or as a mesh of MESHSTEP pixels. */
function planeOf(file: OpenFits, name: string, width: number, height: number): FramePlane | null {
  const hdu = imageNamed(file, name);
  if (hdu === undefined) return null;
  const [across = 0, up = 0] = hdu.shape;
  const stepPx = hdu.header.number('MESHSTEP') ?? 1;
  if (!(stepPx > 0) || (across - 1) * stepPx < width - 1 || (up - 1) * stepPx < height - 1) {
    throw misfit(
      file.name,
      name,
      hdu.shape,
      `nodes of MESHSTEP px to the last of ${width} x ${height}`,
    );
  }
  return { width: across, height: up, stepPx, read: (room, rows) => decoded(hdu, room, rows) };
}

function misfit(
  file: string,
  name: string,
  shape: readonly number[],
  expected: string,
): NightSkiesError {
  return new NightSkiesError(
    problem('bad-frame', `the extension ${name} does not fit the frame`, {
      file,
      found: shape.join(' x '),
      expected,
      hint: 'Remove this artifact and run again: it will be made anew.',
    }),
  );
}

/** Binning of a frame; 1 where the header says nothing. */
export function binningOf(header: Header): { binningX: number; binningY: number } {
  const binningX = header.number('XBINNING') ?? 1;
  return { binningX, binningY: header.number('YBINNING') ?? binningX };
}
