import type { UnpackLimits } from './unpack.js';

/** What reading one file may cost. */
export interface ReadLimits extends UnpackLimits {
  /**
   * Most bytes of all headers together, which become objects four times their size; 12 MiB unless
   * told: 150,000 cards, or 4,000 HDUs.
   */
  readonly maxHeaderBytes?: number;
}

/** Unless told. */
export const usualHeaderBytes = 12 * 2 ** 20;
