import { pixelFlags } from '@nightskies/contracts';
import {
  firstImage,
  Header,
  imageNamed,
  readFits,
  writeFits,
  type CardEntry,
} from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import { binningOf } from '../frames/map-frame.js';
import { medianNoise } from './median-noise.js';
import { withoutGaps, type Mesh } from './mesh.js';
import { starConfusion } from './star-confusion.js';
import { medianRadiusPx, nsnsdMedianRadiusPx, removeStars } from './star-free.js';

/** Pixels with one of these bits take no part in the median. */
const refused = pixelFlags.saturated.bit | pixelFlags.bad.bit | pixelFlags.noData.bit;

/** Distance of the nodes of NOISE and CONFUSN in radii of the disk: 31 px for the usual 12.5. */
const stepRadii = 2.5;

/**
 * File of a frame without stars (artifact `star-free-frame`) from a calibrated one: float32 with all
 * cards of the calibrated frame; saturated and bad pixels, and those without data, take no part.
 * Extensions NOISE and CONFUSN are meshes of the 1 sigma error of a pixel by noise and by the stars
 * that are left (`medianNoise`, `starConfusion`), where the calibrated frame has UNCERT. In compat
 * the old footprint of 12.5 px on unsigned 16 bit numbers, as they come, and nothing else.
 *
 * @throws FitsError for a broken file, NightSkiesError for a radius that does not suit the frame
 */
export function starFreeFile(
  bytes: Uint8Array,
  name: string,
  options: { readonly compat: 'none' | 'nsnsd'; readonly radiusDeg: number },
): Uint8Array {
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
    return writeFits([{ header, shape, data }]);
  }
  const frame = image(width, height, hdu.float32());
  const flags = imageNamed(file, 'FLAGS')?.values();
  if (flags instanceof Uint8Array) dropRefused(frame, flags);
  const filtered = removeStars(frame, radiusPx);
  const uncertainty = imageNamed(file, 'UNCERT')?.float32();
  if (uncertainty === undefined) return writeFits([{ header, shape, data: filtered.data }]);
  const stepPx = Math.max(2, Math.round(stepRadii * radiusPx));
  const sigma = image(width, height, uncertainty);
  const noise = medianNoise(frame, sigma, filtered, radiusPx, stepPx);
  const confusion = starConfusion(filtered, noise, radiusPx);
  return writeFits([
    { header, shape, data: filtered.data },
    meshHdu('NOISE', withoutGaps(noise.sigma), 'DN, 1 sigma by photons, readout, masters'),
    meshHdu('CONFUSN', withoutGaps(confusion), 'DN, 1 sigma by stars that are left'),
  ]);
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
  for (let i = 0; i < data.length; i++) if ((flags[i] & refused) !== 0) data[i] = Number.NaN;
}
