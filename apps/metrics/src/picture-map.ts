import { readLuminanceMap, type LuminanceMap } from '@nightskies/metrics';
import type { InputFile } from '@nightskies/platform';

/** Size of the cells pictures are drawn from, deg: half a pixel of theirs, and less. */
const pictureStepDeg = 0.1;

/** How many cells along and up go into one of a picture: no more memory is spent than shows. */
export function blockOfPictures({ columns, rows, stepDeg }: LuminanceMap['grid']): number {
  const block = Math.max(1, Math.floor(pictureStepDeg / stepDeg + 1e-9));
  return columns % block === 0 && rows % block === 0 ? block : 1;
}

/** A map as pictures are drawn from it. */
export function pictureMap(file: InputFile): LuminanceMap {
  return readLuminanceMap(file, file.name, blockOfPictures);
}
