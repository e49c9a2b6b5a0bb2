import type { PhotometricFit, SetAstrometry, ZeropointHistory } from '@nightskies/contracts';
import {
  clearResiduals,
  plotPoints,
  type ExtinctionFit,
  type FramePhotometry,
} from '@nightskies/photometry';
import type { FittedSet } from './fitted-set.js';

/** Points and lines of the extinction figure. */
export function plotOf(
  { free, fixed, defaultZeropoint, reason }: PhotometricFit,
  frames: readonly FramePhotometry[],
  fit: ExtinctionFit,
): FittedSet['plot'] {
  return {
    ...plotPoints(frames, fit),
    free:
      free === null
        ? null
        : {
            zeropoint: { value: free.zeropoint.value, error: free.zeropoint.total },
            extinction: { value: free.extinction.value, error: free.extinction.total },
          },
    fixed:
      fixed === null
        ? null
        : {
            zeropoint: { value: defaultZeropoint.value, error: defaultZeropoint.uncertainty },
            extinction: { value: fixed.extinction.value, error: fixed.extinction.total },
          },
    ...(reason === null ? {} : { reason }),
  };
}

/** The growth curve of the set: that of all its frames together. */
export function growthOf(frames: readonly FramePhotometry[]): FittedSet['growth'] {
  const measured = frames.find(({ growth }) => growth !== null);
  return {
    curves: measured?.growth == null ? [] : [measured.growth],
    apertureRadiusPx: measured?.apertureRadiusPx ?? 0,
    ...(measured === undefined ? { reason: 'No frame has stars enough' } : {}),
  };
}

/** The set among the camera's other sets. */
export function pastOf(
  { night, set, free, defaultZeropoint, history }: PhotometricFit,
  past: ZeropointHistory['sets'],
  frames: readonly FramePhotometry[],
): FittedSet['past'] {
  const times = frames.map(({ middleJdUtc }) => middleJdUtc).filter(Number.isFinite);
  return {
    sets: past,
    current:
      free === null
        ? null
        : {
            name: `${night} ${set}`,
            julianDate:
              times.length === 0 ? null : times.reduce((sum, jd) => sum + jd, 0) / times.length,
            zeropointMag: free.zeropoint.value,
            uncertaintyMag: free.zeropoint.total,
          },
    defaultZeropoint,
    history,
  };
}

/** What the fit leaves, on the sky, in time, over the field and by airmass. */
export function residualsOf(
  { conditions, reason, frames: fitted }: PhotometricFit,
  frames: readonly FramePhotometry[],
  fit: ExtinctionFit,
  astrometry: SetAstrometry,
): FittedSet['residuals'] {
  const odd = new Set(conditions.map(({ frame }) => frame));
  const placed = new Map(astrometry.frames.map((frame) => [frame.frame, frame.centre]));
  return {
    stars: clearResiduals(frames, fit),
    frames: frames.map(({ frame, middleJdUtc }, at) => ({
      name: frame,
      julianDate: Number.isFinite(middleJdUtc) ? middleJdUtc : null,
      azimuthDeg: placed.get(frame)?.azimuthDeg ?? null,
      altitudeDeg: placed.get(frame)?.altitudeDeg ?? null,
      lossMag: fitted[at]?.lossMag ?? null,
      sigmaMag: fitted[at]?.sigmaMag ?? null,
      flagged: odd.has(frame),
    })),
    fieldWidthPx: astrometry.camera?.width ?? 1024,
    fieldHeightPx: astrometry.camera?.height ?? 1024,
    ...(reason === null ? {} : { reason }),
  };
}
