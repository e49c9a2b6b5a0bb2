import { growthSums, sumApertures, type ApertureSums } from '@nightskies/photometry';
import { image, type Image } from '@nightskies/pixels';
import { at } from '../offsets-numbers.js';
import { fluxError } from './ccd-equation.js';
import type { DetectorFacts } from './detector-facts.js';
import { isInside } from './inside.js';
import { measuredBackground, type MeasuredBackground } from './measured-background.js';
import { photometryFlags as flag } from './flags.js';
import type { MeasuredAperture, MeasuredPsf, MeasuredSources } from './measured-sources.js';
import type { PhotometryOptions } from './options.js';
import { overlaps } from './overlaps.js';
import { psfPhotometry, type PsfPhotometry } from './psf-photometry.js';
import { recentre, type Centres } from './recentre.js';
import type { SourceList } from './source-list.js';

const magnitudesPerUnit = 2.5 / Math.LN10;

type Options = Pick<
  PhotometryOptions,
  'aperture' | 'annulus' | 'method' | 'background' | 'recentre' | 'psf' | 'fwhm' | 'zeropoint'
>;

const missing = flag.outside.bit | flag.noPosition.bit;

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
      : null;
  const { x, y } = centres ?? sources;
  const common = placeFlags(source, x, y, centres);
  // Nothing is summed at what is not finite.
  const positions = { x: x.map((value, i) => ((at(common, i) & missing) === 0 ? value : NaN)), y };
  const background = measuredBackground(source, mask, positions, options);
  const radii = options.aperture;
  const sums =
    options.method === 'exact'
      ? growthSums(source, positions, radii, { mask })
      : radii.map((radiusPx) =>
          sumApertures(source, positions, { radiusPx }, { mask, method: options.method }),
        );
  const smallest = radii.indexOf(Math.min(...radii));
  const places = { source, x, y, common };
  const apertures = radii.map((radiusPx, k) =>
    measuredAperture(radiusPx, at(sums, k), background, detector, options, places),
  );
  const psf =
    options.psf === undefined || background === null
      ? null
      : measuredPsf(
          psfPhotometry(
            masked(source, mask),
            {
              x,
              y,
              background,
              isInside: Uint8Array.from(common, (bits) => ((bits & missing) === 0 ? 1 : 0)),
              clearness: clearnessOf(at(apertures, smallest)),
              fwhmPx: options.fwhm ?? sources.fwhmPx,
            },
            detector,
            options.psf,
          ),
          detector,
          options,
        );
  return {
    count: sources.count,
    x,
    y,
    background,
    peak: at(sums, smallest).peak,
    fwhmPx: centres?.fwhmPx ?? psf?.fwhmPx ?? null,
    apertures: psf === null ? apertures : apertures.map((one) => withLostFits(one, psf)),
    psf,
  };
}

/** Light over its error, of stars that stand alone and whole. */
function clearnessOf({ flux, fluxError: errors, flags }: MeasuredAperture): Float64Array {
  return flux.map((value, i) => {
    const clearness = at(flags, i) === 0 ? value / at(errors, i) : 0;
    return clearness > 0 ? clearness : 0;
  });
}

function measuredPsf(psf: PsfPhotometry, detector: DetectorFacts, options: Options): MeasuredPsf {
  return { ...psf, ...magnitudes(psf.flux, psf.fluxError, detector, options) };
}

function withLostFits(aperture: MeasuredAperture, { flux }: MeasuredPsf): MeasuredAperture {
  const flags = aperture.flags.map((bits, i) => {
    const isLost = (bits & missing) === 0 && Number.isNaN(at(flux, i));
    return isLost ? bits | flag.noCentre.bit : bits;
  });
  return { ...aperture, flags };
}

/** Magnitudes of the light per second, and their errors; NaN for light that is not above 0. */
function magnitudes(
  flux: Float64Array,
  errors: Float64Array,
  { exposureSeconds }: DetectorFacts,
  { zeropoint = 0 }: Options,
): { readonly mag: Float64Array; readonly magError: Float64Array } {
  const seconds = exposureSeconds ?? 1;
  return {
    mag: flux.map((value) => (value > 0 ? zeropoint - 2.5 * Math.log10(value / seconds) : NaN)),
    magError: flux.map((value, i) =>
      value > 0 ? (magnitudesPerUnit * at(errors, i)) / value : NaN,
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
  source: Image,
  x: Float64Array,
  y: Float64Array,
  centres: Centres | null,
): Int16Array {
  return Int16Array.from(x, (atX, i) => {
    const atY = at(y, i);
    if (!Number.isFinite(atX + atY)) return flag.noPosition.bit;
    return (
      (isInside(source, atX, atY) ? 0 : flag.outside.bit) |
      (centres !== null && at(centres.lost, i) === 1 ? flag.noCentre.bit : 0)
    );
  });
}

interface Places {
  readonly source: Image;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly common: Int16Array;
}

function measuredAperture(
  radiusPx: number,
  { sum, area, maskedArea, peak }: ApertureSums,
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
  const near = overlaps(x, y, 2 * radiusPx, (i) => (at(common, i) & missing) === 0);
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
    ...magnitudes(flux, fluxErrors, detector, options),
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
