import sharp from 'sharp';
import { svg } from '../drawing/svg.js';
import { AnnotationView } from './annotation-view.js';
import { captionHeight, captionPanel } from './caption.js';
import { compass } from './compass.js';
import { equatorialGrid } from './equatorial-grid.js';
import { LabelPlaces } from './label-places.js';
import { starRings, type RingedStar } from './star-rings.js';
import type { SkyOnPicture } from './sky-on-picture.js';
import { skyMarks, type MarkedBody, type SkyMarks } from './sky-marks.js';
import { stretched } from './stretch.js';

export interface AnnotatedPictureOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Red, green and blue or one grey plane, linear or not, any unit; row 0 is the first stored. */
  readonly planes: readonly Float32Array[];
  /** Shows the first stored row at the bottom. */
  readonly firstRowBelow?: boolean;
  readonly sky: SkyOnPicture;
  /** Sources the solution rests on. */
  readonly stars: readonly RingedStar[];
  readonly marks: SkyMarks;
  readonly bodies: readonly MarkedBody[];
  /** Name of the picture, bold, and the facts below it. */
  readonly title: string;
  readonly facts: readonly string[];
}

/** Pictures are shown between these widths: small ones enlarged by whole numbers, large ones reduced. */
const narrowestPx = 1100;
const widestPx = 2200;

/**
 * The picture, stretched so that faint stars show, with what is known in it: grid of right ascension
 * and declination, constellations, names of stars, Messier objects, Moon and planets, the stars that
 * were used, north and east, and a caption. PNG; equal input gives equal bytes.
 */
export async function annotatedPicture(options: AnnotatedPictureOptions): Promise<Uint8Array> {
  const { widthPx, heightPx, planes } = options;
  const factor = shownFactor(widthPx);
  const [width, height] = [Math.round(widthPx * factor), Math.round(heightPx * factor)];
  const view = new AnnotationView(options, factor);
  const labels = new LabelPlaces(width, height);
  const unit = Math.min(Math.max(Math.min(width, height) / 1000, 0.8), 1.8);
  const caption = captionHeight(unit, options.facts.length);
  // The order is that of importance for labels, and from the back to the front for ink.
  const front = [
    compass(view, labels, unit),
    skyMarks(view, labels, unit, options.marks, options.bodies),
  ];
  const drawing = svg(width, height + caption, [
    equatorialGrid(view, labels, unit),
    ...front.map(({ under }) => under),
    starRings(view, unit, options.stars),
    ...front.map(({ over }) => over),
    captionPanel(width, height, unit, options.title, options.facts),
  ]);
  const pixels = stretched(planes, widthPx, heightPx);
  const flip = options.firstRowBelow === true;
  const base = await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .flip(flip)
    .resize(width, height, { kernel: factor > 1 ? 'cubic' : 'lanczos3', fit: 'fill' })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const png = await sharp({
    create: { width, height: height + caption, channels: 3, background: { r: 0, g: 0, b: 0 } },
  })
    .composite([
      { input: base, left: 0, top: 0 },
      { input: drawing, left: 0, top: 0 },
    ])
    .removeAlpha()
    .png({ compressionLevel: 7, adaptiveFiltering: true })
    .toBuffer();
  return new Uint8Array(png);
}

function shownFactor(widthPx: number): number {
  if (widthPx > widestPx) return widestPx / widthPx;
  return widthPx < narrowestPx ? Math.min(4, Math.ceil(narrowestPx / widthPx)) : 1;
}
