import { zenithalEqualArea } from '@nightskies/sky';
import { coloursOf, type SkyPalette } from '../colour/sky-palette.js';
import { Page } from '../drawing/page.js';
import { checkMap, MapSampler, type LuminanceMap } from './luminance-map.js';
import { roundView } from './round-view.js';
import { renderSky } from './sky-raster.js';

export interface WholeSkyOptions extends LuminanceMap {
  /** Width and height; default 1600. */
  readonly sizePx?: number;
  /** Default `magnitudes`. */
  readonly palette?: SkyPalette;
}

/** Resolution that the file states. */
const dotsPerInch = 96;
const marginPx = 4;

/**
 * Round picture of a whole map, down to its lowest altitude, without letters or lines, on black, as
 * JPEG of quality 100 (`data.jpg`, image-stages 9.9): zenithal equal-area projection, zenith in the
 * centre, north up, east left. Colours and averaging as in `hammerPanorama`; grey for no data.
 *
 * Throws `picture-grid` when the map does not fit on the sky.
 */
export async function wholeSkyPicture(options: WholeSkyOptions): Promise<Uint8Array> {
  checkMap(options);
  const sizePx = options.sizePx ?? 1600;
  const lowestDeg = options.grid.altitude0Deg;
  const rim = zenithalEqualArea.forward(0, lowestDeg);
  const edge = Math.hypot(rim.x, rim.y);
  const radiusPx = (sizePx / 2 - marginPx) / edge;
  const sampler = new MapSampler(options, 180 / Math.PI / radiusPx);
  const { rgba } = renderSky(
    roundView(sizePx, radiusPx, lowestDeg),
    sampler,
    coloursOf(options.palette ?? 'magnitudes'),
  );
  const page = new Page(sizePx, sizePx);
  page.lay({ rgba, widthPx: sizePx, heightPx: sizePx, left: 0, top: 0 });
  const picture = await page
    .sharp()
    .withDensity(dotsPerInch)
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return new Uint8Array(picture);
}
