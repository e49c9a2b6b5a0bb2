import { fileRoom } from '@nightskies/fits';
import { starFreeFile } from '@nightskies/mosaic';
import type { TaskHandler } from '@nightskies/platform';

/** `mosaic.remove-stars`: a calibrated frame into one without stars, satellites and aircraft. */
export const removeStars: TaskHandler<'mosaic.remove-stars'> = async (context) => {
  const { name, bytes } = await context.one('frame');
  const options = {
    compat: context.parameters.compat,
    radiusDeg: context.parameters['star-removal-radius'],
  };
  const starFree = starFreeFile(bytes, name, options, fileRoom);
  const facts = {
    trails: starFree.trails.map(({ fromDirection, toDirection, lengthDeg }) => ({
      ...{ fromAzimuthDeg: fromDirection.azimuthDeg, fromAltitudeDeg: fromDirection.altitudeDeg },
      ...{ toAzimuthDeg: toDirection.azimuthDeg, toAltitudeDeg: toDirection.altitudeDeg },
      lengthDeg,
    })),
  };
  // A function, as the next frame on this thread is written over this one.
  return { outputs: [{ role: 'frame', name, bytes: () => starFree.bytes, facts }] };
};
