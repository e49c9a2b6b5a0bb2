import { hammer } from '@nightskies/sky';
import { colourBar } from '../drawing/colour-bar.js';
import { composeJpeg, composePng } from '../drawing/compose.js';
import { ink, inkDim, inkSoft } from '../drawing/ink.js';
import { graticuleLine, pathThrough, svg, text } from '../drawing/svg.js';
import { azimuthLabel } from './cardinal.js';
import type { PictureText } from './legend.js';
import { checkMap, MapSampler, type LuminanceMap } from './luminance-map.js';
import { renderSky } from './sky-raster.js';

export interface PanoramaOptions extends LuminanceMap, PictureText {
  /** Azimuth in the middle of the picture, deg; default 0 (north). */
  readonly centralAzimuthDeg?: number;
  /** Default 2400. */
  readonly widthPx?: number;
  /** Default `png`; `jpeg` of quality 92, 200 dots per inch. */
  readonly format?: 'png' | 'jpeg';
}

/** Lowest altitude shown, deg. */
const lowestDeg = -6;
const altitudesDeg = [0, 30, 60];
const highestRingDeg = 60;
const azimuthStepDeg = 30;

/**
 * All-sky panorama: Hammer equal-area projection of the sky from altitude -6 to 90 deg, azimuth
 * growing to the right (north through east), in the colours of the National Park Service, on black.
 * Height is 0.41 of the width. Every pixel is the mean of its area in linear light. No font of the machine is used and equal
 * inputs give equal bytes.
 *
 * Throws `picture-grid` when the map does not fit on the sky.
 *
 * @returns PNG or JPEG file
 */
export async function hammerPanorama(options: PanoramaOptions): Promise<Uint8Array> {
  checkMap(options);
  const layout = new PanoramaLayout(options.widthPx ?? 2400);
  const centralDeg = options.centralAzimuthDeg ?? 0;
  const { radiusPx, left, top, viewWidthPx, viewHeightPx } = layout;
  const sampler = new MapSampler(options, 180 / Math.PI / radiusPx / 2);
  const { rgba, anyMissing } = renderSky(viewWidthPx, viewHeightPx, sampler, (x, y, direction) => {
    const place = hammer.inverse(
      (x + left - layout.centreX) / radiusPx,
      (layout.horizonY - y - top) / radiusPx,
    );
    if (place === null || place.latitudeDeg < lowestDeg) return false;
    direction.azimuthDeg = centralDeg + place.longitudeDeg;
    direction.altitudeDeg = place.latitudeDeg;
    return true;
  });
  const drawing = svg(layout.widthPx, layout.heightPx, [
    graticule(layout, centralDeg),
    ...labels(layout, centralDeg),
    ...words(layout, options, centralDeg),
    colourBar({
      x: layout.widthPx - 800 * layout.unit,
      y: 84 * layout.unit,
      widthPx: 720 * layout.unit,
      heightPx: 28 * layout.unit,
      unit: layout.unit,
      withNoData: anyMissing,
    }),
  ]);
  const compose = options.format === 'jpeg' ? composeJpeg : composePng;
  return compose(
    layout.widthPx,
    layout.heightPx,
    { rgba, widthPx: viewWidthPx, heightPx: viewHeightPx, left, top },
    drawing,
  );
}

class PanoramaLayout {
  readonly heightPx: number;
  /** One unit is 1/2400 of the width: letters and lines are given in it. */
  readonly unit: number;
  /** Pixels per radian at the centre of the projection. */
  readonly radiusPx: number;
  readonly centreX: number;
  readonly horizonY: number;
  readonly left: number;
  readonly top: number;
  readonly viewWidthPx: number;
  readonly viewHeightPx: number;

  constructor(readonly widthPx: number) {
    this.unit = widthPx / 2400;
    this.heightPx = Math.round(980 * this.unit);
    this.radiusPx = (1080 * this.unit) / (2 * Math.SQRT2);
    this.centreX = widthPx / 2;
    this.horizonY = 740 * this.unit;
    this.left = Math.floor(this.centreX - 1080 * this.unit) - 1;
    this.top = Math.floor(this.horizonY - this.radiusPx * Math.SQRT2) - 1;
    this.viewWidthPx = widthPx - 2 * this.left;
    this.viewHeightPx = Math.ceil(this.horizonY + 0.16 * this.radiusPx) - this.top;
  }

  point(longitudeDeg: number, altitudeDeg: number): readonly [number, number] {
    const { x, y } = hammer.forward(longitudeDeg, altitudeDeg);
    return [this.centreX + x * this.radiusPx, this.horizonY - y * this.radiusPx];
  }
}

function span(from: number, to: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
}

/** Longitudes of the azimuth lines in the picture with the azimuths they stand for. */
function meridians(centralDeg: number): { longitudeDeg: number; azimuthDeg: number }[] {
  const first = Math.ceil((centralDeg - 180) / azimuthStepDeg) * azimuthStepDeg;
  return span(first, first + 360, 360 / azimuthStepDeg)
    .map((azimuthDeg) => ({ longitudeDeg: azimuthDeg - centralDeg, azimuthDeg }))
    .filter(({ longitudeDeg }) => longitudeDeg <= 180);
}

function graticule(layout: PanoramaLayout, centralDeg: number): string {
  const lines = [
    ...meridians(centralDeg)
      .filter(({ longitudeDeg }) => Math.abs(longitudeDeg) < 180)
      .map(({ longitudeDeg, azimuthDeg }) =>
        // Only the cardinal lines run on to the zenith, where all would close to a blot.
        span(lowestDeg, azimuthDeg % 90 === 0 ? 90 : highestRingDeg, 60).map((altitude) =>
          layout.point(longitudeDeg, altitude),
        ),
      ),
    ...altitudesDeg.map((altitude) =>
      span(-180, 180, 180).map((longitude) => layout.point(longitude, altitude)),
    ),
  ];
  const edge = [
    ...span(lowestDeg, 90, 120).map((altitude) => layout.point(-180, altitude)),
    ...span(90, lowestDeg, 120).map((altitude) => layout.point(180, altitude)),
    ...span(180, -180, 180).map((longitude) => layout.point(longitude, lowestDeg)),
  ];
  return (
    lines.map((points) => graticuleLine(points, layout.unit)).join('') +
    `<path d="${pathThrough(edge)}Z" fill="none" stroke="${inkSoft}" stroke-width="${2.4 * layout.unit}" stroke-linejoin="round"/>`
  );
}

function labels(layout: PanoramaLayout, centralDeg: number): string[] {
  const { unit } = layout;
  const baseline = layout.point(180, lowestDeg)[1] + 40 * unit;
  const azimuths = meridians(centralDeg).map(({ longitudeDeg, azimuthDeg }) => {
    const [x] = layout.point(longitudeDeg, lowestDeg);
    const { text: label, cardinal } = azimuthLabel(azimuthDeg);
    return text(label, x, baseline, {
      sizePx: (cardinal ? 32 : 24) * unit,
      weight: cardinal ? 'bold' : 'regular',
      anchor: 'middle',
      fill: cardinal ? ink : inkSoft,
    });
  });
  const altitudes = altitudesDeg.flatMap((altitude) =>
    ([-180, 180] as const).map((longitude) => {
      const [x, y] = layout.point(longitude, altitude);
      const side = Math.sign(longitude);
      return text(`${altitude}°`, x + side * 14 * unit, y + (altitude === 0 ? 8 : -4) * unit, {
        sizePx: 24 * unit,
        anchor: side < 0 ? 'end' : 'start',
        fill: inkSoft,
      });
    }),
  );
  return [...azimuths, ...altitudes];
}

function words(layout: PanoramaLayout, options: PanoramaOptions, centralDeg: number): string[] {
  const { unit, heightPx, widthPx } = layout;
  const caption = options.caption ?? [];
  const { text: centre } = azimuthLabel(centralDeg);
  const notes = [`Centre ${centre} · apparent altitude −6° to 90°`, 'Hammer equal-area projection'];
  const foot = (line: number, count: number): number =>
    heightPx - (40 + 32 * (count - 1 - line)) * unit;
  return [
    text(options.title, 80 * unit, 92 * unit, {
      sizePx: 46 * unit,
      weight: 'bold',
      fill: ink,
      maxWidthPx: 1280 * unit,
    }),
    text(options.subtitle ?? '', 80 * unit, 142 * unit, {
      sizePx: 30 * unit,
      fill: inkSoft,
      maxWidthPx: 1000 * unit,
    }),
    ...caption.map((line, i) =>
      text(line, 80 * unit, foot(i, caption.length), {
        sizePx: 22 * unit,
        fill: inkDim,
        maxWidthPx: 1700 * unit,
      }),
    ),
    ...notes.map((line, i) =>
      text(line, widthPx - 80 * unit, foot(i, notes.length), {
        sizePx: 22 * unit,
        anchor: 'end',
        fill: inkDim,
      }),
    ),
  ];
}
