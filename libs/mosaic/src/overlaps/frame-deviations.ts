import type { DisagreeingFrame } from '@nightskies/contracts';
import type { OverlapPair } from './overlap-pairs.js';
import { robustCentre, scatterAbout } from './robust-centre.js';
import { familyTail, studentTail } from './student-tail.js';

/** What is left of a pair, and of its parts, once response and sky are allowed for. */
export interface PairResidual {
  readonly pair: OverlapPair;
  /** ln ratio left, and its standard error. */
  readonly left: number;
  readonly error: number;
  /** The same of the parts. */
  readonly patches: readonly { readonly left: number; readonly error: number }[];
}

/** A frame is named when chance gives as much in fewer than one set of so many. */
const namedBelow = 0.01;
/** With fewer frames nobody can tell which of them is the odd one. */
const fewestFrames = 4;
/** Fewest parts of overlaps from which the evenness of a frame is judged. */
const fewestPatches = 6;

/**
 * The frame its neighbours contradict most; null when chance would give as much. Two tests per frame:
 * Huber's mean of its differences from all neighbours (`whole`), and their rms from part to part of
 * the overlaps (`part`), each against the robust spread of the same number over the set, as a
 * Student t with the frames less one degrees of freedom and all tests counted (Sidak). To find the
 * next one its pairs are put aside (`without`), or its neighbours would be named with it.
 */
export function oddFrame(residuals: readonly PairResidual[]): DisagreeingFrame | null {
  const worst = worstFrame(residuals);
  return worst === null || worst.falseAlarm >= namedBelow ? null : worst;
}

/** Pairs in which none of the frames takes part, by their stems. */
export function without(
  pairs: readonly OverlapPair[],
  frames: readonly string[],
): readonly OverlapPair[] {
  return pairs.filter((pair) => !names(pair).some((name) => frames.includes(name)));
}

const names = ({ first, second }: OverlapPair): readonly [string, string] => [
  stemOf(first.name),
  stemOf(second.name),
];

/** `ib001` of `ib001.fit`. */
export const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '');

interface FrameResidual {
  readonly frame: string;
  readonly neighbours: number;
  /** Robust mean of the differences from the neighbours, positive when the frame is brighter. */
  readonly mean: number;
  readonly error: number;
  /** rms of what is left of the parts, as it is and in units of their errors; parts. */
  readonly rms: number;
  readonly normalRms: number;
  readonly parts: number;
}

function worstFrame(residuals: readonly PairResidual[]): DisagreeingFrame | null {
  const frames = frameResiduals(residuals);
  if (frames.length < fewestFrames) return null;
  const wholes = wholeTests(frames);
  const parts = partTests(frames);
  const [worst] = [...wholes, ...parts].sort((a, b) => b.off - a.off);
  if (worst === undefined) return null;
  const sided = worst.named.kind === 'whole' ? 1 : 2;
  const tail = studentTail(worst.off, frames.length - 1) / sided;
  return { ...worst.named, falseAlarm: familyTail(tail, wholes.length + parts.length) };
}

interface Test {
  /** In robust sigmas of the set. */
  readonly off: number;
  readonly named: Omit<DisagreeingFrame, 'falseAlarm'>;
}

function wholeTests(frames: readonly FrameResidual[]): Test[] {
  const pulls = frames.map(({ mean, error }) => mean / error);
  const scatter = Math.max(1, scatterAbout(pulls, 0));
  return frames.map(({ frame, neighbours, mean, error }, k) => {
    const excess = Math.expm1(mean);
    const sigma = error * scatter;
    const way = excess > 0 ? 'brighter' : 'fainter';
    return {
      off: Math.abs(pulls[k]) / scatter,
      named: {
        ...{ frame, kind: 'whole', excess, sigma, neighbours },
        sentence: `${frame} is ${percent(Math.abs(excess))} +- ${percent(sigma)} ${way} than its ${neighbours} neighbours.`,
      },
    };
  });
}

function partTests(frames: readonly FrameResidual[]): Test[] {
  const judged = frames.filter(({ parts }) => parts >= fewestPatches);
  const logs = judged.map(({ normalRms }) => Math.log(normalRms));
  const { centre, scatter } = robustCentre(logs);
  const usual = robustCentre(judged.map(({ rms }) => rms)).centre;
  return judged.map(({ frame, neighbours, rms, parts }, k) => ({
    // ln rms of n independent parts scatters by 1 / sqrt(2 n) of itself.
    off: (logs[k] - centre) / Math.hypot(scatter, 1 / Math.sqrt(2 * parts)),
    named: {
      ...{ frame, kind: 'part', excess: rms, sigma: usual, neighbours },
      sentence: `${frame} differs from its neighbours by ${percent(rms)} rms from part to part, usual are ${percent(usual)}: a cloud, terrain, light or a quickly changing sky in part of it.`,
    },
  }));
}

const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;

function frameResiduals(residuals: readonly PairResidual[]): FrameResidual[] {
  const all = [...new Set(residuals.flatMap(({ pair }) => names(pair)))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  // What pairs and parts differ by beyond their errors is part of the error of each.
  const floor = scatterAbout(
    residuals.map(({ left }) => left),
    0,
  );
  const partFloor = scatterAbout(
    residuals.flatMap(({ patches }) => patches.map(({ left }) => left)),
    0,
  );
  return all.map((frame) => {
    const differences: number[] = [];
    const weights: number[] = [];
    let squares = 0;
    let normalSquares = 0;
    let parts = 0;
    for (const { pair, left, error, patches } of residuals) {
      const [first, second] = names(pair);
      if (first !== frame && second !== frame) continue;
      differences.push(second === frame ? left : -left);
      weights.push(1 / (error ** 2 + floor ** 2));
      for (const patch of patches) {
        squares += patch.left ** 2;
        normalSquares += patch.left ** 2 / (patch.error ** 2 + partFloor ** 2);
        parts++;
      }
    }
    return {
      ...{ frame, parts, neighbours: differences.length },
      mean: robustCentre(differences, weights).centre,
      error: 1 / Math.sqrt(weights.reduce((sum, weight) => sum + weight, 0)),
      rms: Math.sqrt(squares / parts),
      normalRms: Math.sqrt(normalSquares / parts),
    };
  });
}
