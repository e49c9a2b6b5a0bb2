import { resolve } from 'node:path';
import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import { fileProblem } from '../file-problem.js';
import { FileProgress } from '../file-progress.js';
import { openFrame } from './frame-file.js';
import type { AlignOptions } from './options.js';
import type { Scratch } from './scratch.js';
import { surveyFrame, type SurveyedFrame } from './surveyed-frame.js';

export interface ReadFrames {
  readonly frames: readonly SurveyedFrame[];
  readonly problems: readonly Problem[];
}

/**
 * Looks at every file once. What cannot be used is named and left out.
 *
 * @throws what is no fault of a file
 */
export async function readFrames(
  files: readonly string[],
  options: Pick<AlignOptions, 'plane' | 'fwhm' | 'threshold' | 'reference'>,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<ReadFrames> {
  const progress = new FileProgress(files.length);
  const frames: SurveyedFrame[] = [];
  const problems: Problem[] = [];
  for (const [number, file] of files.entries()) {
    if (signal.aborted) break;
    progress.show(number, file);
    try {
      const frame = await openFrame(file, options.plane, scratch);
      frames.push(surveyFrame(frame, options));
    } catch (error) {
      const found = fileProblem(error, file);
      if (found.code === 'internal-error') throw error;
      problems.push(found);
    }
    // Gives an interruption a chance between two frames.
    await new Promise((resolve) => setImmediate(resolve));
  }
  progress.end();
  return { frames, problems };
}

/**
 * The reference that was named, spelt as among the files: it may be told in another way (`./a.fits`).
 *
 * @throws NightSkiesError when it is not among the files that can be used
 */
export function givenReference(
  reference: string | undefined,
  { frames, problems }: ReadFrames,
): string | undefined {
  if (reference === undefined) return undefined;
  const path = resolve(reference);
  const given = frames.find(({ frame }) => resolve(frame.file) === path);
  if (given !== undefined) return given.frame.file;
  const fault = problems.find(({ file }) => file !== null && resolve(file) === path);
  throw new NightSkiesError(
    fault ??
      problem('bad-option', '--reference names none of the frames', {
        found: reference,
        expected: 'one of the files given',
        hint: 'Name the reference among the files as well.',
      }),
  );
}
