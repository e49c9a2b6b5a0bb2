import { NightSkiesError, problem } from '@nightskies/contracts';
import { fitStar, profileOfWidths, widthsOf, type StarProfile } from '@nightskies/photometry';
import type { Image } from '@nightskies/pixels';
import { at, medianOf } from '../offsets-numbers.js';
import type { Detector } from './ccd-equation.js';
import type { MeasuredBackground } from './measured-background.js';
import { typicalWidth } from './recentre.js';

export type PsfKind = 'gaussian' | 'moffat';

/** Light of stars by fits of one profile; element i belongs to source i, NaN where a fit failed. */
export interface PsfPhotometry {
  readonly kind: PsfKind;
  /** The profile of the picture, and of how many stars it is the median. */
  readonly profile: StarProfile;
  readonly stars: number;
  readonly x: Float64Array;
  readonly xError: Float64Array;
  readonly y: Float64Array;
  readonly yError: Float64Array;
  readonly flux: Float64Array;
  readonly fluxError: Float64Array;
  /** Level under the star as fitted with it. */
  readonly sky: Float64Array;
  /** Chi square per degree of freedom. */
  readonly chiSquare: Float64Array;
  /** Width by itself, geometric mean of both axes, of the stars that told the profile, px. */
  readonly fwhmPx: Float64Array;
}

/** What the stars of a picture are fitted with. */
export interface PsfSources {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly background: MeasuredBackground;
  /** 0 leaves a source out. */
  readonly isInside: Uint8Array;
  /** Light over its error in the smallest aperture, for stars that tell the profile; else 0. */
  readonly clearness: Float64Array;
  /** Width of the stars where it is known, px. */
  readonly fwhmPx: number | undefined;
}

/** So many of the clearest stars tell the profile. */
const profileStars = 150;
/** Pixels within so many widths are fitted: beyond, there are rather neighbours than the star. */
const fitWidths = 2;
const leastRadiusPx = 4;
/** Fainter stars, light over error, do not tell their own width. */
const leastClearness = 10;
/** Noise of a pixel where all are alike, over its level: a fit needs some. */
const leastNoise = 1e-6;

/**
 * Fits one profile to all stars: its shape is the median of those fitted freely to the clearest stars, so
 * that bright and faint ones are measured alike; place, light and level of each star are its own. Stars
 * are fitted one by one: what a near neighbour adds is not taken off.
 *
 * @param source pixels to be left out are NaN
 * @throws NightSkiesError `no-profile` where no star tells its shape
 */
export function psfPhotometry(
  source: Image,
  sources: PsfSources,
  detector: Detector,
  kind: PsfKind,
): PsfPhotometry {
  const count = sources.x.length;
  const start = profileOfWidths(kind, {
    fwhmMajorPx: sources.fwhmPx ?? typicalWidth(source, sources.x, sources.y),
  });
  const fit = (i: number, profile: StarProfile, free: 'all' | 'position') =>
    fitStar(
      source,
      { x: at(sources.x, i), y: at(sources.y, i) },
      {
        profile,
        free,
        sigmaDn: noiseOf(sources.background, i, detector),
        radiusPx: Math.max(leastRadiusPx, fitWidths * widthsOf(profile).fwhmMajorPx),
        gainElectronsPerDn: detector.gain ?? undefined,
      },
    );
  const clear = Array.from({ length: count }, (_, i) => i)
    .filter((i) => at(sources.isInside, i) === 1 && at(sources.clearness, i) > leastClearness)
    .sort((a, b) => at(sources.clearness, b) - at(sources.clearness, a) || a - b);
  const shapes = clear.slice(0, profileStars).flatMap((i) => {
    const star = fit(i, start, 'all');
    return star.failure === null ? [{ i, profile: star.profile }] : [];
  });
  if (shapes.length === 0) throw noProfile(kind, clear.length);
  const profile = medianProfile(
    shapes.map((shape) => shape.profile),
    kind,
  );
  const column = (): Float64Array => new Float64Array(count).fill(NaN);
  const result: PsfPhotometry = {
    kind,
    profile,
    stars: shapes.length,
    ...{ x: column(), xError: column(), y: column(), yError: column() },
    ...{ flux: column(), fluxError: column(), sky: column() },
    ...{ chiSquare: column(), fwhmPx: column() },
  };
  for (let i = 0; i < count; i += 1) {
    if (at(sources.isInside, i) === 0) continue;
    const star = fit(i, profile, 'position');
    if (star.failure !== null) continue;
    result.x[i] = star.x;
    result.xError[i] = star.errors.x ?? NaN;
    result.y[i] = star.y;
    result.yError[i] = star.errors.y ?? NaN;
    result.flux[i] = star.flux;
    result.fluxError[i] = star.errors.flux;
    result.sky[i] = star.sky;
    result.chiSquare[i] = star.chiSquare / star.degreesOfFreedom;
  }
  for (const shape of shapes) result.fwhmPx[shape.i] = roundWidth(shape.profile);
  return result;
}

function noProfile(kind: PsfKind, clear: number): NightSkiesError {
  return new NightSkiesError(
    problem('no-profile', `no star of this picture tells the shape of a ${kind}`, {
      found: `${clear} stars that stand alone with light above ${leastClearness} errors, none fits`,
      expected: 'a few bright stars without flags',
      hint: 'Give --fwhm about as wide as the stars, a smaller --aperture if all overlap, or the other --psf.',
    }),
  );
}

/** Geometric mean of both axes, px. */
export function roundWidth(profile: StarProfile): number {
  const { fwhmMajorPx, fwhmMinorPx } = widthsOf(profile);
  return Math.sqrt(fwhmMajorPx * fwhmMinorPx);
}

function noiseOf({ level, scatter }: MeasuredBackground, i: number, detector: Detector): number {
  const readout = detector.gain === null ? 0 : detector.readNoise / detector.gain;
  const [sky, measured] = [at(level, i), at(scatter, i)].map((value) =>
    Number.isFinite(value) ? value : 0,
  );
  return Math.max(measured ?? 0, readout, leastNoise * (1 + Math.abs(sky ?? 0)));
}

function medianProfile(shapes: readonly StarProfile[], kind: PsfKind): StarProfile {
  const middle = (part: 'logP' | 'q' | 'logR' | 'logBetaLess1'): number =>
    medianOf(shapes.map((shape) => shape[part]));
  return {
    kind,
    logP: middle('logP'),
    q: middle('q'),
    logR: middle('logR'),
    logBetaLess1: middle('logBetaLess1'),
  };
}
