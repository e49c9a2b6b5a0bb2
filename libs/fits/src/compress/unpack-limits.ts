import { FitsError } from '../errors.js';
import type { UnpackLimits } from '../unpack.js';
import { mostUnpacked } from '../unpack.js';
import type { Compression } from './compression.js';

/**
 * Holds the pixels of a compressed image to the limits of packed files.
 *
 * @throws FitsError `fits-unpacks-too-large`
 */
export function assertUnpackable(facts: Compression, limits: UnpackLimits): void {
  const { grid, bitpix, dataBytes, place } = facts;
  const pixels =
    grid.shape.length === 0 ? 0 : grid.shape.reduce((product, axis) => product * axis, 1);
  const bytes = (pixels * Math.abs(bitpix)) / 8;
  const most = mostUnpacked(dataBytes, limits);
  if (bytes <= most) return;
  throw new FitsError(
    'fits-unpacks-too-large',
    'the compressed image unpacks to more than allowed',
    {
      ...place,
      found: `${bytes} bytes of pixels from ${dataBytes} compressed ones`,
      expected: `no more than ${most} bytes`,
      hint: 'If the file is sound, unpack it with funpack first.',
    },
  );
}
