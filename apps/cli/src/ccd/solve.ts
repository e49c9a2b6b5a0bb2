import { describeProblem } from '@nightskies/contracts';
import { exitCodes } from '../exit-codes.js';
import { onInterrupt } from '../interrupt.js';
import { parseOptions, printJson } from '../options.js';
import { FileProgress } from './file-progress.js';
import { givenFiles } from './given-files.js';
import { OutputFiles } from './output-files.js';
import { pictureEndings } from './read-picture.js';
import { solveFile } from './solve-file.js';
import { solveOptionsSchema } from './solve-options.js';
import { tableHead, tableLine, type SolvedFileEntry } from './solve-report.js';
import { Stars } from './star-finder.js';

/** `nightskies ccd solve`: where in the sky pictures were taken, each for itself. */
export async function solve(
  given: Record<string, unknown>,
  named: readonly string[],
): Promise<number> {
  const options = parseOptions(solveOptionsSchema, given);
  const files = await givenFiles(named, pictureEndings);
  const outputs = new OutputFiles(options);
  const stars = new Stars();
  const progress = new FileProgress(files.length);
  // A search does not hear of Ctrl-C before its end. It stops the program at once, but where the files
  // that are done would go unreported.
  const interrupt = options.json === true && files.length > 1 ? onInterrupt() : undefined;
  const entries: SolvedFileEntry[] = [];
  const fileWidth = Math.max(4, ...files.map((file) => file.length));
  if (options.json !== true) process.stdout.write(`${tableHead(fileWidth)}\n`);
  for (const file of files) {
    if (interrupt?.signal.aborted === true) break;
    progress.show(entries.length, file);
    const entry = await solveFile(file, options, outputs, stars);
    entries.push(entry);
    progress.end();
    if (options.json !== true) process.stdout.write(`${tableLine(entry, fileWidth)}\n`);
    tell(entry);
  }
  interrupt?.release();
  if (options.json === true) printJson({ files: entries });
  if (entries.every(({ solved }) => !solved)) return exitCodes.nothingDone;
  const clean = ({ solved, contradictions }: SolvedFileEntry): boolean =>
    solved && contradictions.length === 0;
  return entries.length === files.length && entries.every(clean)
    ? exitCodes.done
    : exitCodes.doneWithProblems;
}

/** What a person should know of a file beyond its line. */
function tell({ file, problem, contradictions }: SolvedFileEntry): void {
  if (problem !== null) process.stderr.write(`nightskies: ${describeProblem(problem)}\n`);
  for (const message of contradictions) process.stderr.write(`nightskies: ${file}: ${message}\n`);
}
