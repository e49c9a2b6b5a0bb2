import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { rotationDeg, trackStars, type StarTracks } from '@nightskies/astrometry';
import {
  describeProblem,
  NightSkiesError,
  problem,
  problemOf,
  type Problem,
} from '@nightskies/contracts';
import { trackPicture, usualBayerGains } from '@nightskies/imaging';
import type { Image } from '@nightskies/pixels';
import { z } from 'zod';
import { exitCodes } from '../exit-codes.js';
import { jsonOption, parseOptions, printJson } from '../options.js';
import { namedSystemError } from '../system-error.js';
import { FileProgress } from './file-progress.js';
import { givenFiles } from './given-files.js';
import { centroidKinds, detectStars, frameStars, type Detection } from './offsets-detection.js';
import {
  nothingFollowed,
  offsetsDocument,
  printOffsets,
  type FrameResult,
} from './offsets-document.js';
import { FrameReader } from './offsets-frames.js';
import { at } from './offsets-numbers.js';
import { medianOffset, offsetTable, type FrameRecord } from './offsets-table.js';
import { OutputFiles } from './output-files.js';

const estimators = {
  mode: 'mmm',
  sextractor: 'sextractor',
  median: 'median',
  mean: 'mean',
} as const;
const tableEnding = '.offsets.fits';
const pictureEnding = '.tracks.png';
const kinds = [
  ...['.fits', '.fit', '.fts', '.fits.gz', '.fit.gz', '.fts.gz'],
  ...['.fits.fz', '.fit.fz', '.fts.fz'],
  ...['.dng', '.arw', '.cr2', '.cr3', '.nef', '.orf', '.pef', '.raf', '.rw2'],
];

const positive = z.coerce.number().positive();
const optionsSchema = z.object({
  ...jsonOption,
  fwhm: positive.max(100),
  threshold: positive,
  radius: positive,
  box: z.coerce.number().int().min(5),
  filter: z.coerce
    .number()
    .int()
    .min(1)
    .refine((size) => size % 2 === 1, 'an odd number'),
  background: z.enum(['mode', 'sextractor', 'median', 'mean']),
  clip: positive,
  centroids: z.enum(centroidKinds),
  bayerGains: z
    .string()
    .default(`${usualBayerGains.red},${usualBayerGains.green},${usualBayerGains.blue}`)
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number().positive()).length(3, 'three numbers: red,green,blue'))
    .transform(([red = 1, green = 1, blue = 1]) => ({ red, green, blue })),
  utcOffset: z
    .string()
    .regex(/^[+-]\d\d:\d\d$/, 'an offset as +01:00')
    .optional(),
  picture: z.boolean(),
  to: z.string().min(1).optional(),
  overwrite: z.boolean().optional(),
});
type Options = z.output<typeof optionsSchema>;

/** A frame that could be used, with its stars. */
interface Usable extends FrameRecord {
  readonly file: string;
}

/** Frames of a sequence as they were read, and what was wrong with the others. */
interface Read {
  readonly usable: readonly Usable[];
  /** The reference as read, for the picture. */
  readonly first: Image | undefined;
  readonly problems: readonly Problem[];
}

/** `nightskies ccd offsets`: stars followed through a sequence, a table of offsets per frame. */
export async function offsets(
  given: Record<string, unknown>,
  paths: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const files = await givenFiles(paths, kinds);
  const output = new OutputFiles(options);
  assertFree(output, files, options.picture);
  const detection: Detection = { ...options, background: estimators[options.background] };
  const read = await readAll(files, options, detection);
  const { first, usable } = read;
  if (first === undefined || usable.length < 2) {
    const tooFew = problem('offsets-too-few-frames', 'offsets need two frames with stars', {
      found: `${usable.length} of ${files.length} that can be used`,
      expected: 'at least 2, of one size',
      hint: 'Give all frames of the sequence, the reference first; lower --threshold if they show stars.',
    });
    const problems = [...read.problems, tooFew];
    for (const one of problems) process.stderr.write(`nightskies: ${describeProblem(one)}\n`);
    if (options.json === true) printJson(nothingFollowed(problems));
    return exitCodes.nothingDone;
  }
  const tracks = trackStars(
    usable.map(({ detected }) => frameStars(detected)),
    first.width,
    first.height,
    { radiusPx: options.radius },
  );
  const results: FrameResult[] = [];
  for (const [frame, record] of usable.entries()) {
    const isLeftOut = at(tracks.frames, frame).prediction === null;
    const table = isLeftOut
      ? null
      : await output.write(
          record.file,
          tableEnding,
          offsetTable(usable, tracks, frame, detection, options.radius),
        );
    results.push({ record, file: record.file, table });
  }
  const picture = options.picture
    ? await output.write(at(usable, 0).file, pictureEnding, await drawTracks(usable, tracks, first))
    : null;
  const problems = [
    ...read.problems,
    ...otherReference(files, usable),
    ...trackingProblems(usable, tracks),
  ];
  for (const one of problems) process.stderr.write(`nightskies: ${describeProblem(one)}\n`);
  if (options.json === true) printJson(offsetsDocument(results, tracks, picture, problems));
  else printOffsets(results, tracks, picture);
  return problems.length === 0 ? exitCodes.done : exitCodes.doneWithProblems;
}

/** Refuses before the work what could not be written after it. */
function assertFree(output: OutputFiles, files: readonly string[], picture: boolean): void {
  const taken = new Map<string, string>();
  for (const [number, file] of files.entries()) {
    const path = output.pathFor(file, tableEnding);
    const other = taken.get(path);
    if (other !== undefined) {
      throw new NightSkiesError(
        problem('bad-option', 'two frames would have one table', {
          file: path,
          found: `${other} and ${file}`,
          expected: 'frames of different names',
          hint: 'Rename one of them, or leave --to out so that tables lie beside their frames.',
        }),
      );
    }
    taken.set(path, file);
    if (existsSync(file)) {
      output.assertFree(
        file,
        number === 0 && picture ? [tableEnding, pictureEnding] : [tableEnding],
      );
    }
  }
}

async function readAll(
  files: readonly string[],
  options: Options,
  detection: Detection,
): Promise<Read> {
  const reader = new FrameReader(options.bayerGains, options.utcOffset);
  const progress = new FileProgress(files.length);
  const usable: Usable[] = [];
  const problems: Problem[] = [];
  let first: Image | undefined;
  for (const [number, file] of files.entries()) {
    progress.show(number, file);
    try {
      const { image, time } = await reader.read(file);
      assertSameSize(first, image);
      const detected = detectStars(image, detection);
      assertStars(detected.sure);
      first ??= image;
      usable.push({ file, name: basename(file), time, detected });
      if (time.conflict !== null) problems.push(contradiction(file, time.conflict));
    } catch (error) {
      const found = problemOf(namedSystemError(error), file);
      if (found.code === 'internal-error') throw error;
      problems.push({ ...found, file: found.file ?? file });
    }
  }
  progress.end();
  return { usable, first, problems };
}

function assertSameSize(first: Image | undefined, image: Image): void {
  if (first === undefined) return;
  if (first.width === image.width && first.height === image.height) return;
  throw new NightSkiesError(
    problem('offsets-other-size', 'the frame is left out: it has another size than the first', {
      found: `${image.width} x ${image.height} px`,
      expected: `${first.width} x ${first.height} px`,
      hint: 'Give frames of one camera and one binning.',
    }),
  );
}

function assertStars(count: number): void {
  if (count > 0) return;
  throw new NightSkiesError(
    problem('offsets-no-stars', 'the frame is left out: no stars are found in it', {
      found: 'no star',
      expected: 'stars above the threshold',
      hint: 'Leave clouded frames out, lower --threshold, or set --fwhm to the width of the stars.',
    }),
  );
}

function contradiction(file: string, found: string): Problem {
  return problem(
    'offsets-time-contradiction',
    'the header tells two times; the first rule is followed',
    {
      file,
      found,
      expected: 'UT-OBS and DATE-OBS that agree',
      hint: 'UT-OBS is taken. Local time in DATE-OBS should end in its zone, as -0700.',
    },
  );
}

/** The first frame given is what offsets are counted from: that it is another one must be known. */
function otherReference(files: readonly string[], usable: readonly Usable[]): Problem[] {
  const [given = ''] = files;
  const taken = at(usable, 0).file;
  if (taken === given) return [];
  return [
    problem('offsets-other-reference', 'another frame is the reference than the first one', {
      file: given,
      found: `${taken}, the first that can be used`,
      expected: `${given} as the reference`,
      hint: 'Mend or replace that file, or name the frame first that shall be the reference.',
    }),
  ];
}

function trackingProblems(usable: readonly Usable[], tracks: StarTracks): Problem[] {
  const lost = usable
    .filter((_, frame) => at(tracks.frames, frame).prediction === null)
    .map(({ file, detected }) =>
      problem('offsets-frame-lost', 'the frame is left out: its stars could not be followed', {
        file,
        found: `${detected.sure} stars, too few of them where they are expected`,
        expected: 'stars of the reference',
        hint: 'Check that it shows the same field; widen --radius, or leave it out.',
      }),
    );
  if (tracks.inAll.length > 0) return lost;
  const none = problem(
    'offsets-no-common-star',
    'no star is seen in all frames: the tables are empty',
    {
      found: `0 of ${at(usable, 0).detected.stars.count} stars of the reference`,
      expected: 'stars that stay in the frame',
      hint: 'Split the sequence, or take a reference from its middle and follow both ways.',
    },
  );
  return [...lost, none];
}

async function drawTracks(
  usable: readonly Usable[],
  tracks: StarTracks,
  first: Image,
): Promise<Uint8Array> {
  const used = usable.flatMap((record, frame) => {
    const { motion, star, prediction } = at(tracks.frames, frame);
    return prediction === null || motion === null ? [] : [{ record, frame, star, motion }];
  });
  return trackPicture({
    title: `Star tracks over ${used.length} frames`,
    subtitle: `${tracks.inAll.length} stars seen in all, of ${at(usable, 0).detected.stars.count} in the reference ${at(usable, 0).name}`,
    reference: first,
    frames: used.map(({ record, frame, star, motion }) => {
      const { xCentroid, yCentroid } = record.detected.stars;
      const offset = medianOffset(
        usable.map(({ detected }) => detected),
        tracks,
        frame,
      );
      const place = (values: Float64Array): Float64Array =>
        Float64Array.from(tracks.inAll, (track) => at(values, at(star, track)));
      return {
        startUtc: record.time.startUtc,
        x: place(xCentroid),
        y: place(yCentroid),
        offset,
        rotationDeg: rotationDeg(motion.map),
      };
    }),
  });
}
