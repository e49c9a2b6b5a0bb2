import type {
  Band,
  DisagreeingFrame,
  OverlapPairReport,
  OverlapReport,
} from '@nightskies/contracts';
import { directionOf, type HorizontalDirection } from '@nightskies/sky';
import {
  listedMatches,
  matchBackgrounds,
  type BackgroundMatching,
  type MatchingKind,
} from './background-matching.js';
import type { BinnedFrame } from './binned-frame.js';
import { oddFrame, stemOf, without, type PairResidual } from './frame-deviations.js';
import {
  overlapPairs,
  type FieldPlace,
  type OverlapPair,
  type OverlapPatch,
} from './overlap-pairs.js';
import { separateResponseAndSky, type ResponseAndSky } from './response-and-sky.js';
import { scatterAbout } from './robust-centre.js';
import { zenithRepeatability } from './zenith-repeatability.js';

export interface OverlapOptions {
  readonly night: string;
  readonly set: number;
  readonly band: Band;
  /** Only sky above it takes part, apparent, deg; 6 by default. */
  readonly lowestAltitudeDeg?: number;
  /** False for directions behind terrain. */
  readonly isSky?: (direction: HorizontalDirection) => boolean;
  /** Smaller overlaps are listed but not summed up; 6 by default. */
  readonly leastAreaDeg2?: number;
  /** Radius of the filter that took the stars, deg: cells within it are not independent; 0.3336 by default. */
  readonly filterRadiusDeg?: number;
  /** The frames of the zenith before and after the set, without stars. */
  readonly zenith?: readonly [BinnedFrame, BinnedFrame] | null;
  /** Background matching; none by default, and see `matchBackgrounds` before asking for it. */
  readonly matching?: MatchingKind | null;
}

/** Squares along each side of the array in which the response is reported. */
const responseSquares = 8;

/**
 * What the overlaps of the frames of a set say: how well pairs agree, what of the differences is the
 * response over the field and what the change of the sky, which frames stand out, and how well the
 * camera repeats itself. Frames without stars, of one band, in any order. A frame without overlaps
 * and no frames at all are no error: the report is empty then.
 */
export function compareOverlaps(
  frames: readonly BinnedFrame[],
  options: OverlapOptions,
): OverlapReport {
  return overlapsOf(frames, options).report;
}

/** The report, and the background matching in the form maps are made with; null unless asked for. */
export function overlapsOf(
  frames: readonly BinnedFrame[],
  options: OverlapOptions,
): { readonly report: OverlapReport; readonly matching: BackgroundMatching | null } {
  const { lowestAltitudeDeg = 6, leastAreaDeg2 = 6, filterRadiusDeg = 0.3336 } = options;
  const correlatedAreaDeg2 = Math.PI * filterRadiusDeg ** 2;
  const pairs = overlapPairs(frames, {
    ...{ lowestAltitudeDeg, correlatedAreaDeg2 },
    ...(options.isSky === undefined ? {} : { isSky: options.isSky }),
  });
  const large = pairs.filter(({ areaDeg2 }) => areaDeg2 >= leastAreaDeg2);
  const { model, odd } = agreeingModel(large);
  const matching =
    options.matching === undefined || options.matching === null
      ? null
      : matchBackgrounds(
          frames.map(({ name }) => name),
          large,
          options.matching,
        );
  const residuals = pairs.map((pair) => residualOf(pair, model));
  const largeResiduals = residuals.filter(({ pair }) => pair.areaDeg2 >= leastAreaDeg2);
  const report: OverlapReport = {
    format: 1,
    ...{ night: options.night, set: options.set, band: options.band },
    ...{ frames: frames.length, lowestAltitudeDeg, leastAreaDeg2 },
    pairs: residuals.map((residual) => pairReport(residual, matching)),
    summary: summaryOf(largeResiduals, matching),
    response: model === null ? null : responseOf(model),
    skyChange: model === null ? null : skyChangeOf(large, model),
    repeatability: {
      overlaps: overlapRepeatability(largeResiduals),
      zenith: zenithOf(options.zenith ?? null, correlatedAreaDeg2, large.length > 0 ? model : null),
    },
    disagreeing: [...odd],
    matching: matching === null ? null : { kind: matching.kind, frames: listedMatches(matching) },
  };
  return { report, matching };
}

/** Response and sky of the frames that agree, and those that do not, the worst first. */
function agreeingModel(pairs: readonly OverlapPair[]): {
  readonly model: ResponseAndSky | null;
  readonly odd: readonly DisagreeingFrame[];
} {
  const odd: DisagreeingFrame[] = [];
  for (;;) {
    const agreeing = without(
      pairs,
      odd.map(({ frame }) => frame),
    );
    const model = separateResponseAndSky(agreeing);
    const next = oddFrame(agreeing.map((pair) => residualOf(pair, model)));
    if (next === null) return { model, odd };
    odd.push(next);
  }
}

function residualOf(pair: OverlapPair, model: ResponseAndSky | null): PairResidual {
  const explained = (part: Pick<OverlapPatch, 'places' | 'direction'>): number =>
    model?.explained(pair, part) ?? 0;
  return {
    pair,
    left: pair.logRatio - explained(pair),
    error: pair.logRatioError,
    patches: pair.patches.map((patch) => ({
      left: patch.logRatio - explained(patch),
      error: patch.error,
    })),
  };
}

function pairReport(
  { pair, left }: PairResidual,
  matching: BackgroundMatching | null,
): OverlapPairReport {
  const ratio = Math.exp(pair.logRatio);
  const placed = ({ u, v }: FieldPlace, { model }: BinnedFrame): { x: number; y: number } => ({
    x: ((u + 1) / 2) * model.width - 0.5,
    y: ((v + 1) / 2) * model.height - 0.5,
  });
  return {
    frames: [stemOf(pair.first.name), stemOf(pair.second.name)],
    areaDeg2: pair.areaDeg2,
    ...directionOf(pair.direction),
    ratio,
    ratioError: ratio * pair.logRatioError,
    scatter: ratio * pair.scatter,
    difference: pair.difference,
    differenceError: pair.differenceError,
    secondsBetween: pair.secondsBetween,
    places: [placed(pair.places[0], pair.first), placed(pair.places[1], pair.second)],
    unexplained: Math.expm1(left),
    matched: matching?.matchedRatio(pair) ?? null,
  };
}

function spreadOf(values: readonly number[]): { rms: number; p95: number; largest: number } {
  const sizes = Float64Array.from(values, Math.abs).sort();
  const squares = sizes.reduce((sum, size) => sum + size * size, 0);
  return {
    rms: Math.sqrt(squares / sizes.length),
    p95: sizes[Math.min(sizes.length - 1, Math.floor(0.95 * sizes.length))],
    largest: sizes[sizes.length - 1],
  };
}

function summaryOf(
  residuals: readonly PairResidual[],
  matching: BackgroundMatching | null,
): OverlapReport['summary'] {
  if (residuals.length === 0) return null;
  const size = ({ pair }: PairResidual): number => Math.abs(Math.expm1(pair.logRatio));
  const { pair } = residuals.reduce((most, one) => (size(one) > size(most) ? one : most));
  return {
    pairs: residuals.length,
    measured: spreadOf(residuals.map((one) => Math.expm1(one.pair.logRatio))),
    unexplained: spreadOf(residuals.map(({ left }) => Math.expm1(left))),
    matched:
      matching === null ? null : spreadOf(residuals.map((one) => matching.matchedRatio(one.pair))),
    largestPair: [stemOf(pair.first.name), stemOf(pair.second.name)],
  };
}

function responseOf(model: ResponseAndSky): OverlapReport['response'] {
  const middle = (index: number): number => (2 * (index + 0.5)) / responseSquares - 1;
  const squares = Array.from({ length: responseSquares ** 2 }, (_, k) =>
    model.response({
      u: middle(k % responseSquares),
      v: middle(Math.floor(k / responseSquares)),
    }),
  );
  return {
    columns: responseSquares,
    rows: responseSquares,
    value: squares.map(({ value }) => value),
    sigma: squares.map(({ sigma }) => sigma),
    rms: spreadOf(squares.map(({ value }) => value)).rms,
    rmsSigma: spreadOf(squares.map(({ sigma }) => sigma)).rms,
  };
}

function skyChangeOf(
  pairs: readonly OverlapPair[],
  model: ResponseAndSky,
): OverlapReport['skyChange'] {
  const timed = pairs.filter(({ secondsBetween }) => secondsBetween !== null);
  if (timed.length === 0) return null;
  return {
    zenithPerHour: model.skyPerHour({ east: 0, north: 0, up: 1 }),
    rmsPerHour: spreadOf(timed.map(({ direction }) => model.skyPerHour(direction).value)).rms,
  };
}

/** A pair differs by the errors of two frames: one of them by the square root of 2 less. */
function overlapRepeatability(
  residuals: readonly PairResidual[],
): OverlapReport['repeatability']['overlaps'] {
  if (residuals.length === 0) return null;
  const value =
    scatterAbout(
      residuals.map(({ left }) => left),
      0,
    ) / Math.SQRT2;
  // Each frame is in several pairs: as many independent numbers as frames, not as pairs.
  const frames = new Set(residuals.flatMap(({ pair }) => [pair.first.name, pair.second.name])).size;
  return { value, sigma: (1.17 * value) / Math.sqrt(2 * frames), pairs: residuals.length };
}

const hourSeconds = 3600;

function zenithOf(
  frames: readonly [BinnedFrame, BinnedFrame] | null,
  correlatedAreaDeg2: number,
  model: ResponseAndSky | null,
): OverlapReport['repeatability']['zenith'] {
  if (frames === null) return null;
  const found = zenithRepeatability(frames, correlatedAreaDeg2);
  if (found === null) return null;
  const { change, secondsBetween, pointwise, cells, direction } = found;
  const [earlier, later] = found.frames;
  const perHour = model === null || secondsBetween === null ? null : model.skyPerHour(direction);
  const hours = (secondsBetween ?? 0) / hourSeconds;
  return {
    frames: [stemOf(earlier.name), stemOf(later.name)],
    secondsBetween,
    change: { value: Math.expm1(change.value), sigma: change.sigma },
    predicted:
      perHour === null
        ? null
        : { value: Math.expm1(perHour.value * hours), sigma: perHour.sigma * Math.abs(hours) },
    ...{ pointwise, cells },
  };
}
