import { pixelFlags } from '@nightskies/contracts';
import {
  firstImage,
  Header,
  imageNamed,
  readFits,
  writeFits,
  type CardEntry,
} from '@nightskies/fits';
import { diskMedianInto, image, type ByteRoom, type Image } from '@nightskies/pixels';
import { frameModel } from '../frames/frame-model.js';
import { binningOf } from '../frames/map-frame.js';
import { findTrails, type Trail, type TrailFrame } from '../overlaps/find-trails.js';
import { trailMarginPx, trailMask } from '../overlaps/trail-mask.js';
import { medianNoise } from './median-noise.js';
import { withoutGaps, type Mesh } from './mesh.js';
import { starConfusion } from './star-confusion.js';
import { medianRadiusPx, nsnsdMedianRadiusPx, removeStars } from './star-free.js';

/** Pixels with one of these bits take no part in the median. */
const refused = pixelFlags.saturated.bit | pixelFlags.bad.bit | pixelFlags.noData.bit;

/** The same in each byte of a word. */
const refusedInFour = refused * 0x01010101;

/** Distance of the nodes of NOISE and CONFUSN in radii of the disk: 31 px for the usual 12.5. */
const stepRadii = 2.5;

interface Planes {
  readonly frame: Float32Array;
  readonly filtered: Float32Array;
  readonly uncertainty: Float32Array;
}

// Planes of the frame before, for the next of its size; whoever needs their memory may have it.
let spare = new WeakRef<Planes>(planesOf(0));

function planesOf(pixels: number): Planes {
  const plane = () => new Float32Array(pixels);
  return { frame: plane(), filtered: plane(), uncertainty: plane() };
}

function sparePlanes(pixels: number): Planes {
  const known = spare.deref();
  if (known?.frame.length === pixels) return known;
  const made = planesOf(pixels);
  spare = new WeakRef(made);
  return made;
}

/** A frame without its stars, and what else was found in it. */
export interface StarFreeResult {
  readonly bytes: Uint8Array;
  /** Satellites, aircraft and meteors, whose pixels took no part either. */
  readonly trails: readonly Trail[];
}

/**
 * File of a frame without stars (artifact `star-free-frame`) from a calibrated one: float32 with all
 * cards of the calibrated frame; saturated and bad pixels, those without data, and trails of
 * satellites and aircraft (NTRAILS of them) take no part.
 * Extensions NOISE and CONFUSN are meshes of the 1 sigma error of a pixel by noise and by the stars
 * that are left (`medianNoise`, `starConfusion`), where the calibrated frame has UNCERT. In compat
 * the old footprint of 12.5 px on unsigned 16 bit numbers, as they come, and nothing else.
 *
 * @param into memory to write to, as `writeFits` says
 * @throws FitsError for a broken file, NightSkiesError for a radius that does not suit the frame
 */
export function starFreeFile(
  bytes: Uint8Array,
  name: string,
  options: { readonly compat: 'none' | 'nsnsd'; readonly radiusDeg: number },
  into?: ByteRoom,
): StarFreeResult {
  const file = readFits(bytes, name);
  const hdu = firstImage(file);
  const shape = hdu.shape;
  const [width, height] = shape;
  const old = options.compat === 'nsnsd';
  const radiusPx = old
    ? nsnsdMedianRadiusPx
    : medianRadiusPx(options.radiusDeg, binningOf(hdu.header), name);
  const header = hdu.header.withAll(starFreeCards(radiusPx));
  const stored = old ? hdu.values() : undefined;
  if (stored instanceof Uint16Array) {
    const { data } = removeStars(image(width, height, stored), radiusPx);
    return { bytes: writeFits([{ header, shape, data }], into), trails: [] };
  }
  const planes = sparePlanes(width * height);
  const frame = image(width, height, hdu.float32(planes.frame));
  const flags = imageNamed(file, 'FLAGS')?.values();
  if (flags instanceof Uint8Array) dropRefused(frame, flags);
  const filtered = removeStars(frame, radiusPx, planes.filtered);
  const trails = old ? [] : trailsIn({ name, pixels: frame, starFree: filtered }, hdu.header);
  if (trails.length > 0) {
    dropTrails(frame, trails);
    filterAcross(trails, filtered, frame, radiusPx);
  }
  const found = header.with('NTRAILS', trails.length, 'satellites, aircraft, meteors left out');
  const uncertainty = imageNamed(file, 'UNCERT')?.float32(planes.uncertainty);
  if (uncertainty === undefined) {
    return { bytes: writeFits([{ header: found, shape, data: filtered.data }], into), trails };
  }
  const stepPx = Math.max(2, Math.round(stepRadii * radiusPx));
  const sigma = image(width, height, uncertainty);
  const noise = medianNoise(frame, sigma, filtered, radiusPx, stepPx);
  const confusion = starConfusion(filtered, noise, radiusPx);
  const hdus = [
    { header: found, shape, data: filtered.data },
    meshHdu('NOISE', withoutGaps(noise.sigma), 'DN, 1 sigma by photons, readout, masters'),
    meshHdu('CONFUSN', withoutGaps(confusion), 'DN, 1 sigma by stars that are left'),
  ];
  return { bytes: writeFits(hdus, into), trails };
}

/**
 * Trails in a frame above the horizon; where it looked is known by its commanded direction only, which
 * is enough to tell the sky from lights and skylines. None where the header does not say.
 */
function trailsIn(frame: Omit<TrailFrame, 'model'>, header: Header): Trail[] {
  const azimuthDeg = header.number('AZ');
  const altitudeDeg = header.number('ALT');
  if (azimuthDeg === undefined || altitudeDeg === undefined) return [];
  const { width, height } = frame.pixels;
  const model = frameModel(
    { width, height, ...binningOf(header) },
    { azimuthDeg, altitudeDeg, rollDeg: 0 },
    { kind: 'radial' },
  );
  return findTrails({ ...frame, model }, []);
}

/** So many times the usual disk reaches across the widest trail. */
const wideDisk = 3;

/**
 * Filters a frame again where its trails, whose pixels it has lost since, had a part: wherever a disk
 * meets one; in the middle of wide ones by a wider disk.
 *
 * @param filtered the disk median of the frame with its trails; changed
 */
function filterAcross(
  trails: readonly Trail[],
  filtered: Image,
  frame: Image,
  radiusPx: number,
): void {
  const { width, height, data } = filtered;
  // A disk has whole pixels: those met are within its radius of a trail's, and so is what is mirrored.
  const met = trailMask(trails, width, height, trailMarginPx + radiusPx + 1);
  diskMedianInto(filtered, frame, radiusPx, met);
  const empty = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) empty[i] = 1;
  diskMedianInto(filtered, frame, wideDisk * radiusPx, empty);
}

/** Takes the pixels of trails out of the frame, in place. */
function dropTrails({ data, width, height }: Image, trails: readonly Trail[]): void {
  const mask = trailMask(trails, width, height);
  for (let i = 0; i < data.length; i++) if (mask[i] === 1) data[i] = Number.NaN;
}

function starFreeCards(radiusPx: number): CardEntry[] {
  return [
    ['STARFREE', true, 'stars removed by a disk median'],
    ['MEDIANPX', radiusPx, 'px, radius of the disk'],
  ];
}

function meshHdu(name: string, { stepPx, columns, rows, data }: Mesh, unit: string) {
  const header = Header.of([
    ['BUNIT', 'DN', unit],
    ['MESHSTEP', stepPx, 'px; node (i, j) stands at pixel (i, j) MESHSTEP'],
  ]);
  return { name, header, shape: [columns, rows], data };
}

/** Takes what is flagged out of the frame, in place. */
function dropRefused({ data }: Image, flags: Uint8Array): void {
  const drop = (from: number, past: number): void => {
    for (let i = from; i < past; i++) if ((flags[i] & refused) !== 0) data[i] = Number.NaN;
  };
  // Flags are rare: four bytes at a time where they lie as words.
  const words = flags.byteOffset % 4 === 0 ? flags.length >> 2 : 0;
  const fours = new Uint32Array(flags.buffer, words === 0 ? 0 : flags.byteOffset, words);
  for (let k = 0; k < words; k++) if ((fours[k] & refusedInFour) !== 0) drop(4 * k, 4 * k + 4);
  drop(4 * words, flags.length);
}
