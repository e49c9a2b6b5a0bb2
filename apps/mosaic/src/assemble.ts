import { cameraConstantsSchema, readDocument, setAstrometrySchema } from '@nightskies/contracts';
import { allSkyGrid, MapAssembly, readTile, mapFiles } from '@nightskies/mosaic';
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
  const assembly = new MapAssembly(allSkyGrid(context.parameters['map-step']));
  for await (const { name, bytes } of context.each('tile')) assembly.add(readTile(bytes, name));
  for (const stem of missingFrames) {
    assembly.lack({ name: `${stem}.fit`, reason: 'not there when the run was planned' });
  }
  for (const { name, reason } of context.missing) assembly.lack({ name, reason });
  const sky = assembly.finish();
  const files = mapFiles(
    sky,
    {
      night,
      set,
      band,
      camera: camera.camera,
      zeropointMag: camera.zeropointMag.value,
      zeropointUncertaintyMag: camera.zeropointMag.uncertainty,
      zeropointOrigin: camera.zeropointMag.origin,
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
  return {
    outputs: [
      { role: 'map', name: 'map.fits', bytes: files.map, facts },
      { role: 'skybright', name: 'skybright.fits', bytes: files.skybright },
      { role: 'skybrightmags', name: 'skybrightmags.fits', bytes: files.skybrightmags },
      { role: 'small', name: `skybrightmags${letter}${set}.fits`, bytes: files.small },
    ],
  };
};
