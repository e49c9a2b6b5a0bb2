import { starFreeFile } from '@nightskies/mosaic';
import type { TaskHandler } from '@nightskies/platform';

/** `mosaic.remove-stars`: a calibrated frame into one without stars. */
export const removeStars: TaskHandler<'mosaic.remove-stars'> = async (context) => {
  const { name, bytes } = await context.one('frame');
  const starFree = starFreeFile(bytes, name, {
    compat: context.parameters.compat,
    radiusDeg: context.parameters['star-removal-radius'],
  });
  return { outputs: [{ role: 'frame', name, bytes: starFree }] };
};
