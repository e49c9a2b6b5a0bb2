import type { FitCovariance } from '../wcs/fit-covariance.js';
import type { TanSip } from '../wcs/tan-sip.js';
import type { IcrsPlace } from '../wcs/tangent-plane.js';
import type { Parity, PictureView, SolutionUncertainty } from './view.js';

export type { Parity, SolutionUncertainty } from './view.js';

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
  /** The order, 1 to 5, not chosen: lower only where the stars do not suffice for it. */
  readonly order?: number;
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

export interface PlateSolution extends PictureView {
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
  readonly hypotheses: number;
  /** Null where the stars are too few to tell. */
  readonly uncertainty: SolutionUncertainty | null;
  /** Of the fit, for the error at any place (`placeErrorPx`); null as `uncertainty`. */
  readonly covariance: FitCovariance | null;
}

export type NoSolutionReason =
  /** Fewer sources than a pattern and its proof need. */
  | 'too-few-sources'
  /** No pattern of the picture is among those of the catalogue. */
  | 'no-pattern'
  /** Patterns were found, none with the odds asked for. */
  | 'log-odds-too-low'
  /** The search was given up at its bound. */
  | 'search-exhausted'
  /** Width or height of the picture is no positive number. */
  | 'bad-size'
  /** A hint is no number, or none that can be. */
  | 'bad-hints'
  /** At the scale given the picture holds no pattern of catalogue stars. */
  | 'scale-out-of-reach';

export interface NoSolution {
  readonly solved: false;
  readonly reason: NoSolutionReason;
  /** The reason in plain words: what was found, what was expected, what may help. */
  readonly message: string;
  /** The best odds seen, natural logarithm. */
  readonly bestLogOdds: number;
  readonly hypotheses: number;
}

export type SolveOutcome = PlateSolution | NoSolution;
