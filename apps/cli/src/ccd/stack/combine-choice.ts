import type { CombineMethod, Rejection } from '@nightskies/pixels';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { NormaliseOptions } from './normalise.js';
import type { RejectWay, StackOptions } from './options.js';

/** How values are combined, with everything decided. */
export interface CombineChoice {
  readonly method: CombineMethod;
  readonly rejection: Rejection;
  readonly normalise: Omit<NormaliseOptions, 'keepsFlux'>;
}

const iterations = 5;
/** Fewer frames tell nothing of what does not belong to them. */
const fewestToReject = 3;

/** @throws NightSkiesError `bad-option` for limits that would leave nothing of so many frames */
export function combineChoice(options: StackOptions, frames: number): CombineChoice {
  const method = options.combine === 'weighted' ? 'weighted-mean' : options.combine;
  // A sum counts what came in: it is not brought to the level of one frame unless asked.
  const isSum = method === 'sum';
  const usual = options.normalise && !isSum;
  return {
    method,
    rejection: rejectionOf(options, frames),
    normalise: {
      scale: options.normalise ? (options.scaling ?? (usual ? 'auto' : 'none')) : 'none',
      offset: options.normalise ? (options.offset ?? (usual ? 'sky' : 'none')) : 'none',
      weights: method === 'weighted-mean' ? (options.weights ?? 'noise') : 'none',
    },
  };
}

/** Rejection that needs no choice: nothing where values cannot be compared. */
function usualRejection({ combine, normalise, scaling }: StackOptions, frames: number): RejectWay {
  const isComparable = combine !== 'sum' && combine !== 'median' && normalise && scaling !== 'none';
  return isComparable && frames >= fewestToReject ? 'winsorised' : 'none';
}

function rejectionOf(options: StackOptions, frames: number): Rejection {
  const way = options.reject === 'auto' ? usualRejection(options, frames) : options.reject;
  switch (way) {
    case 'auto':
    case 'none':
      return { kind: 'none' };
    case 'sigma':
    case 'winsorised': {
      const usual = options.reject === 'auto' ? usualLimit(frames) : 3;
      const [low, high] = options.limits ?? [usual, usual];
      const kind = way === 'sigma' ? 'kappa-sigma' : 'winsorised-sigma';
      assertPositive(low, high, `--reject ${way}`);
      return { kind, low, high, iterations };
    }
    case 'percentile': {
      const [low, high] = options.limits ?? [0.2, 0.1];
      assertPositive(low, high, '--reject percentile');
      return { kind: 'percentile', low, high };
    }
    case 'minmax': {
      const [low, high] = options.limits ?? [1, 1];
      if (Number.isInteger(low) && Number.isInteger(high) && low + high < frames) {
        return { kind: 'min-max', low, high };
      }
      throw badLimits(
        `${low},${high} for ${frames} frames`,
        'whole numbers that leave a frame over',
      );
    }
  }
}

/**
 * Of normal values 3 winsorised sigma leave out 9 % of three frames, 6 % of four, 3 % of eight and 2 %
 * of ten; these limits leave out 5 % of three and less than 2.5 % of more, and still find a value that
 * is 100 sigma off in every set of three.
 */
function usualLimit(frames: number): number {
  if (frames <= 3) return 6;
  if (frames <= 5) return 5;
  if (frames <= 6) return 4;
  return frames < 10 ? 3.5 : 3;
}

function assertPositive(low: number, high: number, way: string): void {
  if (low > 0 && high > 0) return;
  throw badLimits(`${low},${high} for ${way}`, 'numbers above 0');
}

function badLimits(found: string, expected: string): NightSkiesError {
  return new NightSkiesError(
    problem('bad-option', '--limits do not fit', {
      found,
      expected,
      hint: 'See nightskies ccd stack --help.',
    }),
  );
}
