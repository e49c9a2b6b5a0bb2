import { problem, type Problem } from '@nightskies/contracts';
import {
  isFitsName,
  parseNightName,
  parseRawFileName,
  parseSetName,
  pathParts,
  type RawFileName,
} from '@nightskies/nsnsd';
import { compareText } from './fingerprint.js';

/** A file found below a path a person gave: absolute path with slashes or backslashes. */
export interface TreeEntry {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A file of a set folder that has to be opened and checked. */
export interface Candidate extends TreeEntry {
  /** Last part of the path. */
  readonly name: string;
  /** Null for a file that claims to be FITS but is not named as the camera names its files. */
  readonly rawName: RawFileName | null;
}

export interface SetFolder {
  /** `ROMO241004`; upper case where the folder name is a regular one. */
  readonly night: string;
  readonly set: number;
  /** Path of the folder as it stands in the entries, without a trailing separator. */
  readonly folder: string;
  /** Sorted by path. */
  readonly files: readonly Candidate[];
}

/** Calibration files and lists found on the way. Sorted by path. */
export interface CalibrationEntries {
  /** FITS files of `Images/Master`. */
  readonly masters: readonly TreeEntry[];
  /** Text files of `Images/Linearity Curves`. */
  readonly curves: readonly TreeEntry[];
  /** `cameras.json` */
  readonly cameras: readonly TreeEntry[];
  /** `filelist.xlsx`, `filelist.csv` */
  readonly filelists: readonly TreeEntry[];
}

export interface FieldTree {
  /** Sorted by night, then set. */
  readonly sets: readonly SetFolder[];
  readonly calibration: CalibrationEntries;
  readonly problems: readonly Problem[];
  readonly caveats: readonly Problem[];
}

/**
 * Recognises the files below a path: a whole NSNSD tree (`fielddata/NIGHT/{1st..8th}`,
 * `Images/Master`, `Images/Linearity Curves`, `filelist`), one night or one set folder. Because
 * paths are absolute, the folder names above the files tell which it is. Unrelated files are
 * ignored, but whatever claims to be FITS in a set folder is a candidate.
 */
export function classifyTree(entries: readonly TreeEntry[]): FieldTree {
  const sets = new Map<string, SetFolder & { readonly files: Candidate[] }>();
  const calibrationEntries: TreeEntry[] = [];
  const strays = new Map<string, string>();
  const caveats: Problem[] = [];
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  for (const entry of [...byPath.values()].sort((a, b) => compareText(a.path, b.path))) {
    const parts = pathParts(entry.path);
    const name = parts.at(-1) ?? '';
    const set = parseSetName(parts.at(-2) ?? '');
    const nightFolder = parts.at(-3) ?? '';
    const rawName = parseRawFileName(name);
    if (set === null || nightFolder === '') {
      if (rawName?.role === 'science') strays.set(folderOf(entry.path), entry.path);
      else if (calibrationRole(parts) !== null) calibrationEntries.push(entry);
      continue;
    }
    if (rawName === null && !isFitsName(name)) continue;
    const night = parseNightName(nightFolder)?.night ?? nightFolder;
    const folder = folderOf(entry.path);
    const known = sets.get(folder);
    const candidate = { ...entry, name, rawName };
    if (known !== undefined) known.files.push(candidate);
    else {
      sets.set(folder, { night, set, folder, files: [candidate] });
      if (parseNightName(nightFolder) === null) caveats.push(irregularNight(folder, nightFolder));
    }
  }
  return {
    sets: [...sets.values()].sort((a, b) => compareText(a.night, b.night) || a.set - b.set),
    calibration: calibrationFiles(calibrationEntries),
    problems: sets.size === 0 ? notRecognised(strays) : [],
    caveats,
  };
}

/**
 * Files of a calibration folder a person named: `Images` with its sub-folders, or any folder that
 * holds masters, curves and `cameras.json` side by side.
 */
export function classifyCalibration(entries: readonly TreeEntry[]): CalibrationEntries {
  return calibrationFiles(entries.toSorted((a, b) => compareText(a.path, b.path)));
}

type CalibrationRole = keyof CalibrationEntries;

function calibrationFiles(entries: readonly TreeEntry[]): CalibrationEntries {
  const ofRole = (role: CalibrationRole): TreeEntry[] =>
    entries.filter((entry) => roleByName(pathParts(entry.path).at(-1) ?? '') === role);
  return {
    masters: ofRole('masters'),
    curves: ofRole('curves'),
    cameras: ofRole('cameras'),
    filelists: ofRole('filelists'),
  };
}

function roleByName(name: string): CalibrationRole | null {
  if (/^filelist\.(?:xlsx|csv)$/i.test(name)) return 'filelists';
  if (/^cameras\.json$/i.test(name)) return 'cameras';
  if (isFitsName(name)) return 'masters';
  return /\.(?:txt|csv)$/i.test(name) ? 'curves' : null;
}

/** In a whole tree, masters and curves count only in the folders made for them. */
function calibrationRole(parts: readonly string[]): CalibrationRole | null {
  const role = roleByName(parts.at(-1) ?? '');
  const folder = (parts.at(-2) ?? '').toLowerCase();
  if (role === 'masters') return folder === 'master' ? role : null;
  if (role === 'curves') return folder === 'linearity curves' ? role : null;
  return role;
}

function folderOf(path: string): string {
  return path.replace(/[\\/]+[^\\/]*$/, '');
}

function irregularNight(folder: string, name: string): Problem {
  return problem('night-name', 'the night folder is not named by park and date', {
    file: folder,
    found: name,
    expected: 'PARKYYMMDD, for example ROMO241004',
    hint: 'The name is used as it stands; dates come from the headers. Rename the folder to be safe.',
  });
}

function notRecognised(strays: ReadonlyMap<string, string>): Problem[] {
  const expected = 'fielddata/NIGHT/1st, a folder NIGHT with 1st to 8th, or one of these folders';
  if (strays.size === 0) {
    return [
      problem('no-sets', 'no set of raw frames is here', {
        expected,
        hint: 'Give the folder that holds the raw frames, or one above it.',
      }),
    ];
  }
  return [...strays.keys()].map((folder) =>
    problem('no-set-folder', 'raw frames lie in a folder that is not a set', {
      file: folder,
      found: pathParts(folder).at(-1) ?? folder,
      expected,
      hint: 'Put the frames into a folder NIGHT/1st, for example ROMO241004/1st.',
    }),
  );
}
