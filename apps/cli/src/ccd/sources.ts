import { sourceTable } from '@nightskies/astrometry';
import { describeProblem, type Problem } from '@nightskies/contracts';
import { z } from 'zod';
import { exitCodes } from '../exit-codes.js';
import { onInterrupt } from '../interrupt.js';
import { jsonOption, parseOptions, printJson } from '../options.js';
import { fileProblem } from './file-problem.js';
import { FileProgress } from './file-progress.js';
import { givenFiles } from './given-files.js';
import { OutputFiles } from './output-files.js';
import { pictureEndings, readPicture } from './read-picture.js';
import { encodeSources, tableOf } from './sources-table.js';

const optionsSchema = z.object({
  ...jsonOption,
  fwhm: z.coerce.number().min(1).max(30).optional(),
  threshold: z.coerce.number().min(1).max(1000),
  background: z.coerce.number().int().min(8).max(4096),
  format: z.enum(['ecsv', 'fits', 'csv']),
  to: z.string().min(1).optional(),
  overwrite: z.boolean().optional(),
});
type Options = z.output<typeof optionsSchema>;

interface SourcesEntry {
  readonly file: string;
  readonly sources: number | null;
  readonly fwhmPixels: number | null;
  /** Noise of a pixel, units of the picture. */
  readonly noise: number | null;
  readonly tableFile: string | null;
  readonly seconds: number;
  readonly problem: Problem | null;
}

/** `nightskies ccd sources`: a table of stars for every picture. */
export async function sources(
  given: Record<string, unknown>,
  named: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const files = await givenFiles(named, pictureEndings);
  const outputs = new OutputFiles(options);
  const progress = new FileProgress(files.length);
  const interrupt = onInterrupt();
  const entries: SourcesEntry[] = [];
  const width = Math.max(4, ...files.map((file) => file.length));
  if (options.json !== true) process.stdout.write(`${line(width, titles)}\n`);
  for (const file of files) {
    if (interrupt.signal.aborted) break;
    progress.show(entries.length, file);
    const entry = await sourcesOf(file, options, outputs);
    entries.push(entry);
    progress.end();
    if (options.json !== true) process.stdout.write(`${line(width, cells(entry))}\n`);
    if (entry.problem !== null) {
      process.stderr.write(`nightskies: ${describeProblem(entry.problem)}\n`);
    }
  }
  interrupt.release();
  if (options.json === true) printJson({ files: entries });
  const done = entries.filter(({ problem }) => problem === null).length;
  if (done === files.length) return exitCodes.done;
  return done === 0 ? exitCodes.nothingDone : exitCodes.doneWithProblems;
}

async function sourcesOf(
  file: string,
  options: Options,
  outputs: OutputFiles,
): Promise<SourcesEntry> {
  const started = performance.now();
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  const ending = `.sources.${options.format}`;
  try {
    outputs.assertFree(file, [ending]);
    const picture = await readPicture(file);
    const found = sourceTable(picture, {
      fwhmPx: options.fwhm,
      thresholdSigma: options.threshold,
      boxPx: options.background,
    });
    const facts = {
      fwhmPixels: found.fwhmPx,
      thresholdSigma: options.threshold,
      noise: found.noise,
    };
    const bytes = encodeSources(tableOf(found, picture), options.format, facts);
    const tableFile = await outputs.write(file, ending, bytes);
    const { count, fwhmPx: fwhmPixels, noise } = found;
    return {
      file,
      sources: count,
      fwhmPixels,
      noise,
      tableFile,
      seconds: seconds(),
      problem: null,
    };
  } catch (error) {
    const problem = fileProblem(error, file);
    const nothing = { sources: null, fwhmPixels: null, noise: null, tableFile: null };
    return { file, ...nothing, seconds: seconds(), problem };
  }
}

const titles = ['file', 'sources', 'fwhm px', 'noise', 's', 'table'] as const;

function cells(entry: SourcesEntry): readonly string[] {
  const { file, problem } = entry;
  if (problem !== null) return [file, `not measured: ${problem.message}`];
  return [
    file,
    String(entry.sources),
    (entry.fwhmPixels ?? NaN).toFixed(2),
    (entry.noise ?? NaN).toPrecision(4),
    entry.seconds.toFixed(1),
    entry.tableFile ?? '',
  ];
}

function line(width: number, [file = '', ...rest]: readonly string[]): string {
  const numbers =
    rest.length === 1 ? rest : rest.map((cell, i) => (i < 4 ? cell.padStart(8) : cell));
  return [file.padEnd(width), ...numbers].join('  ');
}
