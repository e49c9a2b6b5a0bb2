import { basename } from 'node:path';
import type { Problem } from '@nightskies/contracts';
import { at } from '../offsets-numbers.js';
import type { CombineChoice } from './combine-choice.js';
import type { OutputGrid } from './output-grid.js';
import type { PlacedFrame } from './place-frames.js';
import type { StackFacts, StackInput } from './stack-header.js';
import type { StripPlan } from './strip-plan.js';
import type { SurveyedFrame } from './surveyed-frame.js';
import { scaleOf } from './target-grid.js';
import type { StackCounts } from './write-stack.js';

/** A stack that was made. */
export interface StackResult {
  readonly path: string;
  readonly reference: SurveyedFrame;
  readonly inputs: readonly StackInput[];
  readonly facts: StackFacts;
  readonly choice: CombineChoice;
  readonly interpolation: string;
  readonly grid: OutputGrid;
  readonly counts: StackCounts;
  readonly rowsRead: number;
  readonly rowsReadAgain: number;
  readonly plan: StripPlan;
  readonly scratchBytes: number;
  readonly seconds: number;
}

/** What `--json` says of how one frame lies on the reference. */
export function placementFacts({ placement, survey, exposureSeconds, startUtc }: PlacedFrame) {
  const { view, offset, matches, map } = placement;
  return {
    registeredBy: placement.how,
    via: placement.via,
    transform: placement.kind,
    stars: survey.stars.x.length,
    matchedStars: placement.how === 'reference' ? null : matches.frame.length,
    rmsPixels: placement.rmsPx,
    offsetXPixels: offset.x,
    offsetYPixels: offset.y,
    rotationDeg: view.rotationDeg,
    scale: view.scale,
    mirrored: view.isMirrored,
    map:
      map === null
        ? null
        : [
            [map[0], map[1], map[2]],
            [map[3], map[4], map[5]],
            [map[6], map[7], map[8]],
          ],
    fwhmPixels: survey.fwhmPx,
    sky: survey.sky,
    noise: survey.noise,
    exposureSeconds,
    startUtc,
  };
}

/** Size and place of an output, for `--json`. */
export function gridFacts({ width, height, wcs }: OutputGrid) {
  const middle = { x: (width - 1) / 2, y: (height - 1) / 2 };
  const centre = wcs?.placeAt(middle);
  return {
    width,
    height,
    centerRaDeg: centre?.raDeg ?? null,
    centerDecDeg: centre?.decDeg ?? null,
    pixelScaleArcsec: wcs === undefined ? null : scaleOf(wcs, middle),
  };
}

/** The document of `ccd stack --json`. */
export function stackDocument({
  files,
  problems,
  result,
}: {
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  readonly result?: StackResult;
}) {
  const used = new Map(result?.inputs.map((input, k) => [input.frame.frame.file, { input, k }]));
  return {
    files: files.map((file) => {
      const found = used.get(file);
      if (found === undefined || result === undefined) {
        const reason = problems.find((one) => one.file === file)?.code ?? null;
        return { file, used: false, reason };
      }
      const { frame, normalisation } = found.input;
      return {
        file,
        used: true,
        reason: null,
        ...placementFacts(frame),
        factor: normalisation.scale,
        factorFrom: normalisation.scaledBy,
        offset: normalisation.offset,
        weight: normalisation.weight,
        coveredShare: at(result.counts.frameShares, found.k),
      };
    }),
    output: result === undefined ? null : outputFacts(result),
    problems,
  };
}

function outputFacts(result: StackResult) {
  const { choice, facts, counts, plan } = result;
  return {
    file: result.path,
    reference: result.reference.frame.file,
    ...gridFacts(result.grid),
    frames: result.inputs.length,
    combine: choice.method,
    reject: choice.rejection.kind,
    interpolation: result.interpolation,
    ...facts,
    ...{ coveredShare: counts.coveredShare, rejectedShare: counts.rejectedShare },
    rowsRead: result.rowsRead,
    rowsReadAgainShare: result.rowsReadAgain / Math.max(1, result.rowsRead - result.rowsReadAgain),
    strips: plan.strips.length,
    framesViaDisk: plan.viaDisk.size,
    plannedMemoryBytes: plan.bytes,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    scratchBytes: result.scratchBytes,
    seconds: result.seconds,
  };
}

/** The same for a person, on standard output. */
export function printStack(result: StackResult): void {
  const { inputs, grid, facts, choice, counts } = result;
  const head = [
    'frame',
    'stars',
    'matched',
    'rms px',
    'dx px',
    'dy px',
    'turn deg',
    'scale',
    'x',
    '+',
  ];
  const rows = inputs.map(({ frame, normalisation }) => {
    const { placement, survey } = frame;
    return [
      basename(frame.frame.file),
      String(survey.stars.x.length),
      placement.how === 'reference' ? 'reference' : String(placement.matches.frame.length),
      placement.rmsPx?.toFixed(3) ?? '-',
      placement.offset.x.toFixed(2),
      placement.offset.y.toFixed(2),
      placement.view.rotationDeg.toFixed(3),
      placement.view.scale.toFixed(4),
      normalisation.scale.toPrecision(4),
      normalisation.offset.toPrecision(4),
    ];
  });
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => at(row, column).length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (k === 0 ? cell.padEnd(at(widths, k)) : cell.padStart(at(widths, k))))
      .join('  ')
      .trimEnd();
  const exposure =
    facts.totalExposureSeconds === null ? '' : `, ${facts.totalExposureSeconds} s altogether`;
  const lines = [
    line(head),
    ...rows.map(line),
    '',
    `${inputs.length} frames by ${choice.method}${exposure}; ${(100 * counts.rejectedShare).toFixed(2)} % of the values left out (${choice.rejection.kind}).`,
    `${grid.width} x ${grid.height} px, ${result.seconds.toFixed(1)} s: ${result.path}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
