import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  classifyCalibration,
  classifyTree,
  type CalibrationEntries,
  type FieldTree,
  type TreeEntry,
} from '@nightskies/catalog';
import type { Problem, RunRequest } from '@nightskies/contracts';
import { walkTree } from './walk-tree.js';

/** The files a run is about, sorted by what they are, none opened yet. */
export interface FoundInputs {
  readonly tree: FieldTree;
  readonly calibration: CalibrationEntries;
  /** The processing list, or null. */
  readonly filelist: string | null;
  readonly problems: readonly Problem[];
}

/**
 * Finds raw frames, calibration files and file list. What the request does not name is looked for
 * where the NSNSD tree has it: in the paths themselves, then beside the `fielddata` folder they are
 * in (`Images`, `Data/filelist.xlsx`).
 */
export async function findInputs(
  request: Pick<RunRequest, 'paths' | 'calibration' | 'filelist'>,
): Promise<FoundInputs> {
  const problems: Problem[] = [];
  const entriesBelow = async (path: string): Promise<readonly TreeEntry[]> => {
    const walk = await walkTree(path);
    problems.push(...walk.problems);
    return walk.entries;
  };
  const entries = (await Promise.all(request.paths.map(entriesBelow))).flat();
  const tree = classifyTree(entries);
  // The paths are what a person can look at when nothing was found below them.
  const treeProblems = tree.problems.map((item) =>
    item.file === null ? { ...item, file: request.paths.join(', ') } : item,
  );
  const bases = basesOf(tree);

  let { calibration } = tree;
  if (request.calibration !== null) {
    calibration = classifyCalibration(await entriesBelow(request.calibration));
  } else if (calibration.masters.length + calibration.curves.length === 0) {
    const folder = await firstExisting(bases.map((base) => join(base, 'Images')));
    if (folder !== null) calibration = classifyCalibration(await entriesBelow(folder));
  }
  const filelist =
    request.filelist ??
    preferWorkbook(tree.calibration.filelists.map((entry) => entry.path)) ??
    (await firstExisting(
      bases.flatMap((base) => [
        join(base, 'Data', 'filelist.xlsx'),
        join(base, 'Data', 'filelist.csv'),
      ]),
    ));
  return {
    tree,
    calibration,
    filelist,
    problems: [...problems, ...(problems.length > 0 && entries.length === 0 ? [] : treeProblems)],
  };
}

/** Base folders of the trees the sets lie in: BASE/Data/fielddata/NIGHT/1st. */
function basesOf(tree: FieldTree): string[] {
  const bases = tree.sets.flatMap(({ folder }) => {
    const fielddata = dirname(dirname(folder));
    return basename(fielddata).toLowerCase() === 'fielddata' ? [dirname(dirname(fielddata))] : [];
  });
  return [...new Set(bases)];
}

/** People edit the workbook; a CSV beside it is a copy. */
function preferWorkbook(paths: readonly string[]): string | null {
  return paths.find((path) => path.toLowerCase().endsWith('.xlsx')) ?? paths.at(0) ?? null;
}

async function firstExisting(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    try {
      await stat(path);
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return null;
}
