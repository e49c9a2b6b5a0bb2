import {
  cameraConstantsSchema,
  photometricFitSchema,
  problem,
  readDocument,
  setAstrometrySchema,
  type CameraConstants,
  type PhotometricFit,
  type Problem,
} from '@nightskies/contracts';
import { allSkyGrid, MapAssembly, mapFiles, readTile, type MapIdentity } from '@nightskies/mosaic';
import type { TaskHandler } from '@nightskies/platform';
import { centralScaleArcsec } from '@nightskies/sky';

/** `mosaic.assemble`: the map of a set and band from its tiles, in the units people use. */
export const assemble: TaskHandler<'mosaic.assemble'> = async (context) => {
  const { night, set, band, missingFrames } = context.arguments;
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
  const assembly = new MapAssembly(allSkyGrid(context.parameters['map-step']));
  for await (const { name, bytes } of context.each('tile')) assembly.add(readTile(bytes, name));
  for (const stem of missingFrames) {
    assembly.lack({ name: `${stem}.fit`, reason: 'not there when the run was planned' });
  }
  for (const { role, name, reason } of context.missing) {
    if (role === 'tile') assembly.lack({ name, reason });
  }
  const sky = assembly.finish();
  const files = mapFiles(
    sky,
    {
      night,
      set,
      band,
      camera: camera.camera,
      ...calibrationOf(camera, fit),
      plateScaleArcsec:
        astrometry.camera === null
          ? camera.plateScaleArcsec.value
          : centralScaleArcsec(astrometry.camera, sky.frames.at(0)?.binningX ?? 1),
    },
    context.parameters.compat,
  );
  const letter = band === 'B' ? 'b' : '';
  const facts = {
    frames: sky.frames.length,
    missing: sky.missing.map(({ name, reason }) => ({ name, reason })),
  };
  const inRoom = sharedRoom();
  return {
    outputs: [
      { role: 'map', name: 'map.fits', bytes: inRoom(files.map), facts },
      { role: 'skybright', name: 'skybright.fits', bytes: inRoom(files.skybright) },
      { role: 'skybrightmags', name: 'skybrightmags.fits', bytes: inRoom(files.skybrightmags) },
      { role: 'small', name: `skybrightmags${letter}${set}.fits`, bytes: files.small },
    ],
    problems: fit === null ? [unmeasured(camera)] : [],
  };
};

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

function unmeasured({ zeropointMag }: CameraConstants): Problem {
  return problem('zeropoint-unmeasured', "the map is made with the camera's zeropoint", {
    found: 'no photometry of the set: it failed, or was left out',
    expected: 'a zeropoint fitted to the stars of the set',
    hint: `${zeropointMag.value} mag (${zeropointMag.origin}) was used; see why the stars were not measured.`,
  });
}

/** One room for large files of which each is stored before the next is made. */
function sharedRoom(): (make: (room?: ArrayBuffer) => Uint8Array<ArrayBuffer>) => () => Uint8Array {
  let room: ArrayBuffer | undefined;
  return (make) => () => {
    const bytes = make(room);
    room ??= bytes.buffer;
    return bytes;
  };
}
