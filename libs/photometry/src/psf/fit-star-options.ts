import type { Image } from '@nightskies/pixels';
import type { StarProfile } from './star-profile.js';

/** What a fit may find out. */
export type FitUnknown = 'flux' | 'x' | 'y' | 'sky' | 'ln p' | 'q' | 'ln r' | 'ln(beta - 1)';

export interface FitStarOptions {
  /** Where the shape starts, or the shape itself when it is held. */
  readonly profile: StarProfile;
  /**
   * What is fitted beside the flux: `all` (default): position, sky and shape; `position`: position
   * and sky, of a star whose shape is known; `flux`: nothing, position and sky are known too.
   */
  readonly free?: 'all' | 'position' | 'flux' | undefined;
  /** Sky, DN per px; needed when only the flux is fitted, otherwise it is fitted. */
  readonly skyDn?: number | undefined;
  /** Noise of a pixel without the star, DN: see `pixelSigmaDn`. */
  readonly sigmaDn: number;
  /** For the noise of the star's own light; without it only `sigmaDn` counts. */
  readonly gainElectronsPerDn?: number | undefined;
  /** Pixels within this distance of the start are fitted; default 3 FWHM, at least 4 px. */
  readonly radiusPx?: number | undefined;
  /** Pixels that are not 0 are left out. */
  readonly mask?: Image<Uint8Array> | undefined;
  /**
   * `integrated` (default): the light that falls on a pixel; `centre`: the profile at its centre, which
   * makes stars wider by the pixel.
   */
  readonly pixels?: 'integrated' | 'centre' | undefined;
}
