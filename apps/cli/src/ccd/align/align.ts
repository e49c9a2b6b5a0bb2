import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeProblem, NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import { FitsFileWriter, Header } from '@nightskies/fits';
import { exitCodes } from '../../exit-codes.js';
import { onInterrupt } from '../../interrupt.js';
import { parseOptions, printJson } from '../../options.js';
import { FileProgress } from '../file-progress.js';
import { givenFiles } from '../given-files.js';
import { at } from '../offsets-numbers.js';
import { OutputFiles } from '../output-files.js';
import { pictureEndings } from '../read-picture.js';
import { compressFile } from '../stack/compress-file.js';
import { framesOnGrid, gridOf, stripSources } from '../stack/grid-work.js';
import { alignOptionsSchema, type AlignOptions } from '../stack/options.js';
import type { OutputGrid } from '../stack/output-grid.js';
import { placeFrames, type Placed, type PlacedFrame } from '../stack/place-frames.js';
import { givenReference, readFrames } from '../stack/read-frames.js';
import { Scratch } from '../stack/scratch.js';
import { gridCards, headerWithoutPlace, nameInHeader } from '../stack/stack-header.js';
import { writeWhole } from '../stack/whole-file.js';
import { alignDocument, printAlign, transformTable, type AlignedFrame } from './align-document.js';

/** Of a result, plain and with compressed tiles. */
const endings = { plain: '.aligned.fits', compressed: '.aligned.fits.fz' };
function endingOf({ compress }: AlignOptions): string {
  return compress === true ? endings.compressed : endings.plain;
}

const tableEnding = '.transforms.ecsv';

/** `nightskies ccd align`: every frame on one grid, and a table of how they lay. */
export async function align(
  given: Record<string, unknown>,
  named: readonly string[],
): Promise<number> {
  const options = parseOptions(alignOptionsSchema, given);
  const files = await givenFiles(named, pictureEndings);
  const outputs = outputsOf(options, files);
  const folder = dirname(outputs.pathFor(files[0] ?? '', tableEnding));
  const scratch = new Scratch(folder);
  const interrupt = onInterrupt();
  try {
    return await alignFiles(files, outputs, options, scratch, interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write('Stopped; frames that were finished stay.\n');
    return exitCodes.doneWithProblems;
  } finally {
    scratch.clear();
    interrupt.release();
  }
}

/** Results go into a folder of their own, so that they are not read as frames the next time. */
function outputsOf(options: AlignOptions, files: readonly string[]): OutputFiles {
  const [first = ''] = files;
  const to = options.to ?? join(dirname(first), 'aligned');
  const outputs = new OutputFiles({ to, overwrite: options.overwrite });
  const ending = endingOf(options);
  const taken = new Map<string, string>();
  for (const file of files) {
    const path = outputs.pathFor(file, ending);
    const other = taken.get(path);
    if (other !== undefined) {
      throw new NightSkiesError(
        problem('bad-option', 'two frames would have one result', {
          file: path,
          found: `${other} and ${file}`,
          expected: 'frames of different names',
          hint: 'Rename one of them, or align them in two calls with --to.',
        }),
      );
    }
    taken.set(path, file);
    if (existsSync(file)) outputs.assertFree(file, [ending]);
  }
  outputs.assertFree(first, [tableEnding]);
  return outputs;
}

async function alignFiles(
  files: readonly string[],
  outputs: OutputFiles,
  options: AlignOptions,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<number> {
  const read = await readFrames(files, options, scratch, signal);
  signal.throwIfAborted();
  if (read.frames.length === 0) return nothing(files, read.problems, options);
  const reference = givenReference(options.reference, read);
  const placed = placeFrames(read.frames, { ...options, reference });
  const grid = gridOf(options, placed, options.interpolation);
  const { frames, problems: outside } = framesOnGrid(placed.frames, grid);
  const problems = [...read.problems, ...placed.problems, ...outside];
  if (frames.length === 0) return nothing(files, problems, options);
  const aligned = await writeAligned(
    { ...placed, frames },
    grid,
    outputs,
    options,
    scratch,
    signal,
  );
  const [first = ''] = files;
  const table = await outputs.write(first, tableEnding, transformTable(aligned, placed.reference));
  for (const one of problems) process.stderr.write(`nightskies: ${describeProblem(one)}\n`);
  const facts = { files, aligned, reference: placed.reference, grid, table, problems };
  if (options.json === true) printJson(alignDocument(facts));
  else printAlign(facts);
  return problems.length === 0 ? exitCodes.done : exitCodes.doneWithProblems;
}

async function writeAligned(
  { frames, reference }: Placed,
  grid: OutputGrid,
  outputs: OutputFiles,
  options: AlignOptions,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<AlignedFrame[]> {
  const progress = new FileProgress(frames.length);
  const aligned: AlignedFrame[] = [];
  for (const [number, frame] of frames.entries()) {
    signal.throwIfAborted();
    progress.show(number, frame.frame.file);
    const { interpolation, memory } = options;
    const { sources, plan } = stripSources([frame], grid, interpolation, memory * 2 ** 20, scratch);
    const source = at(sources, 0);
    const file = outputs.pathFor(frame.frame.file, endingOf(options));
    const header = alignedHeader(frame, grid, options, reference.frame.file);
    let covered = 0;
    const plain = options.compress === true ? scratch.path() : file;
    await writeWhole(plain, async (sink) => {
      const { width, height } = grid;
      const writer = new FitsFileWriter(sink, [
        { header, shape: [width, height], type: 'float32' },
      ]);
      for (const [strip, { from, to }] of plan.strips.entries()) {
        const values = new Float32Array((to - from) * width);
        source.fill(strip, values);
        covered += values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
        writer.writeRows(0, from, values);
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      writer.finish();
    });
    if (plain !== file) await compressFile(plain, file);
    aligned.push({ frame, file, coveredShare: covered / (grid.width * grid.height) });
  }
  progress.end();
  return aligned;
}

/** The frame's own header with the place of its new pixels and how they were made. */
function alignedHeader(
  { frame, placement }: PlacedFrame,
  grid: OutputGrid,
  { interpolation }: AlignOptions,
  reference: string,
): Header {
  return headerWithoutPlace(frame.header).withAll([
    ...gridCards(grid),
    ['INTERPOL', interpolation, 'resampling'],
    ['FLUXKEPT', interpolation === 'area', 'T flux, F surface brightness is conserved'],
    ['REGISTER', placement.how, 'how the place of the frame was found'],
    ['REFFILE', nameInHeader(reference), 'frame that the others are brought to'],
    ['SRCFILE', nameInHeader(frame.file), 'frame that this was'],
    ['MATCHED', placement.matches.frame.length, 'stars in this frame and the reference'],
    ...(placement.rmsPx === null
      ? []
      : ([['RMSPX', placement.rmsPx, 'rms distance of them, px']] as const)),
  ]);
}

function nothing(
  files: readonly string[],
  problems: readonly Problem[],
  options: AlignOptions,
): number {
  for (const one of problems) process.stderr.write(`nightskies: ${describeProblem(one)}\n`);
  if (options.json === true) {
    printJson({
      files: files.map((file) => ({
        file,
        used: false,
        reason: problems.find((one) => one.file === file)?.code ?? null,
      })),
      output: null,
      problems,
    });
  }
  return exitCodes.nothingDone;
}
