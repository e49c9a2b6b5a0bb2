import { firstImage, readFits } from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import {
  bennettRefraction,
  julianDate,
  observerFrame,
  openStarCatalogue,
  starCatalogueUrl,
  type ObserverFrame,
  type Site,
} from '@nightskies/sky';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { skyOverPlace, type SkyOverPlace } from '../reference-stars.js';

/** A FITS or JPEG picture as one plane of numbers. */
export async function readPlane(path: string): Promise<Image> {
  if (!path.endsWith('.gz')) {
    const { data, info } = await sharp(path)
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return image(info.width, info.height, Float32Array.from(data));
  }
  const name = path.split('/').at(-1) ?? path;
  const hdu = firstImage(readFits(gunzipSync(readFileSync(path)), name));
  const [width, height] = hdu.shape;
  return image(width, height, hdu.float32());
}

const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));

/** The sky over a site at a moment, in the standard air of its height. */
export function frameOf(time: string, site: Site): ObserverFrame {
  const pressureHpa = 1010 * Math.exp(-site.heightM / 8400);
  const refraction = bennettRefraction({ pressureHpa, temperatureC: 10 });
  return observerFrame({ ...site, jdUtc: julianDate(time), refraction });
}

export function starsOver(time: string, site: Site): SkyOverPlace {
  return skyOverPlace(frameOf(time, site), catalogue);
}
