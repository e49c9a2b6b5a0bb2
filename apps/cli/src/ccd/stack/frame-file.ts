import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { firstImage, openFits, type Header, type OpenImage } from '@nightskies/fits';
import { stepOf } from '@nightskies/astrometry';
import { usualBayerGains } from '@nightskies/imaging';
import { image, type Image } from '@nightskies/pixels';
import { FrameReader } from '../offsets-frames.js';
import type { FrameTime } from '../offsets-time.js';
import { readPicture } from '../read-picture.js';
import { FileSource, withPath } from './file-bytes.js';
import type { Scratch } from './scratch.js';

/** A frame whose rows are read when they are needed. */
export interface FrameFile {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Absent for pictures that are no FITS. */
  readonly header: Header | undefined;
  /** Least difference of two stored numbers; 0 for floating point. */
  readonly step: number;
  readonly saturationLevel: number | undefined;
  /** Of a camera raw file, by its EXIF; FITS headers tell theirs. */
  readonly time?: FrameTime;
  /** Rows that were read so far. */
  readonly rowsRead: number;
  /** Fills `out` with rows from `first` on. */
  readRows(first: number, out: Float32Array): void;
  /** Closes the file until rows are read again. */
  release(): void;
}

/** Which plane of a colour picture: its number from 1, or the mean of all. */
export type Plane = number | 'mean' | undefined;

const fitsStart = 'SIMPLE  ';
/** Most a gzip file may unpack to. */
const mostUnpackedBytes = 8 * 2 ** 30;
const leastSidePx = 16;

/**
 * Opens a frame: FITS in place, FITS in gzip unpacked to the scratch room, other pictures decoded into
 * it, so that rows can be read in any order with little memory.
 *
 * @throws NightSkiesError naming the file for what is none of these, too small, or of several planes
 * without a choice
 */
export async function openFrame(file: string, plane: Plane, scratch: Scratch): Promise<FrameFile> {
  if ((await stat(file)).isDirectory()) throw isFolder(file);
  const source = new FileSource(file);
  const start = new Uint8Array(Math.min(8, source.size));
  source.read(0, start);
  source.release();
  const text = Buffer.from(start).toString('latin1');
  if (text === fitsStart || start.length < 8) return fitsFrame(file, source, plane);
  if (start[0] === 0x1f && start[1] === 0x8b) {
    const unpacked = scratch.path();
    scratch.note(await unpack(file, unpacked));
    return fitsFrame(file, new FileSource(unpacked), plane);
  }
  return cameraRaw.test(file) ? rawFrame(file, scratch) : pictureFrame(file, plane, scratch);
}

/** Told by their names: their first bytes are those of TIFF. */
const cameraRaw = /\.(?:dng|arw|cr2|cr3|nef|orf|pef|raf|rw2)$/i;
const cameras = new FrameReader(usualBayerGains, undefined);

async function rawFrame(file: string, scratch: Scratch): Promise<FrameFile> {
  const { image: picture, time } = await cameras.read(file);
  assertSize(file, picture.width, picture.height);
  return Object.assign(keptFrame(file, picture, undefined, scratch), { time });
}

async function unpack(file: string, to: string): Promise<number> {
  let bytes = 0;
  const gunzip = createGunzip();
  gunzip.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostUnpackedBytes) gunzip.destroy(new Error('it unpacks to more than 8 GiB'));
  });
  try {
    await pipeline(createReadStream(file), gunzip, createWriteStream(to));
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) throw withPath(cause, to);
    throw new NightSkiesError(
      problem('fits-broken-gzip', 'the packed file cannot be unpacked', {
        file,
        found: cause instanceof Error ? cause.message : 'damaged data',
        expected: 'a complete gzip file',
        hint: 'Copy or download the file again; it is cut short or damaged.',
      }),
    );
  }
  return bytes;
}

function fitsFrame(file: string, source: FileSource, plane: Plane): FrameFile {
  const hdu = firstImage(openFits(source, file));
  source.release();
  const [width = 0, height = 1, ...further] = hdu.shape;
  const planes = further.reduce((product, axis) => product * axis, 1);
  assertSize(file, width, height);
  const chosen = chosenPlanes(file, planes, plane);
  const { header } = hdu;
  const stated = header.number('SATURATE');
  const rows = new CountedRows(hdu, width, height, chosen);
  return {
    file,
    width,
    height,
    header,
    step: hdu.bitpix < 0 ? 0 : Math.abs(hdu.scaling.bscale),
    saturationLevel: stated !== undefined && stated > 0 ? stated : undefined,
    get rowsRead() {
      return rows.read;
    },
    readRows: (first, out) => {
      rows.fill(first, out);
    },
    release: () => {
      source.release();
    },
  };
}

/** Rows of one plane or of the mean of several. */
class CountedRows {
  read = 0;

  constructor(
    private readonly hdu: OpenImage,
    private readonly width: number,
    private readonly height: number,
    private readonly planes: readonly number[],
  ) {}

  fill(first: number, out: Float32Array): void {
    const { hdu, width, height, planes } = this;
    const count = out.length / width;
    this.read += count;
    const [only] = planes;
    if (planes.length === 1 && only !== undefined) {
      hdu.readRows(only * height + first, count, out);
      return;
    }
    const sums = new Float64Array(out.length);
    const one = new Float32Array(out.length);
    for (const plane of planes) {
      hdu.readRows(plane * height + first, count, one);
      one.forEach((value, k) => (sums[k] = (sums[k] ?? 0) + value));
    }
    sums.forEach((sum, k) => (out[k] = sum / planes.length));
  }
}

async function pictureFrame(file: string, plane: Plane, scratch: Scratch): Promise<FrameFile> {
  const picture = await readPicture(file);
  const { width, height, data } = picture.luminance;
  assertSize(file, width, height);
  const chosen = picture.planes[plane === 'mean' || plane === undefined ? -1 : plane - 1];
  if (typeof plane === 'number' && chosen === undefined)
    throw noPlane(file, picture.planes.length, plane);
  return keptFrame(file, image(width, height, chosen ?? data), picture.saturationLevel, scratch);
}

/** A picture that was decoded as a whole, kept on disk. */
function keptFrame(
  file: string,
  { width, height, data }: Image,
  saturationLevel: number | undefined,
  scratch: Scratch,
): FrameFile {
  const kept = scratch.keep(width, height, [data]);
  let rowsRead = 0;
  return {
    file,
    width,
    height,
    header: undefined,
    step: stepOf(data),
    saturationLevel,
    get rowsRead() {
      return rowsRead;
    },
    readRows: (first, out) => {
      rowsRead += out.length / width;
      kept.readRows(first, out);
    },
    release: () => {
      kept.release();
    },
  };
}

function chosenPlanes(file: string, count: number, plane: Plane): number[] {
  if (count === 1 || plane === 'mean') return Array.from({ length: count }, (_, k) => k);
  if (plane !== undefined && plane <= count) return [plane - 1];
  throw noPlane(file, count, plane);
}

function noPlane(file: string, count: number, plane: Plane): NightSkiesError {
  return new NightSkiesError(
    problem('picture-planes', 'which plane of this picture is meant?', {
      file,
      found: `${count} planes${plane === undefined ? '' : `, --plane ${plane}`}`,
      expected: `--plane 1 to ${count}, or --plane mean`,
      hint: 'Stack the colours one after another: each call takes one plane.',
    }),
  );
}

function assertSize(file: string, width: number, height: number): void {
  if (Math.min(width, height) >= leastSidePx) return;
  throw new NightSkiesError(
    problem('picture-too-small', 'this picture is too small to be aligned', {
      file,
      found: `${width} x ${height} pixels`,
      expected: `at least ${leastSidePx} x ${leastSidePx}`,
      hint: 'Give the picture itself, not its preview. Colours belong on the last axis of a FITS file.',
    }),
  );
}

function isFolder(file: string): NightSkiesError {
  return new NightSkiesError(
    problem('input-is-folder', 'there is a folder where a file is needed', {
      file,
      found: 'a folder',
      expected: 'a file',
      hint: 'Name the file in it.',
    }),
  );
}
