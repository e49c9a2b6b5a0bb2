import {
  cameraConstantsSchema,
  overlapReportSchema,
  photometricFitSchema,
  problem,
  readDocument,
  setAstrometrySchema,
  type CameraConstants,
  type PhotometricFit,
  type Problem,
  type SetAstrometry,
} from '@nightskies/contracts';
import { flatError, plateScaleError, type MapContents, type MapIdentity } from '@nightskies/mosaic';
import type { TaskContext } from '@nightskies/platform';
import { centralScaleArcsec } from '@nightskies/sky';

/** Tasks that put a map together; all have the same inputs. */
export type AssembleTask =
  'mosaic.assemble' | 'mosaic.assemble-full' | 'mosaic.assemble-equatorial';

/** What a map is calibrated with, and what has to be said about it. */
export interface Calibrated {
  readonly identity: MapIdentity;
  readonly problems: readonly Problem[];
}

/**
 * Identity and calibration of a map from the documents of its set; its scale is that of its first frame.
 */
export async function readCalibration(
  context: Pick<TaskContext<AssembleTask>, 'one' | 'maybe' | 'arguments'>,
  { frames }: MapContents,
): Promise<Calibrated> {
  const { night, set, band } = context.arguments;
  const camera = readDocument(
    cameraConstantsSchema,
    await context.one('camera'),
    'camera constants',
  );
  const astrometry = readDocument(
    setAstrometrySchema,
    await context.one('astrometry'),
    'astrometry of a set',
  );
  const given = await context.maybe('photometry');
  const fit =
    given === undefined ? null : readDocument(photometricFitSchema, given, 'photometry of a set');
  const overlaps = await context.maybe('overlaps');
  const report =
    overlaps === undefined
      ? null
      : readDocument(overlapReportSchema, overlaps, 'overlaps of a set');
  return {
    identity: {
      night,
      set,
      band,
      camera: camera.camera,
      ...calibrationOf(camera, fit),
      ...plateScaleOf(camera, astrometry, frames.at(0)?.binningX ?? 1),
      flat: flatError(report),
      matching: report?.matching?.kind ?? 'none',
    },
    problems: fit === null ? [unmeasured(camera)] : [],
  };
}

/** The zeropoint the set was given, else that of its camera; and the air it was seen through. */
function calibrationOf(
  camera: CameraConstants,
  fit: PhotometricFit | null,
): Pick<
  MapIdentity,
  'zeropointMag' | 'zeropointUncertaintyMag' | 'zeropointOrigin' | 'extinction'
> {
  if (fit === null) {
    const { value, uncertainty, origin } = camera.zeropointMag;
    return {
      zeropointMag: value,
      zeropointUncertaintyMag: uncertainty,
      zeropointOrigin: origin,
      extinction: null,
    };
  }
  const extinction = fit.free?.extinction ?? fit.fixed?.extinction;
  return {
    zeropointMag: fit.applied.zeropointMag,
    zeropointUncertaintyMag: fit.applied.uncertaintyMag,
    zeropointOrigin: fit.applied.origin,
    extinction:
      extinction === undefined ? null : { value: extinction.value, uncertainty: extinction.total },
  };
}

/** The scale of the solved camera with the error of its focal length, else that of the constants. */
function plateScaleOf(
  { plateScaleArcsec }: CameraConstants,
  { camera, cameraTerms }: SetAstrometry,
  binning: number,
): Pick<MapIdentity, 'plateScaleArcsec' | 'plateScaleUncertaintyArcsec'> {
  if (camera === null) {
    const { value, uncertainty } = plateScaleArcsec;
    return { plateScaleArcsec: value, plateScaleUncertaintyArcsec: uncertainty };
  }
  const scale = centralScaleArcsec(camera, binning);
  return {
    plateScaleArcsec: scale,
    plateScaleUncertaintyArcsec: plateScaleError({ camera, cameraTerms }, scale),
  };
}

function unmeasured({ zeropointMag }: CameraConstants): Problem {
  return problem('zeropoint-unmeasured', "the map is made with the camera's zeropoint", {
    found: 'no photometry of the set: it failed, or was left out',
    expected: 'a zeropoint fitted to the stars of the set',
    hint: `${zeropointMag.value} mag (${zeropointMag.origin}) was used; see why the stars were not measured.`,
  });
}
