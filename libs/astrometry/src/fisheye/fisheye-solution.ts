import type { Problem } from '@nightskies/contracts';
import type { Parity } from '../solving/solution.js';
import type { PixelPoint } from '../wcs/tan-sip.js';
import type { FisheyeModel } from './fisheye-model.js';

/** What is known of a whole-sky picture beforehand; everything may be absent. */
export interface FisheyeHints {
  readonly parity?: Parity;
  /** Scale at the axis, px per radian of sky, as shares of half the shorter side. Default 0.3, 1.3. */
  readonly scaleShare?: { readonly low: number; readonly high: number };
  /**
   * Farthest the optical axis may stand from the zenith, degrees. Default 2.5. A tilt that large is
   * as likely a wrong clock or place: a solution beyond it is refused as a contradiction.
   */
  readonly maxTiltDeg?: number;
  /** Latitude of the place, for the words of a contradiction. */
  readonly latitudeDeg?: number;
  /** Odds against chance at which a solution is taken, natural logarithm. Default 30. */
  readonly acceptLogOdds?: number;
  /** Hypotheses tested before the search is given up. Default 1e6. */
  readonly maxHypotheses?: number;
  /** Greatest standard error of the zenith's place, px. Default 1. */
  readonly maxZenithSigmaPx?: number;
}

/** A source and the reference star or planet it was found to be. */
export interface FisheyeMatch {
  /** Place in the list of sources. */
  readonly source: number;
  /** Place in the list of reference stars. */
  readonly star: number;
  /** Source minus prediction, px. */
  readonly residualX: number;
  readonly residualY: number;
}

export interface FisheyeSolution {
  readonly solved: true;
  readonly model: FisheyeModel;
  /** Names of the fitted parameters, in the order of the covariance. */
  readonly parameters: readonly string[];
  /** Covariance of the parameters, row by row, in px and degrees. */
  readonly covariance: readonly (readonly number[])[];
  /** Pairs the fit rests on; outliers were left out. */
  readonly matches: readonly FisheyeMatch[];
  /** Root mean square distance of sources from predictions, px. */
  readonly rmsPx: number;
  readonly medianPx: number;
  /** Array position of the zenith. */
  readonly zenith: PixelPoint;
  /** Standard errors of that along x and y, px. */
  readonly zenithSigmaPx: PixelPoint;
  /** Scale along a meridian at the zenith, arcminutes per pixel. */
  readonly zenithScaleArcmin: number;
  /** Angle between optical axis and zenith, degrees, and its standard error. */
  readonly tiltDeg: number;
  readonly tiltSigmaDeg: number;
  /** Share of the reference stars brighter than V 4, 15 deg and higher, that were found. */
  readonly brightShare: number;
  /** Natural logarithm of the odds against chance when the solution was taken. */
  readonly logOdds: number;
  readonly hypotheses: number;
  /**
   * Bound on the probability that sources strewn by chance would have been taken for this sky:
   * hypotheses times exp(-the odds asked for).
   */
  readonly chanceBound: number;
}

export type FisheyeRefusalReason =
  /** Fewer sources than a pattern and its proof need: nothing in the picture, clouds, daylight. */
  | 'too-few-sources'
  /** Fewer reference stars than a pattern and its proof need. */
  | 'too-few-stars'
  /** No pattern of bright sources resembles one of the sky over the place at the time. */
  | 'no-pattern'
  /** Patterns were found, none with the odds asked for. */
  | 'log-odds-too-low'
  /** The search was given up at its bound. */
  | 'search-exhausted'
  /** Stars were found in too small a part of the sky to fix the camera. */
  | 'too-little-sky'
  /** The stars were found, and they contradict time or place, or the camera is not upright. */
  | 'contradiction';

/** The stars fit, but not with an upright camera at the time and place given. */
export interface FisheyeContradiction {
  /** The camera as it would have to stand. */
  readonly model: FisheyeModel;
  readonly tiltDeg: number;
  /**
   * Minutes by which the time given would be too late, if the clock alone were wrong (negative: too
   * early); null without a latitude.
   */
  readonly clockAheadMinutes: number | null;
  /** Degrees by which the longitude given would be too far east, if it alone were wrong. */
  readonly longitudeAheadDeg: number | null;
  /** Latitude of the places over which the optical axis passes through the zenith. */
  readonly latitudeDeg: number | null;
}

export interface FisheyeRefusal {
  readonly solved: false;
  readonly reason: FisheyeRefusalReason;
  /** The reason in words, with what was found and what to do. */
  readonly problem: Problem;
  /** The best odds seen, natural logarithm. */
  readonly bestLogOdds: number;
  readonly hypotheses: number;
  /** With the reason `contradiction` only. */
  readonly contradiction?: FisheyeContradiction;
}

export type FisheyeOutcome = FisheyeSolution | FisheyeRefusal;
