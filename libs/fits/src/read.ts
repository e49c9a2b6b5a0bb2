import { CompressedImageHdu } from './compress/compressed-image.js';
import { FitsError } from './errors.js';
import { walkHdus, type HduSite } from './hdu-walk.js';
import { StoredImage, type HduPlace } from './image-hdu.js';
import { usualHeaderBytes, type ReadLimits } from './read-limits.js';
import { scalingOf } from './scaling.js';
import { memorySource } from './stream/byte-source.js';
import type { OpenFits, OpenImage } from './stream/open-image.js';
import type { FitsFile, Hdu, ImageHdu, OpaqueHdu } from './types.js';
import { unpacked, type UnpackLimits } from './unpack.js';

/**
 * Reads the structure of a FITS file: all headers, no pixels. Pixels are decoded from `bytes` when
 * asked for, so the bytes must not change meanwhile. A gzip file is unpacked, recognised by its
 * first bytes; an image in compressed tiles is an image like all others. Every size a header claims is checked against the length of the file first.
 *
 * @param name of the file, for messages
 * @throws FitsError naming file and offset for a file that is empty, not FITS, truncated, overlong,
 * whose mandatory keywords cannot be, or which goes beyond the limits
 */
export function readFits(bytes: Uint8Array, name: string, limits: ReadLimits = {}): FitsFile {
  const content = plain(unpacked(bytes, name, limits));
  const most = limits.maxHeaderBytes ?? usualHeaderBytes;
  const { sites, notes } = walkHdus(memorySource(content), name, most);
  return { name, hdus: sites.map((site) => hduAt(content, site, name, limits)), notes };
}

/** @throws FitsError `fits-no-image` when no HDU is an image with pixels. */
export function firstImage(file: FitsFile): ImageHdu;
export function firstImage(file: OpenFits): OpenImage;
export function firstImage(file: FitsFile | OpenFits): ImageHdu | OpenImage {
  for (const hdu of file.hdus) if (hdu.type === 'image' && hasPixels(hdu)) return hdu;
  const kinds = file.hdus.map((hdu) => (hdu.type === 'image' ? 'header without data' : hdu.type));
  throw new FitsError('fits-no-image', 'the file holds no image', {
    file: file.name,
    offset: 0,
    found: [...new Set(kinds)].join(', '),
    expected: 'an image with pixels in the primary or an IMAGE extension',
    hint: 'Check that this is the file you mean.',
  });
}

/** The first image extension of this EXTNAME (without regard to case). */
export function imageNamed(file: FitsFile, extname: string): ImageHdu | undefined;
export function imageNamed(file: OpenFits, extname: string): OpenImage | undefined;
export function imageNamed(
  file: FitsFile | OpenFits,
  extname: string,
): ImageHdu | OpenImage | undefined {
  const wanted = extname.trim().toUpperCase();
  for (const hdu of file.hdus) {
    if (hdu.type !== 'image') continue;
    if (hdu.header.string('EXTNAME')?.trim().toUpperCase() === wanted) return hdu;
  }
  return undefined;
}

function hasPixels({ shape }: ImageHdu | OpenImage): boolean {
  return shape.length > 0 && shape.every((axis) => axis > 0);
}

function hduAt(content: Uint8Array, site: HduSite, file: string, limits: UnpackLimits): Hdu {
  const { header, structure, offset, dataStart, end } = site;
  const place: HduPlace = {
    header,
    shape: structure.shape,
    offset,
    data: content.subarray(dataStart, dataStart + structure.dataBytes),
    raw: content.subarray(offset, end),
  };
  if (structure.kind === 'image') {
    const { bitpix } = structure;
    return new StoredImage(place, bitpix, scalingOf(header, bitpix, file, offset));
  }
  const { kind } = structure;
  if (kind === 'compressed-image') {
    return new CompressedImageHdu(memorySource(content), site, place.raw, file, limits);
  }
  const bytes = bytesOf(place);
  if (kind === 'binary-table' || kind === 'ascii-table') return { ...bytes, type: kind, file };
  return { ...bytes, type: kind };
}

function bytesOf({ header, shape, offset, data, raw }: HduPlace): Omit<OpaqueHdu, 'type'> {
  return { header, shape, offset, data: () => data, raw: () => raw };
}

// A Buffer's slices are views where a Uint8Array's are copies: only the latter get out of here.
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
