import { coloursOf, type SkyPalette } from '../colour/sky-palette.js';
import { colourBar } from '../drawing/colour-bar.js';
import { composePng } from '../drawing/compose.js';
import { ink, inkDim, inkSoft } from '../drawing/ink.js';
import { svg, text } from '../drawing/svg.js';
import { fisheyeGraticule, fisheyeLabels, type FisheyePlace } from './fisheye-graticule.js';
import type { PictureText } from './legend.js';
import { checkMap, MapSampler, type LuminanceMap } from './luminance-map.js';
import { noDataName } from './panorama-words.js';
import { roundView } from './round-view.js';
import { renderSky } from './sky-raster.js';

export interface FisheyeOptions extends LuminanceMap, PictureText {
  /** Default 1600. */
  readonly widthPx?: number;
  /** Default `magnitudes`; `artificial` shows luminance around zero, negative values in blue. */
  readonly palette?: SkyPalette;
}

/**
 * Round picture of the sky above the horizon as one sees it lying on the ground, feet to the south: zenith in the
 * centre, north up, east LEFT, south down, west right. Zenithal equal-area projection (Lambert),
 * rho = sqrt 2 sin(z/2) of the radius of the horizon. Colours, averaging and determinism as in
 * `hammerPanorama`. Height is 1.1425 of the width.
 *
 * Throws `picture-grid` when the map does not fit on the sky.
 *
 * @returns PNG file
 */
export async function fisheyePicture(options: FisheyeOptions): Promise<Uint8Array> {
  checkMap(options);
  const layout = layoutOf(options.widthPx ?? 1600);
  const { radiusPx, left, top, sizePx, unit } = layout;
  const perRadian = radiusPx / Math.SQRT2;
  const palette = options.palette ?? 'magnitudes';
  const sampler = new MapSampler(options, 180 / Math.PI / perRadian);
  const { rgba, anyMissing } = renderSky(
    roundView(sizePx, perRadian, 0),
    sampler,
    coloursOf(palette),
  );
  const drawing = svg(layout.widthPx, layout.heightPx, [
    fisheyeGraticule(layout),
    ...fisheyeLabels(layout),
    ...words(layout, options),
    colourBar({
      x: 480 * unit,
      y: 1620 * unit,
      widthPx: 1040 * unit,
      heightPx: 28 * unit,
      unit,
      palette,
      withNoData: anyMissing && noDataName(palette),
      names: 'beside',
    }),
  ]);
  return composePng(
    layout.widthPx,
    layout.heightPx,
    { rgba, widthPx: sizePx, heightPx: sizePx, left, top },
    drawing,
  );
}

interface FisheyeLayout extends FisheyePlace {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly top: number;
  readonly sizePx: number;
}

function layoutOf(widthPx: number): FisheyeLayout {
  const unit = widthPx / 1600;
  const radiusPx = 640 * unit;
  // Whole numbers: the picture of the sky is centred on its own middle.
  const centreX = Math.round(widthPx / 2);
  const centreY = Math.round(855 * unit);
  const half = Math.ceil(radiusPx) + 1;
  return {
    widthPx,
    heightPx: Math.round(1828 * unit),
    unit,
    radiusPx,
    centreX,
    centreY,
    left: centreX - half,
    top: centreY - half,
    sizePx: 2 * half,
  };
}

function words(layout: FisheyeLayout, options: FisheyeOptions): string[] {
  const { unit, widthPx } = layout;
  const caption = options.caption ?? [];
  const notes = ['Looking up: north at the top, east left', 'Zenithal equal-area projection'];
  const foot = (line: number): number => (1746 + 32 * line) * unit;
  return [
    text(options.title, 80 * unit, 84 * unit, {
      sizePx: 42 * unit,
      weight: 'bold',
      fill: ink,
      maxWidthPx: 1440 * unit,
    }),
    text(options.subtitle ?? '', 80 * unit, 128 * unit, {
      sizePx: 27 * unit,
      fill: inkSoft,
      maxWidthPx: 1440 * unit,
    }),
    ...caption.map((line, i) =>
      text(line, 80 * unit, foot(i), { sizePx: 22 * unit, fill: inkDim, maxWidthPx: 980 * unit }),
    ),
    ...notes.map((line, i) =>
      text(line, widthPx - 80 * unit, foot(i), {
        sizePx: 22 * unit,
        anchor: 'end',
        fill: inkDim,
      }),
    ),
  ];
}
