import {
  annulusStatistics,
  growthSums,
  sumApertures,
  type AnnulusStatistics,
} from '@nightskies/photometry';
import { image, type Image } from '@nightskies/pixels';
import { at } from '../offsets-numbers.js';
import { fluxError } from './ccd-equation.js';
import type { DetectorFacts } from './detector-facts.js';
import { photometryFlags as flag } from './flags.js';
import type { MeasuredAperture, MeasuredBackground, MeasuredSources } from './measured-sources.js';
import type { PhotometryOptions } from './options.js';
import { overlaps } from './overlaps.js';
import { recentre } from './recentre.js';
import type { SourceList } from './source-list.js';

/** Pixels of the annulus farther than this from the median are stars and cosmic rays. */
const backgroundClip = { sigma: 3, iterations: 10 };
const magnitudesPerUnit = 2.5 / Math.LN10;

type Options = Pick<
  PhotometryOptions,
  'aperture' | 'annulus' | 'method' | 'background' | 'recentre' | 'fwhm' | 'zeropoint'
>;

/** Of normal values, many of them, over the variance of the mean; the mode is 2.5 median - 1.5 mean. */
const estimatorVariances = {
  mean: 1,
  median: Math.PI / 2,
  mode: 2.5 ** 2 * (Math.PI / 2) + 1.5 ** 2 - 2 * 2.5 * 1.5,
} as const;
const missing = flag.outside.bit | flag.noPosition.bit;

/** The sums of one aperture as the library gives them. */
type Sums = ReturnType<typeof sumApertures>;

/**
 * Light of sources in apertures above the level of an annulus. A source whose centre is outside the
 * picture, or which has no position, is kept without numbers. Masked pixels add nothing: neither light
 * nor background.
 */
export function measureSources(
  source: Image,
  mask: Image<Uint8Array> | undefined,
  sources: SourceList,
  detector: DetectorFacts,
  options: Options,
): MeasuredSources {
  const centres =
    options.recentre === true
      ? recentre(masked(source, mask), sources.x, sources.y, options.fwhm ?? sources.fwhmPx)
      : { x: sources.x, y: sources.y, fwhmPx: null, lost: new Uint8Array(sources.count) };
  const { x, y } = centres;
  const common = placeFlags(source, x, y, centres.lost);
  // Nothing is summed at what is not finite.
  const positions = { x: x.map((value, i) => ((at(common, i) & missing) === 0 ? value : NaN)), y };
  const background =
    options.background === 'none'
      ? null
      : backgroundOf(
          annulusStatistics(
            source,
            positions,
            { innerPx: options.annulus.inner, outerPx: options.annulus.outer },
            { mask, clip: backgroundClip },
          ),
          options.background,
        );
  const radii = options.aperture;
  const sums =
    options.method === 'exact'
      ? growthSums(source, positions, radii, { mask })
      : radii.map((radiusPx) =>
          sumApertures(source, positions, { radiusPx }, { mask, method: options.method }),
        );
  const smallest = radii.indexOf(Math.min(...radii));
  return {
    count: sources.count,
    x,
    y,
    background,
    peak: at(sums, smallest).peak,
    fwhmPx: centres.fwhmPx,
    apertures: radii.map((radiusPx, k) =>
      measuredAperture(radiusPx, at(sums, k), background, detector, options, {
        source,
        x,
        y,
        common,
      }),
    ),
  };
}

function masked(source: Image, mask: Image<Uint8Array> | undefined): Image {
  if (mask === undefined) return source;
  const data = source.data.map((value, i) => (mask.data[i] === 0 ? value : NaN));
  return image(source.width, source.height, data);
}

/** Flags that all apertures of a source have in common. */
function placeFlags(
  { width, height }: Image,
  x: Float64Array,
  y: Float64Array,
  lost: Uint8Array,
): Int16Array {
  return Int16Array.from(x, (atX, i) => {
    const atY = at(y, i);
    if (!Number.isFinite(atX + atY)) return flag.noPosition.bit;
    const inside = atX >= -0.5 && atY >= -0.5 && atX < width - 0.5 && atY < height - 0.5;
    return (inside ? 0 : flag.outside.bit) | (at(lost, i) === 1 ? flag.noCentre.bit : 0);
  });
}

function backgroundOf(
  statistics: AnnulusStatistics,
  kind: 'median' | 'mean' | 'mode',
): MeasuredBackground {
  return {
    level: statistics[kind],
    scatter: statistics.std,
    pixels: statistics.pixels,
    estimatorVariance: estimatorVariances[kind],
  };
}

interface Places {
  readonly source: Image;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly common: Int16Array;
}

function measuredAperture(
  radiusPx: number,
  { sum, area, maskedArea, peak }: Sums,
  background: MeasuredBackground | null,
  detector: DetectorFacts,
  options: Options,
  { source, x, y, common }: Places,
): MeasuredAperture {
  const flux = sum.map((value, i) => {
    const level = background === null ? 0 : at(background.level, i);
    return at(area, i) > 0 ? value - level * at(area, i) : NaN;
  });
  const fluxErrors = flux.map((value, i) =>
    fluxError(
      {
        flux: value,
        sum: at(sum, i),
        area: at(area, i),
        background:
          background === null
            ? null
            : {
                scatter: at(background.scatter, i),
                pixels: at(background.pixels, i),
                estimatorVariance: background.estimatorVariance,
              },
      },
      detector,
    ),
  );
  const seconds = detector.exposureSeconds ?? 1;
  const zeropoint = options.zeropoint ?? 0;
  const near = overlaps(x, y, 2 * radiusPx);
  const flags = common.map((bits, i) => {
    const isSaturated = detector.saturation !== null && at(peak, i) >= detector.saturation;
    const hasNoLevel = background !== null && !Number.isFinite(at(background.level, i));
    if ((bits & missing) !== 0) return bits;
    return (
      bits |
      (isSaturated ? flag.saturated.bit : 0) |
      (isCut(source, at(x, i), at(y, i), radiusPx) ? flag.border.bit : 0) |
      (at(maskedArea, i) > 0 ? flag.maskedPixels.bit : 0) |
      (at(near, i) === 1 ? flag.overlap.bit : 0) |
      (hasNoLevel ? flag.noBackground.bit : 0)
    );
  });
  return {
    radiusPx,
    sum,
    area,
    flux,
    fluxError: fluxErrors,
    mag: flux.map((value) => (value > 0 ? zeropoint - 2.5 * Math.log10(value / seconds) : NaN)),
    magError: flux.map((value, i) =>
      value > 0 ? (magnitudesPerUnit * at(fluxErrors, i)) / value : NaN,
    ),
    flags,
  };
}

/** Whether a part of the circle is beyond the outermost pixels. */
function isCut({ width, height }: Image, x: number, y: number, radiusPx: number): boolean {
  return (
    x - radiusPx < -0.5 ||
    y - radiusPx < -0.5 ||
    x + radiusPx > width - 0.5 ||
    y + radiusPx > height - 0.5
  );
}
