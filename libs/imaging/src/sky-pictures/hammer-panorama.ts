import { coloursOf, type SkyPalette } from '../colour/sky-palette.js';
import { composeJpeg, composePng } from '../drawing/compose.js';
import { svg } from '../drawing/svg.js';
import { hammerView } from './hammer-view.js';
import type { PictureText } from './legend.js';
import { checkMap, MapSampler, type LuminanceMap } from './luminance-map.js';
import { panoramaGraticule, panoramaLabels } from './panorama-graticule.js';
import { lowestDeg, PanoramaLayout, type PanoramaPage } from './panorama-layout.js';
import { panoramaWords } from './panorama-words.js';
import { renderSky } from './sky-raster.js';

export interface PanoramaOptions extends LuminanceMap, PictureText {
  /** Azimuth in the middle of the picture, deg; default 0 (north). */
  readonly centralAzimuthDeg?: number;
  /** Default 2400, of a `print` page 3600 (18 inches at 200 dots). */
  readonly widthPx?: number;
  /** Default `screen`: height 0.41 of the width; `print`: 0.36, the page of the published panoramas. */
  readonly page?: PanoramaPage;
  /** Default `magnitudes`; `artificial` shows luminance around zero, negative values in blue. */
  readonly palette?: SkyPalette;
  /** Default `png`, of a `print` page `jpeg`: quality 92, 200 dots per inch. */
  readonly format?: 'png' | 'jpeg';
}

/**
 * All-sky panorama: Hammer equal-area projection of the sky from altitude -6 to 90 deg, azimuth
 * growing to the right (north through east), on black. Light is averaged before it is coloured. No
 * font of the machine is used and equal inputs give equal bytes.
 *
 * In `magnitudes` light of zero and less is as black as the faint end of the scale.
 *
 * Throws `picture-grid` when the map does not fit on the sky.
 *
 * @returns PNG or JPEG file
 */
export async function hammerPanorama(options: PanoramaOptions): Promise<Uint8Array> {
  checkMap(options);
  const kind = options.page ?? 'screen';
  const layout = new PanoramaLayout(kind, options.widthPx ?? (kind === 'print' ? 3600 : 2400));
  const centralDeg = options.centralAzimuthDeg ?? 0;
  const palette = options.palette ?? 'magnitudes';
  const { radiusPx, left, top, viewWidthPx, viewHeightPx } = layout;
  const view = hammerView(
    {
      widthPx: viewWidthPx,
      heightPx: viewHeightPx,
      horizonPx: layout.horizonY - top,
      radiusPx,
    },
    centralDeg,
    lowestDeg,
  );
  const sampler = new MapSampler(options, 180 / Math.PI / radiusPx);
  const { rgba, anyMissing } = renderSky(view, sampler, coloursOf(palette));
  const drawing = svg(layout.widthPx, layout.heightPx, [
    panoramaGraticule(layout, centralDeg),
    ...panoramaLabels(layout, centralDeg),
    ...panoramaWords(layout, { ...options, centralDeg, palette, anyMissing }),
  ]);
  const format = options.format ?? (kind === 'print' ? 'jpeg' : 'png');
  return (format === 'jpeg' ? composeJpeg : composePng)(
    layout.widthPx,
    layout.heightPx,
    { rgba, widthPx: viewWidthPx, heightPx: viewHeightPx, left, top },
    drawing,
  );
}
