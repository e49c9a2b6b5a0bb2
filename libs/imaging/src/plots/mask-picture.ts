import { coloursOf } from '../colour/sky-palette.js';
import { colourBar } from '../drawing/colour-bar.js';
import { pngOf } from '../drawing/compose.js';
import { ink, inkDim, inkSoft } from '../drawing/ink.js';
import { Page } from '../drawing/page.js';
import { pathThrough, px, svg, text } from '../drawing/svg.js';
import { azimuthLabel } from '../sky-pictures/cardinal.js';
import type { PictureText } from '../sky-pictures/legend.js';
import { checkMap, MapSampler, type LuminanceMap } from '../sky-pictures/luminance-map.js';
import { renderSky, type SkyView } from '../sky-pictures/sky-raster.js';

export interface MaskPictureOptions extends LuminanceMap, PictureText {
  /** Apparent altitude of the skyline, one value for equal steps of azimuth from -180 deg on; NaN: none. */
  readonly skylineDeg: ArrayLike<number>;
  /** Confidence in each of them, 0 to 1. */
  readonly confidence: ArrayLike<number>;
  /** Highest altitude shown; default 5 deg above the skyline, 12 to 45 deg. */
  readonly highestDeg?: number;
  /** Default 2400. */
  readonly widthPx?: number;
}

const lowestDeg = -6;
/** Below it the line is drawn as doubtful. */
const sureConfidence = 0.5;
const sure = '#ffffff';
const doubtful = '#ffb000';

/**
 * The proposed skyline drawn over the sky near the horizon, in two strips of half the horizon each,
 * north and south in their middles, angles true in the strips: white where it is sure, amber and dashed
 * where it is doubtful, for a person to look at before anything is subtracted. Colours as in
 * `hammerPanorama`.
 *
 * Throws `picture-grid` when the map does not fit on the sky.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export async function maskPicture(options: MaskPictureOptions): Promise<Uint8Array> {
  checkMap(options);
  const widthPx = options.widthPx ?? 2400;
  const unit = widthPx / 2400;
  const highestDeg = options.highestDeg ?? highestOf(options.skylineDeg);
  const stripWidth = Math.round(2200 * unit);
  const perDegree = stripWidth / 180;
  const stripHeight = Math.round((highestDeg - lowestDeg) * perDegree);
  const left = Math.round(110 * unit);
  const tops = [Math.round(190 * unit), Math.round(290 * unit) + stripHeight];
  const heightPx = tops[1] + stripHeight + Math.round(150 * unit);
  const page = new Page(widthPx, heightPx);
  const sampler = new MapSampler(options, 1 / perDegree);
  const drawings: string[] = [];
  let anyMissing = false;
  for (const [i, centralDeg] of [0, 180].entries()) {
    const view = stripView(stripWidth, stripHeight, perDegree, centralDeg, highestDeg);
    const { rgba, anyMissing: missing } = renderSky(view, sampler, coloursOf('magnitudes'));
    anyMissing ||= missing;
    page.lay({ rgba, widthPx: stripWidth, heightPx: stripHeight, left, top: tops[i] });
    const strip: Strip = {
      ...{ left, top: tops[i], widthPx: stripWidth, heightPx: stripHeight, unit },
      x: (turnDeg) => left + (turnDeg + 90) * perDegree,
      y: (altitudeDeg) => tops[i] + (highestDeg - altitudeDeg) * perDegree,
      ...{ centralDeg, highestDeg },
    };
    drawings.push(frameOf(strip), skylineOf(strip, options));
  }
  await page.draw(
    svg(widthPx, heightPx, [
      ...drawings,
      text(options.title, left, 78 * unit, {
        ...{ sizePx: 46 * unit, weight: 'bold', fill: ink, maxWidthPx: 1150 * unit },
      }),
      text(options.subtitle ?? '', left, 128 * unit, {
        ...{ sizePx: 28 * unit, fill: inkSoft, maxWidthPx: 1150 * unit },
      }),
      colourBar({
        ...{ x: widthPx - 800 * unit, y: 76 * unit, widthPx: 710 * unit, heightPx: 26 * unit },
        ...{ unit, palette: 'magnitudes', names: 'beside', withNoData: anyMissing && 'no data' },
      }),
      ...foot(options.caption ?? [], left, heightPx - 34 * unit, widthPx - 90 * unit, unit),
    ]),
  );
  return pngOf(page);
}

interface Strip {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly unit: number;
  readonly centralDeg: number;
  readonly highestDeg: number;
  /** Column of a turn from the middle, -90 to 90 deg; row of an altitude. */
  readonly x: (turnDeg: number) => number;
  readonly y: (altitudeDeg: number) => number;
}

function highestOf(skylineDeg: ArrayLike<number>): number {
  let highest = 0;
  for (let i = 0; i < skylineDeg.length; i++) {
    if (skylineDeg[i] > highest) highest = skylineDeg[i];
  }
  return Math.min(45, Math.max(12, Math.ceil(highest + 5)));
}

/** Azimuth along, altitude up, in equal degrees. */
function stripView(
  widthPx: number,
  heightPx: number,
  perDegree: number,
  centralDeg: number,
  highestDeg: number,
): SkyView {
  return {
    ...{ widthPx, heightPx, centralDeg, round: false },
    row(y, { turnDeg, altitudeDeg, part }) {
      altitudeDeg.fill(Math.max(lowestDeg, highestDeg - (y + 0.5) / perDegree));
      part.fill(1);
      for (let x = 0; x < turnDeg.length; x++) turnDeg[x] = (x + 0.5 - widthPx / 2) / perDegree;
    },
  };
}

function frameOf(strip: Strip): string {
  const { left, top, widthPx, heightPx, unit, centralDeg, highestDeg } = strip;
  const label = { sizePx: 24 * unit, fill: inkSoft } as const;
  const azimuths = [-90, -60, -30, 0, 30, 60, 90].map((turn) => {
    const { text: words, cardinal } = azimuthLabel(centralDeg + turn);
    return text(words, strip.x(turn), top + heightPx + 38 * unit, {
      ...{ ...label, anchor: 'middle', fill: cardinal ? ink : inkSoft },
      ...{ sizePx: (cardinal ? 30 : 24) * unit, weight: cardinal ? 'bold' : 'regular' },
    });
  });
  const altitudes = [0, 10, 20, 30, 40].filter((altitude) => altitude < highestDeg);
  const lines = altitudes.map(
    (altitude) =>
      `<path d="M${px(left)} ${px(strip.y(altitude))}h${px(widthPx)}" stroke="#fff" stroke-opacity="${altitude === 0 ? 0.5 : 0.22}" stroke-width="${px(1.3 * unit)}"/>` +
      text(`${altitude}°`, left - 14 * unit, strip.y(altitude) + 8 * unit, {
        ...{ ...label, anchor: 'end' },
      }),
  );
  return [
    ...lines,
    ...azimuths,
    `<rect x="${px(left)}" y="${px(top)}" width="${px(widthPx)}" height="${px(heightPx)}" fill="none" stroke="${inkDim}" stroke-width="${px(1.5 * unit)}"/>`,
  ].join('');
}

/** Stretches of the skyline that are alike in confidence. */
function skylineOf(strip: Strip, { skylineDeg, confidence }: MaskPictureOptions): string {
  const count = skylineDeg.length;
  const stepDeg = 360 / count;
  const runs: { readonly sure: boolean; readonly points: [number, number][] }[] = [];
  const first = Math.round((strip.centralDeg - 90 + 180) / stepDeg);
  let open = false;
  for (let k = 0; k < count / 2; k++) {
    const column = (first + k) % count;
    const altitude = skylineDeg[column];
    if (!Number.isFinite(altitude)) {
      open = false;
      continue;
    }
    const isSure = confidence[column] >= sureConfidence;
    const point: [number, number] = [
      strip.x((k + 0.5) * stepDeg - 90),
      strip.y(Math.min(altitude, strip.highestDeg)),
    ];
    const last = runs.at(-1);
    if (open && last !== undefined) last.points.push(point);
    if (!open || last?.sure !== isSure) runs.push({ sure: isSure, points: [point] });
    open = true;
  }
  const { unit } = strip;
  return runs
    .map(({ sure: isSure, points }) => {
      const d = pathThrough(points);
      const dashes = isSure ? '' : ` stroke-dasharray="${px(9 * unit)} ${px(6 * unit)}"`;
      return (
        `<path d="${d}" fill="none" stroke="#000" stroke-opacity="0.7" stroke-width="${px(5.5 * unit)}" stroke-linejoin="round"/>` +
        `<path d="${d}" fill="none" stroke="${isSure ? sure : doubtful}" stroke-width="${px(2.6 * unit)}" stroke-linejoin="round"${dashes}/>`
      );
    })
    .join('');
}

function foot(
  caption: readonly string[],
  left: number,
  baseline: number,
  right: number,
  unit: number,
): string[] {
  const style = { sizePx: 24 * unit, fill: inkSoft } as const;
  return [
    text(caption.join('   '), left, baseline, { ...style, fill: inkDim, maxWidthPx: 1300 * unit }),
    text('amber, dashed: doubtful', right, baseline, { ...style, fill: doubtful, anchor: 'end' }),
    text('white: skyline', right - 290 * unit, baseline, { ...style, fill: sure, anchor: 'end' }),
  ];
}
