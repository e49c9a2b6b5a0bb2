import { CompressedImage } from '../compress/compressed-image.js';
import { FitsError } from '../errors.js';
import { walkHdus, type HduSite } from '../hdu-walk.js';
import { usualHeaderBytes, type ReadLimits } from '../read-limits.js';
import { scalingOf } from '../scaling.js';
import type { ByteSource } from './byte-source.js';
import type { OpenFits, OpenImage, OpenOther } from './open-image.js';
import { PlainRows } from './plain-rows.js';

/**
 * Opens a FITS file for reading in bands: all headers are read and every size they claim is checked
 * against the source, no pixel is. `firstImage` and `imageNamed` choose an image. Memory: the
 * headers, and while rows are read 256 KiB beside them; of an image in compressed tiles their table
 * and the tiles that a band has pixels of.
 *
 * @param name of the file, for messages
 * @throws FitsError as `readFits`; `fits-packed` for gzip, whose rows cannot be found without
 * unpacking all before them
 */
export function openFits(source: ByteSource, name: string, limits: ReadLimits = {}): OpenFits {
  assertPlain(source, name);
  const { sites, notes } = walkHdus(source, name, limits.maxHeaderBytes ?? usualHeaderBytes);
  return { name, hdus: sites.map((site) => opened(source, site, name, limits)), notes };
}

function opened(
  source: ByteSource,
  site: HduSite,
  file: string,
  limits: ReadLimits,
): OpenImage | OpenOther {
  const { header, structure, offset, dataStart } = site;
  const { shape } = structure;
  if (structure.kind === 'compressed-image') return new CompressedImage(source, site, file, limits);
  if (structure.kind !== 'image') return { type: structure.kind, header, shape, offset };
  const { bitpix } = structure;
  const scaling = scalingOf(header, bitpix, file, offset);
  return new PlainRows(source, { header, bitpix, shape, offset, dataStart, scaling });
}

function assertPlain(source: ByteSource, file: string): void {
  if (source.size < 2) return;
  const magic = new Uint8Array(2);
  source.read(0, magic);
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return;
  throw new FitsError('fits-packed', 'the file is packed as a whole and cannot be read in bands', {
    file,
    offset: 0,
    found: 'gzip',
    expected: 'a FITS file, plain or with compressed tiles (.fz)',
    hint: 'Unpack it with gunzip first, or compress its tiles with fpack.',
  });
}
