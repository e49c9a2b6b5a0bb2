import { problem, type Fitted, type PhotometricFit, type Problem } from '@nightskies/contracts';
import { parseRawFileName } from '@nightskies/nsnsd';
import {
  fitOldExtinction,
  oldFrameTail,
  readOldFrame,
  writeOldStarTable,
  type OldExtinctionFit,
  type OldFrameStars,
  type OldPoint,
} from '@nightskies/photometry';
import { doubtfulConstant, setOf } from './camera-constant.js';
import type { FittedSet, SetToFit } from './fitted-set.js';

/** Side of the frames of the old cameras, px. */
const oldFieldPx = 1024;

/** A set in the arithmetic of the old pipeline (image-stages 6). */
export function fitOld({ night, set, camera, astrometry, frames }: SetToFit): FittedSet {
  const files = frames.map(({ bytes, name }) => ({ name, ...readOldFrame(bytes, name) }));
  const solved = files.flatMap(({ measured }) => (measured === null ? [] : [measured]));
  const fit = fitOldExtinction(solved, {
    set,
    zeropointDefault: camera.zeropointMag.value,
    exposureSeconds: files.at(0)?.exposureSeconds ?? 0,
  });
  const { row, points, used } = fit;
  const positive = (slope: number | null): number => -(slope ?? 0);
  const pointsOf = (keep: (at: number) => boolean): { airmass: number[]; magnitude: number[] } => {
    const kept = points.filter((_, at) => keep(at));
    return {
      airmass: kept.map(({ airmass }) => airmass),
      magnitude: kept.map(({ difference }) => difference),
    };
  };
  const reason = fit.failure === null ? {} : { reason: fit.failure };
  const document = documentOf({ night, set, camera, files }, fit);
  return {
    document,
    stars: writeOldStarTable(fit),
    list: fit.usedStars,
    row,
    plot: {
      used: pointsOf((at) => used[at] ?? false),
      rejected: pointsOf((at) => !(used[at] ?? false)),
      free:
        row.zeropointFree === null
          ? null
          : {
              zeropoint: { value: row.zeropointFree, error: row.zeropointFreeError },
              extinction: {
                value: positive(row.extinctionFree),
                error: row.extinctionFreeError,
              },
            },
      fixed:
        row.extinctionFixed === null
          ? null
          : {
              zeropoint: { value: row.zeropointDefault, error: null },
              extinction: {
                value: positive(row.extinctionFixed),
                error: row.extinctionFixedError,
              },
            },
      ...reason,
    },
    residuals: {
      stars: residualStars(points, fit),
      frames: astrometry.frames.map(({ frame, centre }) => ({
        ...{ name: frame, julianDate: null, lossMag: null, sigmaMag: null, flagged: false },
        azimuthDeg: centre.azimuthDeg,
        altitudeDeg: centre.altitudeDeg,
      })),
      fieldWidthPx: oldFieldPx,
      fieldHeightPx: oldFieldPx,
      ...reason,
    },
    growth: { curves: [], apertureRadiusPx: 6, reason: 'The old pipeline measured none' },
    past: { sets: [], current: null, defaultZeropoint: camera.zeropointMag, history: null },
    problems: [...problemsOf(fit, setOf(document)), ...doubtfulConstant(document)],
  };
}

const exactly = (value: number): Fitted => ({ value, random: 0, systematic: [], total: 0 });

/** The errors of the old pipeline are those of its straight line: random, and nothing else. */
const withError = (value: number, error: number | null): Fitted => ({
  ...exactly(value),
  random: error ?? 0,
  total: error ?? 0,
});

/** The document in its own signs: extinction positive, a colour term that adds to the magnitude. */
function documentOf(
  of: Pick<SetToFit, 'night' | 'set' | 'camera'> & {
    readonly files: readonly { readonly name: string; readonly measured: OldFrameStars | null }[];
  },
  fit: OldExtinctionFit,
): PhotometricFit {
  const { row, points } = fit;
  const { camera } = of;
  const airmasses = points.map(({ airmass }) => airmass);
  const stars = new Set(points.map(({ star }) => star.hip));
  return {
    format: 1,
    ...{ night: of.night, set: of.set, band: camera.band, camera: camera.camera },
    compat: 'nsnsd',
    airmassFormula: 'hardie-1962',
    airmassRange: points.length === 0 ? null : [Math.min(...airmasses), Math.max(...airmasses)],
    applied: {
      choice: 'default',
      zeropointMag: camera.zeropointMag.value,
      uncertaintyMag: camera.zeropointMag.uncertainty,
      origin: camera.zeropointMag.origin,
    },
    defaultZeropoint: camera.zeropointMag,
    history: null,
    free:
      row.zeropointFree === null || row.extinctionFree === null
        ? null
        : {
            zeropoint: withError(row.zeropointFree, row.zeropointFreeError),
            extinction: withError(-row.extinctionFree, row.extinctionFreeError),
            colourTerm: exactly(row.colourCoefficientDefault),
            fieldTerm: null,
            covariance: null,
            scatterMag: row.standardErrorFree ?? 0,
          },
    fixed:
      row.extinctionFixed === null
        ? null
        : {
            extinction: withError(-row.extinctionFixed, row.extinctionFixedError),
            scatterMag: row.standardErrorFixed ?? 0,
          },
    measurements: {
      frames: row.framesSolved,
      stars: stars.size,
      measured: points.length,
      used: row.starsUsed,
    },
    reason: fit.failure,
    residualMaps: null,
    photometric: null,
    conditions: [],
    frames: of.files.map(({ name, measured }) => ({
      frame: parseRawFileName(name)?.stem ?? name,
      ...{ lossMag: null, sigmaMag: null },
      used: fit.usedStars.filter(({ frame }) => frame === oldFrameTail(name)).length,
      measured: measured?.stars.length ?? 0,
      usable: measured?.stars.length ?? 0,
      reason: measured === null ? 'the frame is not solved' : null,
    })),
  };
}

function residualStars(
  points: readonly OldPoint[],
  { row, used }: OldExtinctionFit,
): FittedSet['residuals']['stars'] {
  const { zeropointFree, extinctionFree } = row;
  const kept =
    zeropointFree === null || extinctionFree === null ? [] : points.filter((_, at) => used[at]);
  const by = (of: (point: OldPoint) => number): Float64Array => Float64Array.from(kept, of);
  return {
    residualMag: by(
      ({ difference, airmass }) =>
        (zeropointFree ?? 0) + (extinctionFree ?? 0) * airmass - difference,
    ),
    azimuthDeg: by(({ star }) => star.azimuthDeg),
    altitudeDeg: by(({ star }) => star.elevationDeg),
    x: by(({ star }) => star.x),
    y: by(({ star }) => star.y),
    airmass: by(({ airmass }) => airmass),
    magnitude: by(({ star }) => star.magnitude),
    bv: by(({ star }) => star.bv),
  };
}

function problemsOf({ failure, row }: OldExtinctionFit, file: string): Problem[] {
  if (failure === null) return [];
  return [
    problem('extinction-unknown', 'zeropoint and extinction of the set could not be fitted', {
      file,
      found: failure,
      expected: 'standard stars between 4000 and 55000 DN, 12 deg high and more',
      hint: `The map is made with the zeropoint of the file list, ${row.zeropointDefault} mag, as the old pipeline did; without --compat fainter stars count as well.`,
    }),
  ];
}
