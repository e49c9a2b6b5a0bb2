import {
  cameraConstantsSchema,
  NightSkiesError,
  problem,
  type CameraConstants,
} from '@nightskies/contracts';
import { allSkyGrid, MapAssembly, readTile, mapFiles } from '@nightskies/mosaic';
import type { TaskHandler, TaskInput } from '@nightskies/platform';

function cameraOf({ name, bytes }: TaskInput): CameraConstants {
  const refuse = (found: string): NightSkiesError =>
    new NightSkiesError(
      problem('bad-camera-constants', 'these are no camera constants', {
        file: name,
        found,
        expected: 'JSON as the run writes it when it is planned',
        hint: 'Plan the run again: camera constants are taken anew then.',
      }),
    );
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'no JSON');
  }
  const parsed = cameraConstantsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw refuse(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

/** `mosaic.assemble`: the map of a set and band from its tiles, in the units people use. */
export const assemble: TaskHandler<'mosaic.assemble'> = async (context) => {
  const { night, set, band, missingFrames } = context.arguments;
  const camera = cameraOf(await context.one('camera'));
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
      plateScaleArcsec: camera.plateScaleArcsec.value,
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
