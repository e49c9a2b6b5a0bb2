import type { SkyPalette } from '../colour/sky-palette.js';
import { colourBar } from '../drawing/colour-bar.js';
import { ink, inkDim, inkSoft } from '../drawing/ink.js';
import { text } from '../drawing/svg.js';
import { azimuthLabel } from './cardinal.js';
import type { PictureText } from './legend.js';
import type { PanoramaLayout } from './panorama-layout.js';

/** Subtitles of the published panoramas. */
export const panoramaSubtitles = {
  full: 'Full Resolution Mosaic',
  median: 'Background Sky Brightness',
  natural: 'Modeled Natural Sky Background Brightness',
  artificial: 'Estimated Artificial Sky Glow',
} as const;

/** Where and when a panorama was taken. */
export interface PanoramaOccasion {
  /** The park. */
  readonly location: string;
  readonly site: string;
  /** Local date of the middle of the set. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** Local mean time of the middle of the set, hours. */
  readonly localMeanHours: number;
}

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `Great Basin National Park  Mather Overlook  October 4, 2024  22.3 hours LMT` */
export function panoramaTitle(occasion: PanoramaOccasion): string {
  const { location, site, year, month, day, localMeanHours } = occasion;
  const date = `${months[month - 1] ?? month} ${day}, ${year}`;
  return [location, site, date, `${localMeanHours.toFixed(1)} hours LMT`]
    .filter((part) => part !== '')
    .join('  ');
}

/** How places without data are called: in an artificial map it is the ground. */
export function noDataName(palette: SkyPalette): string {
  return palette === 'artificial' ? 'ground, no data' : 'no data';
}

export interface PanoramaWording extends PictureText {
  readonly centralDeg: number;
  readonly palette: SkyPalette;
  readonly anyMissing: boolean;
}

/** Title, colour bar and foot of a panorama. */
export function panoramaWords(layout: PanoramaLayout, words: PanoramaWording): string[] {
  const { unit, heightPx, widthPx, page } = layout;
  const margin = 80 * unit;
  const print = page === 'print';
  // On paper the foot has room for one line.
  const lines = words.caption ?? [];
  const caption = print && lines.length > 0 ? [lines.join('   ')] : lines;
  const title = print
    ? { x: widthPx - margin, anchor: 'end' as const, y: 76 * unit }
    : { x: margin, anchor: 'start' as const, y: 92 * unit };
  const notes = print
    ? ['Hammer-Aitoff Equal Area Projection']
    : [
        `Centre ${azimuthLabel(words.centralDeg).text} · apparent altitude −6° to 90°`,
        'Hammer equal-area projection',
      ];
  const foot = (line: number, count: number): number =>
    heightPx - ((print ? 28 : 40) + 32 * (count - 1 - line)) * unit;
  return [
    colourBar({
      ...(print
        ? { x: margin, y: 44 * unit, widthPx: 620 * unit, names: 'below' as const }
        : { x: widthPx - 800 * unit, y: 84 * unit, widthPx: 720 * unit, names: 'beside' as const }),
      heightPx: 28 * unit,
      unit,
      palette: words.palette,
      withNoData: words.anyMissing && noDataName(words.palette),
    }),
    text(words.title, title.x, title.y, {
      sizePx: (print ? 40 : 46) * unit,
      weight: 'bold',
      fill: ink,
      anchor: title.anchor,
      maxWidthPx: 1280 * unit,
    }),
    text(words.subtitle ?? '', title.x, title.y + 50 * unit, {
      sizePx: 30 * unit,
      fill: inkSoft,
      anchor: title.anchor,
      maxWidthPx: 1000 * unit,
    }),
    ...caption.map((line, i) =>
      text(line, margin, foot(i, caption.length), {
        sizePx: 22 * unit,
        fill: inkDim,
        maxWidthPx: 1700 * unit,
      }),
    ),
    ...notes.map((line, i) =>
      text(line, widthPx - margin, foot(i, notes.length), {
        sizePx: 22 * unit,
        anchor: 'end',
        fill: inkDim,
      }),
    ),
  ];
}
