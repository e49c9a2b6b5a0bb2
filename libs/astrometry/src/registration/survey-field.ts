import { image, type Image } from '@nightskies/pixels';
import type { Background } from '../background/index.js';
import { detectSources, sourceFlags, type Sources } from '../detection/index.js';
import { pictureBackground, starWidthPx } from '../pictures/star-lists.js';
import { plateauOf } from '../pictures/picture-levels.js';
import { median } from '../sequence/affine.js';
import type { RegistrationStars } from './register-stars.js';

/** A picture that is read in bands of rows, in order, each row once. */
export interface BandedPicture {
  readonly width: number;
  readonly height: number;
  /** Least difference of two stored numbers; 0 for floating point. */
  readonly step: number;
  /** At or above this a pixel is burnt out; absent when unknown. */
  readonly saturationLevel?: number | undefined;
  /** Fills `out` with the values of rows from `first` on, as many as it holds. */
  readRows(first: number, out: Float32Array): void;
}

export interface SurveyOptions {
  /** Width of the stars, px; measured when absent. */
  readonly fwhmPx?: number | undefined;
  readonly thresholdSigma: number;
  /** At most so many stars, the brightest. */
  readonly limit: number;
}

/** What one look at a picture tells about registering, scaling and weighing it. */
export interface FieldSurvey {
  readonly stars: RegistrationStars;
  /** Width of the stars that was searched for, px. */
  readonly fwhmPx: number;
  /** Median level and noise of the background, in units of the picture. */
  readonly sky: number;
  readonly noise: number;
  /** Share of pixels without a value. */
  readonly blankShare: number;
}

/** So many pixels are worked on at once: about ten float32 planes of it are held. */
const bandPixels = 0.75 * 2 ** 20;
/** A star and its background are seen whole this far from the border of a band, px. */
const seamPx = 24;
const firstFwhmPx = 2;
const widestFwhmPx = 12;
const leastBandRows = 64;
/** No stars are these; burnt-out ones still tell where they are. */
const notUsable =
  sourceFlags.singlePixel | sourceFlags.narrow | sourceFlags.badPixel | sourceFlags.noCentroid;

/**
 * Finds the stars of a picture and measures its sky, holding one band of rows at a time.
 *
 * @throws NightSkiesError as `estimateSteepBackground`
 */
export function surveyField(picture: BandedPicture, options: SurveyOptions): FieldSurvey {
  const { width, height } = picture;
  const { thresholdSigma, limit } = options;
  const rows = Math.min(height, Math.max(leastBandRows, Math.floor(bandPixels / width)));
  let fwhmPx = options.fwhmPx;
  const found: Star[] = [];
  const [levels, noises]: [number[], number[]] = [[], []];
  let blanks = 0;
  const data = new Float32Array(width * rows);
  let held = 0;
  for (let start = 0; start < height;) {
    // Bands of one size, the last one shifted up, so that memory is used again.
    const from = Math.max(0, Math.min(start - seamPx, height - rows));
    const end = from + rows >= height ? height : from + rows - seamPx;
    const again = Math.max(0, held - from);
    data.copyWithin(0, (rows - again) * width);
    picture.readRows(from + again, data.subarray(again * width));
    held = from + rows;
    const band = bandOf(picture, data);
    const background = pictureBackground(band);
    const own = { from: start - from, to: end - from };
    blanks += blanksOf(band.luminance, own);
    sample(background, own, levels, noises);
    fwhmPx ??= widthOf(band, background, thresholdSigma);
    const sources = starsIn(band, background, fwhmPx ?? firstFwhmPx, thresholdSigma, limit);
    collect(sources, own, from, found);
    start = end;
  }
  found.sort((a, b) => b.flux - a.flux || a.y - b.y || a.x - b.x);
  found.length = Math.min(found.length, options.limit);
  return {
    stars: {
      x: Float64Array.from(found, ({ x }) => x),
      y: Float64Array.from(found, ({ y }) => y),
      flux: Float64Array.from(found, ({ flux }) => flux),
      positionError: Float64Array.from(found, ({ error }) => error),
    },
    fwhmPx: fwhmPx ?? firstFwhmPx,
    sky: median(levels),
    noise: median(noises),
    blankShare: blanks / (width * height),
  };
}

interface Star {
  readonly x: number;
  readonly y: number;
  readonly flux: number;
  readonly error: number;
}

interface Band {
  readonly luminance: Image;
  readonly step: number;
  readonly saturationLevel?: number;
}

interface Rows {
  readonly from: number;
  readonly to: number;
}

function bandOf(picture: BandedPicture, data: Float32Array): Band {
  const level = picture.saturationLevel ?? plateauOf(data);
  return {
    luminance: image(picture.width, data.length / picture.width, data),
    step: picture.step,
    ...(level === undefined ? {} : { saturationLevel: level }),
  };
}

function blanksOf({ width, data }: Image, { from, to }: Rows): number {
  let count = 0;
  for (let k = from * width; k < to * width; k += 1) if (!Number.isFinite(data[k])) count += 1;
  return count;
}

/** Every eighth pixel of every eighth row: the mesh is no finer. */
function sample(
  { level, noise }: Background,
  { from, to }: Rows,
  levels: number[],
  noises: number[],
): void {
  const { width } = level;
  for (let y = from; y < to; y += 8) {
    for (let x = 0; x < width; x += 8) {
      levels.push(level.data[y * width + x]);
      noises.push(noise.data[y * width + x]);
    }
  }
}

function widthOf(band: Band, background: Background, thresholdSigma: number): number | undefined {
  const sharp = starsIn(band, background, firstFwhmPx, thresholdSigma, 400);
  const measured = starWidthPx(band, background, sharp);
  return Number.isFinite(measured) ? Math.min(Math.max(measured, 1.5), widestFwhmPx) : undefined;
}

function starsIn(
  { luminance, saturationLevel }: Band,
  background: Background,
  fwhmPx: number,
  thresholdSigma: number,
  limit: number,
): Sources {
  const saturation = saturationLevel === undefined ? {} : { saturationLevel };
  return detectSources(luminance, { fwhmPx, thresholdSigma, background, limit, ...saturation });
}

function collect(sources: Sources, { from, to }: Rows, firstRow: number, found: Star[]): void {
  for (let k = 0; k < sources.count; k += 1) {
    const y = sources.y[k];
    if ((sources.flags[k] & notUsable) !== 0 || y < from - 0.5 || y >= to - 0.5) continue;
    const variance = (sources.sigmaX[k] ** 2 + sources.sigmaY[k] ** 2) / 2;
    found.push({
      x: sources.x[k],
      y: y + firstRow,
      flux: sources.flux[k],
      error: Math.sqrt(variance),
    });
  }
}
