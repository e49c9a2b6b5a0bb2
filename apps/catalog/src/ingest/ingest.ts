import { readFile } from 'node:fs/promises';
import {
  checkSets,
  readCamerasFile,
  selectCalibration,
  sortProblems,
  type CalibrationEntries,
  type CalibrationLibrary,
  type CurveFile,
  type JudgedSet,
  type MasterFile,
  type SetToPlan,
} from '@nightskies/catalog';
import {
  problem,
  problemOf,
  type Band,
  type CamerasFile,
  type Problem,
  type RunParameters,
  type RunRequest,
} from '@nightskies/contracts';
import { readFilelist, type FilelistRow } from '@nightskies/nsnsd';
import type { Database } from '../database/sql.js';
import { findInputs } from './find-inputs.js';
import { readFiles, type FilesRead, type FileToRead } from './read-files.js';
import { readBadMarks, storeIngest } from './store-ingest.js';
import { rulesDigest } from './rules-digest.js';
import { unreadable } from './walk-tree.js';

export interface Ingest {
  readonly sets: readonly SetToPlan[];
  /** Everything wrong with anything that was given, at once. */
  readonly problems: readonly Problem[];
  readonly caveats: readonly Problem[];
}

/**
 * Reads the trees of a request once: checks every header, names every file by its digest, keeps bad
 * files out with their reasons, records all of it, and chooses the calibration of every set and
 * band. A second ingest of the same tree changes nothing and reads only what changed.
 */
export async function ingest(
  database: Database,
  request: Pick<RunRequest, 'paths' | 'calibration' | 'filelist' | 'bands'>,
  parameters: RunParameters,
): Promise<Ingest> {
  const found = await findInputs(request);
  const rules = await rulesDigest();
  const read = await readFiles(database, filesToRead(found.tree.sets, found.calibration), rules);
  const judged = checkSets(
    found.tree.sets.map((set) => ({
      ...set,
      files: set.files.flatMap(({ path }) => {
        const finding = read.files.get(path)?.finding;
        return finding?.type === 'frame' ? [finding] : [];
      }),
    })),
  );
  const masters = mastersOf(found.calibration, read, await readBadMarks(database));
  const cameras = await readCameras(found.calibration);
  const filelist = await readList(found.filelist);
  const rowOf = (night: string): FilelistRow | null =>
    filelist.rows.find((row) => row.dataset.toUpperCase() === night.toUpperCase()) ?? null;

  await storeIngest(database, {
    sets: judged.sets.map((set) => ({ ...set, row: rowOf(set.night) })),
    problems: [...judged.problems, ...read.problems],
    read,
    rules,
    masters: masters.masters,
    curves: masters.curves,
  });

  // Somebody named a list that cannot be used: without it flats and zeropoints would be guessed.
  const listUnusable =
    request.filelist !== null && filelist.rows.length === 0 && filelist.problems.length > 0;
  const chosen = chooseAll(request.bands, parameters, {
    sets: listUnusable ? [] : judged.sets,
    library: { masters: masters.masters, curves: masters.curves, cameras: cameras.cameras },
    rowOf,
    listed: found.filelist !== null && filelist.problems.length === 0,
  });
  return {
    sets: chosen.sets,
    problems: unique([
      ...found.problems,
      ...read.problems,
      ...judged.problems,
      ...masters.problems,
      ...cameras.problems,
      ...filelist.problems,
      ...chosen.problems,
    ]),
    caveats: unique([...found.tree.caveats, ...judged.caveats, ...chosen.caveats]),
  };
}

function filesToRead(
  sets: Awaited<ReturnType<typeof findInputs>>['tree']['sets'],
  { masters, curves }: CalibrationEntries,
): FileToRead[] {
  return [
    ...sets.flatMap(({ files }) => files.map((entry) => ({ type: 'frame' as const, entry }))),
    ...masters.map((entry) => ({ type: 'master' as const, entry })),
    ...curves.map((entry) => ({ type: 'curve' as const, entry })),
  ];
}

function mastersOf(
  calibration: CalibrationEntries,
  read: FilesRead,
  bad: ReadonlySet<string>,
): { masters: MasterFile[]; curves: CurveFile[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const masters = calibration.masters.flatMap(({ path }) => {
    const finding = read.files.get(path)?.finding;
    if (finding?.type !== 'master') return [];
    problems.push(...finding.check.problems);
    const { facts } = finding.check;
    const { digest } = finding;
    return facts === null ? [] : [{ ...facts, digest, bad: bad.has(digest) }];
  });
  const curves = calibration.curves.flatMap(({ path }) => {
    const finding = read.files.get(path)?.finding;
    if (finding?.type !== 'curve') return [];
    return [{ path, digest: finding.digest, bad: bad.has(finding.digest) }];
  });
  return { masters, curves, problems };
}

async function readCameras(
  calibration: CalibrationEntries,
): Promise<{ cameras: CamerasFile | null; problems: readonly Problem[] }> {
  const path = calibration.cameras.at(0)?.path;
  if (path === undefined) return { cameras: null, problems: [] };
  try {
    return readCamerasFile(await readFile(path, 'utf8'), path);
  } catch (error) {
    return { cameras: null, problems: [unreadable(path, error)] };
  }
}

async function readList(
  path: string | null,
): Promise<{ rows: readonly FilelistRow[]; problems: readonly Problem[] }> {
  if (path === null) return { rows: [], problems: [] };
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return { rows: [], problems: [unreadable(path, error)] };
  }
  try {
    return await readFilelist(bytes, path);
  } catch (error) {
    return { rows: [], problems: [problemOf(error, path)] };
  }
}

interface Choice {
  readonly sets: readonly JudgedSet[];
  readonly library: CalibrationLibrary;
  readonly rowOf: (night: string) => FilelistRow | null;
  /** True when there is a usable file list: then a night has to be in it. */
  readonly listed: boolean;
}

function chooseAll(bands: readonly Band[], parameters: RunParameters, choice: Choice): Ingest {
  const problems: Problem[] = [];
  const caveats: Problem[] = [];
  const sets = choice.sets.flatMap((set): SetToPlan[] => {
    const row = choice.rowOf(set.night);
    if (row === null && choice.listed) {
      caveats.push(
        problem('night-not-listed', `the file list has no row for ${set.night}`, {
          file: set.folder,
          expected: `a row whose Dataset is ${set.night}`,
          hint: 'Calibration files are found by camera, filter and date instead. Add the row to name them.',
        }),
      );
    }
    if (row?.process === false) {
      problems.push(
        problem(
          'night-not-to-process',
          `the file list says that ${set.night} is not to be processed`,
          {
            file: set.folder,
            found: 'Process = No',
            expected: 'Yes',
            hint: 'Set Process to Yes in the file list, or give another list with --filelist.',
          },
        ),
      );
      return [];
    }
    const calibration: { -readonly [B in Band]?: NonNullable<SetToPlan['calibration'][B]> } = {};
    for (const band of bands) {
      const selection = selectCalibration({
        ...{ set, band, filelist: row, library: choice.library },
        compat: parameters.compat === 'nsnsd',
        masters: parameters.masters,
      });
      problems.push(...selection.problems);
      caveats.push(...selection.caveats);
      if (selection.calibration !== null) calibration[band] = selection.calibration;
    }
    const location = row?.location ?? set.frames.find((frame) => frame.location !== null)?.location;
    return [
      {
        ...{ night: set.night, set: set.set, frames: set.frames, refused: set.refused },
        location: location ?? null,
        centralAzimuthDeg: row?.centralAzimuthDeg ?? 0,
        calibration,
        history: {},
        airglowHistory: {},
        given: nothingGiven,
        choices: {},
      },
    ];
  });
  return { sets, problems, caveats };
}

/** Until a person's files are looked up. */
const nothingGiven: SetToPlan['given'] = { sky: {}, tables: {}, mask: null, typed: null };

/** Each problem once, in the order people read them. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  return sortProblems([...new Map(problems.map((item) => [JSON.stringify(item), item])).values()]);
}
