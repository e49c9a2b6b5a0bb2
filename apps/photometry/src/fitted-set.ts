import type {
  CameraConstants,
  ExtinctionRow,
  PhotometricFit,
  Problem,
  SetAstrometry,
  ZeropointHistory,
} from '@nightskies/contracts';
import type {
  ExtinctionPlotOptions,
  GrowthPlotOptions,
  ResidualPictureOptions,
  ZeropointHistoryPlotOptions,
} from '@nightskies/imaging';
import type { ExtinctionStar } from '@nightskies/nsnsd';
import type { TaskInput } from '@nightskies/platform';

/** What a set is fitted from. */
export interface SetToFit {
  readonly night: string;
  readonly set: number;
  readonly camera: CameraConstants;
  readonly astrometry: SetAstrometry;
  readonly history: ZeropointHistory | null;
  /** Files of measured frames, by name. */
  readonly frames: readonly TaskInput[];
}

/** Everything a fit makes, whichever arithmetic made it. */
export interface FittedSet {
  readonly document: PhotometricFit;
  /** Every measured star, a FITS table. */
  readonly stars: Uint8Array;
  readonly list: readonly ExtinctionStar[];
  readonly row: ExtinctionRow;
  readonly plot: Omit<ExtinctionPlotOptions, 'title' | 'subtitle'>;
  readonly residuals: Omit<ResidualPictureOptions, 'title' | 'subtitle'>;
  readonly growth: Omit<GrowthPlotOptions, 'title' | 'subtitle'>;
  readonly past: Omit<ZeropointHistoryPlotOptions, 'title' | 'subtitle'>;
  readonly problems: readonly Problem[];
}
