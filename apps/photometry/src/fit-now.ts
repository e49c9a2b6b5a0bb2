import type { ExtinctionRow, PhotometricFit, ZeropointChoice } from '@nightskies/contracts';
import { Header } from '@nightskies/fits';
import {
  appliedZeropoint,
  fitExtinction,
  historyOf,
  pooledStarShape,
  readFramePhotometry,
  residualsByField,
  residualsBySky,
  residualsByTime,
  usedStars,
  withStarShape,
  writeStarTable,
  type AirmassFormula,
  type ExtinctionFit,
} from '@nightskies/photometry';
import { centralScaleArcsec } from '@nightskies/sky';
import { weighedConstant } from './camera-constant.js';
import { fitProblems } from './fit-problems.js';
import type { FittedSet, SetToFit } from './fitted-set.js';
import { growthOf, pastOf, plotOf, residualsOf } from './fit-pictures.js';

/** A set from all its stars, with the camera's other sets as background. */
export function fitNow(
  input: SetToFit,
  parameters: { readonly choice: ZeropointChoice; readonly airmass: AirmassFormula },
): FittedSet {
  const { night, set, camera, astrometry } = input;
  const measured = input.frames.map(({ bytes, name }) => readFramePhotometry(bytes, name));
  const shape = pooledStarShape(measured);
  const frames = shape === null ? measured : measured.map((frame) => withStarShape(frame, shape));
  const fit = fitExtinction(frames, { defaultZeropoint: camera.zeropointMag });
  const past = input.history?.sets ?? [];
  const document: PhotometricFit = {
    format: 1,
    ...{ night, set, band: camera.band, camera: camera.camera },
    compat: 'none',
    airmassFormula: parameters.airmass,
    airmassRange: fit.airmassRange,
    applied: appliedZeropoint(
      parameters.choice,
      parameters.choice === 'default'
        ? camera.zeropointMag
        : weighedConstant(camera.zeropointMag, fit.free),
      fit.free,
      past,
    ),
    defaultZeropoint: camera.zeropointMag,
    history: historyOf(past, fit.free),
    free: fit.free,
    fixed: isKnown(camera) ? fit.fixed : null,
    measurements: fit.measurements,
    reason: fit.reason,
    residualMaps: mapsOf(fit, astrometry),
    photometric: fit.photometric,
    conditions: fit.conditions,
    frames: fit.frames,
  };
  return {
    document,
    stars: writeStarTable(
      frames,
      fit.residuals,
      Header.of([
        ['NIGHT', night],
        ['SET', set],
        ['BAND', camera.band],
        ['CAMERA', camera.camera],
        ['AIRMFORM', parameters.airmass, 'formula of the airmass'],
      ]),
    ),
    list: usedStars(frames, fit),
    row: rowOf(document, fit, {
      framesSolved: astrometry.frames.filter(({ status }) => status === 'solved').length,
      scaleArcmin:
        astrometry.camera === null ? null : centralScaleArcsec(astrometry.camera, 1) / 60,
      exposureSeconds: frames.at(0)?.exposureSeconds ?? 0,
    }),
    plot: plotOf(document, frames, fit),
    residuals: residualsOf(document, frames, fit, astrometry),
    growth: growthOf(frames),
    past: pastOf(document, past, frames),
    problems: fitProblems(document),
  };
}

const skyCellDeg = 10;
const cellsAcross = 16;

function mapsOf(
  { free, residuals }: ExtinctionFit,
  { camera }: SetToFit['astrometry'],
): PhotometricFit['residualMaps'] {
  if (free === null || camera === null) return null;
  return {
    sky: residualsBySky(residuals, skyCellDeg),
    field: residualsByField(residuals, camera.width / cellsAcross),
    time: residualsByTime(residuals),
  };
}

/** A default zeropoint as uncertain as this tells nothing of the extinction, mag. */
const unknownMag = 0.1;

function isKnown({ zeropointMag }: SetToFit['camera']): boolean {
  return (zeropointMag.uncertainty ?? 0) < unknownMag;
}

/** The same set in the columns and signs of the old workbook. */
function rowOf(
  { set, free, fixed, defaultZeropoint, measurements }: PhotometricFit,
  { residuals }: ExtinctionFit,
  of: {
    readonly framesSolved: number;
    readonly scaleArcmin: number | null;
    readonly exposureSeconds: number;
  },
): ExtinctionRow {
  const negative = (value: number | undefined): number | null =>
    value === undefined ? null : -value;
  return {
    set,
    framesSolved: of.framesSolved,
    starsUsed: measurements.used,
    starsRejected: residuals.count - measurements.used,
    zeropointFree: free?.zeropoint.value ?? null,
    zeropointFreeError: free?.zeropoint.total ?? null,
    extinctionFree: negative(free?.extinction.value),
    extinctionFreeError: free?.extinction.total ?? null,
    standardErrorFree: free?.scatterMag ?? null,
    zeropointDefault: defaultZeropoint.value,
    extinctionFixed: negative(fixed?.extinction.value),
    extinctionFixedError: fixed?.extinction.total ?? null,
    standardErrorFixed: fixed?.scatterMag ?? null,
    colourCoefficientDefault: null,
    colourCoefficientFree: free?.colourTerm.value ?? null,
    colourCoefficientFreeError: free?.colourTerm.total ?? null,
    xScale: of.scaleArcmin,
    yScale: of.scaleArcmin,
    averageScale: of.scaleArcmin,
    exposureSeconds: of.exposureSeconds,
  };
}
