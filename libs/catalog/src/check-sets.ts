import { problem, type Band, type Digest, type Problem } from '@nightskies/contracts';
import { cropOfFrame, parseRawFileName } from '@nightskies/nsnsd';
import type { FrameCheck } from './check-frame.js';
import { compareText } from './fingerprint.js';
import type { FrameFacts, RefusedFile, UsableFrame } from './plan-types.js';

/** A set folder whose files were opened one by one. */
export interface CheckedSet {
  readonly night: string;
  readonly set: number;
  readonly folder: string;
  readonly files: readonly { readonly check: FrameCheck; readonly digest: Digest }[];
}

/** A set after its files were compared with one another. */
export interface JudgedSet {
  readonly night: string;
  readonly set: number;
  readonly folder: string;
  readonly frames: readonly UsableFrame[];
  readonly refused: readonly RefusedFile[];
}

export interface JudgedSets {
  readonly sets: readonly JudgedSet[];
  /** Everything wrong with any file, sorted by file, then code. */
  readonly problems: readonly Problem[];
  readonly caveats: readonly Problem[];
}

/**
 * Compares the files of all sets with one another: one name and one content once, one size of
 * frames and of crops, one binning, one exposure per band, a bias crop for every frame. What stands out from the
 * majority is refused; everything is reported at once, with what the single files brought along.
 */
export function checkSets(sets: readonly CheckedSet[]): JudgedSets {
  const problems: Problem[] = [];
  const caveats: Problem[] = [];
  const pathOfDigest = new Map<Digest, string>();
  const judged = sets.map((set) => {
    const refusals = new Map<string, RefusedFile>();
    const refuse = (file: { readonly path: string; readonly name: string }, why: Problem): void => {
      problems.push(why);
      if (!refusals.has(file.path)) refusals.set(file.path, { name: file.name, code: why.code });
    };
    let frames: readonly UsableFrame[] = set.files.flatMap(({ check, digest }) => {
      caveats.push(...check.caveats);
      for (const why of check.problems) refuse(check, why);
      return check.facts === null ? [] : [{ ...check.facts, digest }];
    });
    const drop = (found: readonly (readonly [UsableFrame, Problem])[]): void => {
      for (const [frame, why] of found) refuse(frame, why);
      frames = frames.filter((frame) => !refusals.has(frame.path));
    };
    drop(sameNames(frames));
    drop(sameContents(frames, pathOfDigest));
    drop(otherSizes(frames.filter(({ role }) => role !== 'bias-crop')));
    drop(otherSizes(frames.filter(({ role }) => role === 'bias-crop')));
    drop(otherBinnings(frames.filter(({ role }) => role === 'science' || role === 'zenith')));
    drop(otherExposures(frames, 'V'));
    drop(otherExposures(frames, 'B'));
    problems.push(...missingCrops(set, frames, [...refusals.values()]));
    const { night, set: number, folder } = set;
    return { night, set: number, folder, frames, refused: [...refusals.values()] };
  });
  return { sets: judged, problems: sortProblems(problems), caveats: sortProblems(caveats) };
}

/** Problems in the order people read them: by file, then code, then text. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted(
    (a, b) =>
      compareText(a.file ?? '', b.file ?? '') ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
}

type Complaints = readonly (readonly [UsableFrame, Problem])[];

function sameNames(frames: readonly UsableFrame[]): Complaints {
  const first = new Map<string, UsableFrame>();
  return frames.flatMap((frame) => {
    const earlier = first.get(frame.stem);
    if (earlier === undefined) {
      first.set(frame.stem, frame);
      return [];
    }
    const why = problem('duplicate-name', `there are two files for ${frame.stem}`, {
      file: frame.path,
      found: `${earlier.name} and ${frame.name}`,
      expected: 'one file',
      hint: `${earlier.name} is used. Move the wrong one away.`,
    });
    return [[frame, why] as const];
  });
}

function sameContents(
  frames: readonly UsableFrame[],
  pathOfDigest: Map<Digest, string>,
): Complaints {
  return frames.flatMap((frame) => {
    const earlier = pathOfDigest.get(frame.digest);
    if (earlier === undefined) {
      pathOfDigest.set(frame.digest, frame.path);
      return [];
    }
    const why = problem('duplicate-file', 'a copy of another file, byte for byte', {
      file: frame.path,
      found: `the content of ${earlier}`,
      expected: 'a frame of its own',
      hint: 'The first of them is used. Copy the right frame from the camera computer again.',
    });
    return [[frame, why] as const];
  });
}

function otherSizes(frames: readonly UsableFrame[]): Complaints {
  const usual = majority(frames.map((frame) => `${frame.width} x ${frame.height}`));
  return frames
    .filter((frame) => `${frame.width} x ${frame.height}` !== usual)
    .map((frame) => [
      frame,
      problem('wrong-size', 'not of the size of the other frames of the set', {
        file: frame.path,
        found: `${frame.width} x ${frame.height} pixels`,
        expected: `${usual ?? 'any'} pixels`,
        hint: 'Take it again with the binning and sub-frame of the others, or move it away.',
      }),
    ]);
}

/** Pixels as many as the others', but said to be of another size: by its light it would be wrong. */
function otherBinnings(frames: readonly UsableFrame[]): Complaints {
  const binningOf = ({ binningX, binningY }: UsableFrame): string => `${binningX} x ${binningY}`;
  const usual = majority(frames.map(binningOf));
  return frames
    .filter((frame) => binningOf(frame) !== usual)
    .map((frame) => [
      frame,
      problem('wrong-binning', 'not binned as the other frames of the set', {
        file: frame.path,
        found: `XBINNING x YBINNING ${binningOf(frame)} (1 where the header does not say)`,
        expected: usual ?? 'any',
        hint: 'Correct XBINNING and YBINNING if they are wrong, or move the frame away.',
      }),
    ]);
}

/** Shutters are not exact to the last digit the camera writes. */
const exposureTolerance = 0.01;

function otherExposures(frames: readonly UsableFrame[], band: Band): Complaints {
  const sky = frames.filter((frame) => frame.band === band);
  const exposures = sky.map(({ exposureSeconds }) => exposureSeconds ?? 0).sort((a, b) => a - b);
  const usual = exposures.at(Math.floor(exposures.length / 2)) ?? 0;
  return sky
    .filter(
      ({ exposureSeconds }) => Math.abs((exposureSeconds ?? 0) - usual) > exposureTolerance * usual,
    )
    .map((frame) => [
      frame,
      problem('wrong-exposure', `not exposed as long as the other ${band} frames of the set`, {
        file: frame.path,
        found: `EXPTIME ${String(frame.exposureSeconds)} s`,
        expected: `${usual} s within 1 %`,
        hint: 'Correct EXPTIME if it is wrong; a frame of another exposure needs another dark.',
      }),
    ]);
}

/** The most frequent text; of equally frequent ones the one found first. */
function majority(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  let best: string | undefined;
  for (const [text, count] of counts) {
    if (best === undefined || count > (counts.get(best) ?? 0)) best = text;
  }
  return best;
}

/** Crops the frames need and nobody has named yet: a refused crop is a problem already. */
function missingCrops(
  set: CheckedSet,
  frames: readonly FrameFacts[],
  refused: readonly RefusedFile[],
): Problem[] {
  const present = new Set(frames.filter(({ role }) => role === 'bias-crop').map((f) => f.number));
  const named = new Set(
    refused
      .map(({ name }) => parseRawFileName(name))
      .filter((name) => name?.role === 'bias-crop')
      .map((name) => name?.number),
  );
  const absent = new Map<number, string[]>();
  for (const { role, number, stem } of frames) {
    if (role !== 'science' && role !== 'zenith') continue;
    const crop = cropOfFrame({ role, number });
    if (present.has(crop) || named.has(crop)) continue;
    absent.set(crop, [...(absent.get(crop) ?? []), stem]);
  }
  if (absent.size > 0 && present.size === 0) {
    return [
      problem('bias-crops-missing', 'the set has no bias crops at all', {
        file: set.folder,
        expected: 'biasc6.fit (after zenith1) to biasc52.fit (after zenith2)',
        hint: 'Copy them from the camera computer: without them the bias drift is not known.',
      }),
    ];
  }
  const separator = set.folder.includes('\\') ? '\\' : '/';
  return [...absent].map(([crop, stems]) =>
    problem('bias-crop-missing', `the bias crop of ${stems.join(' and ')} is missing`, {
      file: `${set.folder}${separator}biasc${crop}.fit`,
      found: 'no such file',
      expected: `the crop taken after ${stems.join(' and ')}`,
      hint: 'The drift is interpolated between the neighbouring crops; copy the file to have its own.',
    }),
  );
}
