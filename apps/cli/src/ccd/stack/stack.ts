import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describeProblem, NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import { exitCodes } from '../../exit-codes.js';
import { onInterrupt } from '../../interrupt.js';
import { parseOptions, printJson } from '../../options.js';
import { givenFiles } from '../given-files.js';
import { at } from '../offsets-numbers.js';
import { pictureEndings } from '../read-picture.js';
import { OutputFiles } from '../output-files.js';
import { combineChoice } from './combine-choice.js';
import { compressFile } from './compress-file.js';
import type { StripSource } from './frame-strips.js';
import { framesOnGrid, gridOf, outsideProblem, stripSources } from './grid-work.js';
import { normalise } from './normalise.js';
import { stackOptionsSchema, type StackOptions } from './options.js';
import { placeFrames, type PlacedFrame } from './place-frames.js';
import { givenReference, readFrames } from './read-frames.js';
import { Scratch } from './scratch.js';
import { stackDocument, printStack, type StackResult } from './stack-document.js';
import { stackFacts, stackHeader } from './stack-header.js';
import { pixelAreaOf } from './target-grid.js';
import { writeStack, type StackCounts } from './write-stack.js';

/** Of the result, plain and with compressed tiles. */
const stackEnding = { plain: '.stack.fits', compressed: '.stack.fits.fz' };

/** `nightskies ccd stack`: frames registered, brought to one grid and combined into one picture. */
export async function stack(
  given: Record<string, unknown>,
  named: readonly string[],
): Promise<number> {
  const options = parseOptions(stackOptionsSchema, given);
  const files = await givenFiles(named, pictureEndings);
  const path = resultPath(options, files);
  const scratch = new Scratch(dirname(path));
  const interrupt = onInterrupt();
  try {
    const outcome = await stackFiles(files, path, options, scratch, interrupt.signal);
    for (const one of outcome.problems) {
      process.stderr.write(`nightskies: ${describeProblem(one)}\n`);
    }
    if (options.json === true) printJson(stackDocument(outcome));
    else if (outcome.result !== undefined) printStack(outcome.result);
    if (outcome.result === undefined) return exitCodes.nothingDone;
    return outcome.problems.length === 0 ? exitCodes.done : exitCodes.doneWithProblems;
  } catch (error) {
    // Nothing half done is left behind: the person knows why.
    if (interrupt.signal.aborted) return exitCodes.nothingDone;
    throw error;
  } finally {
    scratch.clear();
    interrupt.release();
  }
}

/** Where the result goes. @throws NightSkiesError `output-exists`, `bad-option` */
function resultPath(options: StackOptions, files: readonly string[]): string {
  const isFile = options.to !== undefined && /\.(?:fits?|fts)(?:\.fz)?$/i.test(options.to);
  const place = isFile ? { file: options.to } : { to: options.to };
  const outputs = new OutputFiles({ ...place, overwrite: options.overwrite });
  const [first = ''] = files;
  const ending = options.compress === true ? stackEnding.compressed : stackEnding.plain;
  const path = outputs.pathFor(first, ending);
  if (files.some((file) => resolve(file) === resolve(path))) {
    throw new NightSkiesError(
      problem('bad-option', '--to names a file that is read', {
        found: path,
        expected: 'a file of its own',
        hint: 'Give another name.',
      }),
    );
  }
  if (existsSync(path)) outputs.assertFree(first, [ending]);
  return path;
}

export interface StackOutcome {
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  /** Absent when nothing was made. */
  readonly result?: StackResult;
}

async function stackFiles(
  files: readonly string[],
  path: string,
  options: StackOptions,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<StackOutcome> {
  const started = performance.now();
  const read = await readFrames(files, options, scratch, signal);
  signal.throwIfAborted();
  if (read.frames.length < 2) return tooFew(files, read.frames.length, read.problems);
  const reference = givenReference(options.reference, read);
  const placed = placeFrames(read.frames, {
    ...options,
    reference,
    register: options.aligned === true ? 'none' : options.register,
  });
  const problems = [...read.problems, ...placed.problems];
  if (placed.frames.length < 2) return tooFew(files, placed.frames.length, problems);
  const interpolation = options.aligned === true ? 'nearest' : options.interpolation;
  const grid = gridOf(options, placed, interpolation);
  const { frames, problems: outside } = framesOnGrid(placed.frames, grid);
  problems.push(...outside);
  if (frames.length < 2) return tooFew(files, frames.length, problems);
  const choice = combineChoice(options, frames.length);
  const keepsFlux = options.interpolation === 'area';
  const normalisations = normalise(frames, placed.reference, {
    ...choice.normalise,
    keepsFlux,
    pixelArea: pixelAreaOf(grid, placed.reference),
  });
  const inputs = frames.map((frame, k) => ({
    frame,
    normalisation: at(normalisations, k),
  }));
  const facts = stackFacts(inputs, placed.reference, choice);
  const header = stackHeader(
    { ...facts, inputs, reference: placed.reference, choice, interpolation },
    grid,
  );
  const { sources, plan } = stripSources(
    frames,
    grid,
    interpolation,
    options.memory * 2 ** 20,
    scratch,
  );
  const plain = options.compress === true ? scratch.path() : path;
  const counts = await writeStack(
    plain,
    { sources, normalisations, plan, grid, choice, header, maps: options.maps },
    signal,
  );
  if (plain !== path) await compressFile(plain, path);
  const sum = (of: (source: StripSource) => number): number =>
    sources.reduce((total, source) => total + of(source), 0);
  return {
    files,
    problems: [...problems, ...withoutPixel(frames, counts)],
    result: {
      path,
      reference: placed.reference,
      inputs,
      facts,
      choice,
      interpolation,
      grid,
      counts,
      rowsRead: sum(({ rowsRead }) => rowsRead),
      rowsReadAgain: sum(({ rowsReadAgain }) => rowsReadAgain),
      plan,
      scratchBytes: scratch.bytes,
      seconds: (performance.now() - started) / 1000,
    },
  };
}

/** Frames so close beside the grid that only combining tells that they miss it. */
function withoutPixel(frames: readonly PlacedFrame[], { frameShares }: StackCounts): Problem[] {
  return frames
    .filter((_, k) => at(frameShares, k) === 0)
    .map(({ frame }) => outsideProblem(frame.file));
}

function tooFew(
  files: readonly string[],
  usable: number,
  problems: readonly Problem[],
): StackOutcome {
  const few = problem('stack-too-few-frames', 'a stack needs two frames that fit on one another', {
    found: `${usable} of ${files.length} that can be used`,
    expected: 'at least 2',
    hint: 'See what is said of the others; give all frames of the field.',
  });
  return { files, problems: [...problems, few] };
}
