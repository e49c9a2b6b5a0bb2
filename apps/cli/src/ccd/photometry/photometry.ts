import { resolve } from 'node:path';
import { describeProblem, NightSkiesError, problem } from '@nightskies/contracts';
import type { Image } from '@nightskies/pixels';
import { exitCodes } from '../../exit-codes.js';
import { onInterrupt } from '../../interrupt.js';
import { parseOptions, printJson } from '../../options.js';
import { FileProgress } from '../file-progress.js';
import { givenFiles } from '../given-files.js';
import { OutputFiles } from '../output-files.js';
import { pictureEndings } from '../read-picture.js';
import { readCatalogue } from './catalogue-file.js';
import { formatOfName, photometryOptionsSchema, type PhotometryOptions } from './options.js';
import { measureFile, type PhotometryEntry } from './measure-file.js';
import { readMask } from './photometry-picture.js';
import { sourceCatalogue, type SourceCatalogue } from './source-list.js';

/** `nightskies ccd photometry`: a table of measured stars for every picture. */
export async function photometry(
  given: Record<string, unknown>,
  named: readonly string[],
): Promise<number> {
  const options = parseOptions(photometryOptionsSchema, given);
  const files = await givenFiles(named, pictureEndings);
  const { outputs, format } = resultPlace(options, files);
  const sources =
    options.catalog === undefined
      ? null
      : sourceCatalogue(await readCatalogue(options.catalog), {
          kind: options.positions,
          origin: options.pixelOrigin,
        });
  for (const note of sources === null ? [] : catalogueNotes(sources)) {
    process.stderr.write(`note: ${note}\n`);
  }
  const mask: Image | undefined =
    options.mask === undefined ? undefined : await readMask(options.mask);
  const progress = new FileProgress(files.length);
  const interrupt = onInterrupt();
  const entries: PhotometryEntry[] = [];
  const told = new Set<string>();
  const width = Math.max(4, ...files.map((file) => file.length));
  if (options.json !== true) process.stdout.write(`${line(width, titles)}\n`);
  for (const file of files) {
    if (interrupt.signal.aborted) break;
    progress.show(entries.length, file);
    const entry = await measureFile(file, { options, format, sources, mask, outputs });
    entries.push(entry);
    progress.end();
    if (options.json !== true) process.stdout.write(`${line(width, cells(entry))}\n`);
    for (const one of entry.problem === null ? entry.problems : [entry.problem]) {
      process.stderr.write(`nightskies: ${describeProblem(one)}\n`);
    }
    // What is missing in one header is missing in those of the whole night.
    for (const note of entry.notes.filter((one) => !told.has(one))) {
      told.add(note);
      process.stderr.write(`note: ${note}\n`);
    }
  }
  interrupt.release();
  if (options.json === true) printJson({ files: entries });
  if (entries.every(({ problem: failure }) => failure !== null)) return exitCodes.nothingDone;
  const isClean = ({ problem: failure, problems }: PhotometryEntry): boolean =>
    failure === null && problems.length === 0;
  return entries.length === files.length && entries.every(isClean)
    ? exitCodes.done
    : exitCodes.doneWithProblems;
}

/** What a person should know of how the catalogue was read. */
function catalogueNotes({ leftOut, positions: { leavesSky, words } }: SourceCatalogue): string[] {
  return [
    ...(leavesSky
      ? [`the catalogue is read by ${words}; --positions sky takes its sky places`]
      : []),
    ...(leftOut.length > 0 ? [`arrays are not carried into the table: ${leftOut.join(', ')}`] : []),
  ];
}

/** Where results go: a folder for any number of pictures, or one file for one. */
function resultPlace(options: PhotometryOptions, files: readonly string[]) {
  const { to, overwrite } = options;
  const named = to === undefined ? undefined : formatOfName(to);
  if (to === undefined || named === undefined) {
    return { outputs: new OutputFiles({ to, overwrite }), format: options.format ?? 'ecsv' };
  }
  if (files.length > 1) {
    throw new NightSkiesError(
      problem('bad-option', '--to names one file for several pictures', {
        found: `${to} for ${files.length} pictures`,
        expected: 'a folder, or one picture',
        hint: 'Give the name of a folder: each picture gets a table of its own there.',
      }),
    );
  }
  if (options.format !== undefined && options.format !== named) {
    throw new NightSkiesError(
      problem('bad-option', '--to and --format ask for two formats', {
        found: `--to ${to} --format ${options.format}`,
        expected: 'one format',
        hint: 'Leave --format out: the ending of the file says it.',
      }),
    );
  }
  const inputs = [...files, options.catalog, options.mask].filter((path) => path !== undefined);
  if (inputs.some((path) => resolve(path) === resolve(to))) {
    throw new NightSkiesError(
      problem('bad-option', '--to names a file that is read', {
        found: to,
        expected: 'a file of its own',
        hint: 'Give another name.',
      }),
    );
  }
  return { outputs: new OutputFiles({ file: to, overwrite }), format: named };
}

const titles = ['file', 'sources', 'measured', 'flagged', 'median mag', 's', 'table'] as const;

function cells(entry: PhotometryEntry): readonly string[] {
  const { file, problem: failure } = entry;
  if (failure !== null) return [file, `not measured: ${failure.message}`];
  return [
    file,
    String(entry.sources),
    String(entry.measured),
    String(entry.flagged),
    entry.medianMag?.toFixed(3) ?? '-',
    entry.seconds.toFixed(1),
    entry.tableFile ?? '',
  ];
}

function line(width: number, [file = '', ...rest]: readonly string[]): string {
  const numbers =
    rest.length === 1 ? rest : rest.map((cell, i) => (i < 5 ? cell.padStart(10) : cell));
  return [file.padEnd(width), ...numbers].join('  ').trimEnd();
}
