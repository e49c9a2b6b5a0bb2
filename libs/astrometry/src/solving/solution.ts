import type { TanSip } from '../wcs/tan-sip.js';
import type { IcrsPlace } from '../wcs/tangent-plane.js';

/** `direct`: with the first stored row at the top the sky looks as it does to the eye. */
export type Parity = 'direct' | 'mirrored';

/** What is known beforehand; everything may be absent. */
export interface SolveHints {
  /** The middle of the picture lies within `radiusDeg` of this place. */
  readonly centre?: IcrsPlace & { readonly radiusDeg: number };
  /** Scale at the middle of the picture, arcseconds per pixel. */
  readonly scaleArcsec?: { readonly low: number; readonly high: number };
  readonly parity?: Parity;
}

export interface SolveOptions {
  /** Odds against chance at which a solution is taken, natural logarithm. */
  readonly acceptLogOdds?: number;
  /** Highest order of the SIP polynomials, 1 to 5; the order is chosen by cross-validation. */
  readonly maxOrder?: number;
  /** Hypotheses tested before the search is given up. */
  readonly maxHypotheses?: number;
}

/** A source and the catalogue star it was found to be. */
export interface StarMatch {
  /** Place in the list of sources. */
  readonly source: number;
  /** Place in the list of catalogue stars. */
  readonly star: number;
  /** Source minus prediction, px, in the picture freed of distortion. */
  readonly residualX: number;
  readonly residualY: number;
}

export interface PlateSolution {
  readonly solved: true;
  readonly wcs: TanSip;
  /** Pairs the fit rests on; outliers were left out. */
  readonly matches: readonly StarMatch[];
  /** Root mean square distance of sources from predictions, px. */
  readonly rmsPx: number;
  /** Covariance of the residuals, px^2: xx, xy, yy. */
  readonly residualCovariance: readonly [number, number, number];
  /** Natural logarithm of the odds against chance when the solution was taken, before any fit. */
  readonly logOdds: number;
  readonly parity: Parity;
  /** At the middle of the picture. */
  readonly scaleArcsec: number;
  /** Position angle, from north through east, of the way up (to lower y) at the middle, degrees. */
  readonly rotationDeg: number;
  /** Of the middle of the picture. */
  readonly centre: IcrsPlace;
  readonly hypotheses: number;
}

export type NoSolutionReason =
  /** Fewer sources than a pattern and its proof need. */
  | 'too-few-sources'
  /** No pattern of the picture is among those of the catalogue. */
  | 'no-pattern'
  /** Patterns were found, none with the odds asked for. */
  | 'log-odds-too-low'
  /** The search was given up at its bound. */
  | 'search-exhausted';

export interface NoSolution {
  readonly solved: false;
  readonly reason: NoSolutionReason;
  /** The best odds seen, natural logarithm. */
  readonly bestLogOdds: number;
  readonly hypotheses: number;
}

export type SolveOutcome = PlateSolution | NoSolution;
