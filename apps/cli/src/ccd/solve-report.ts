import type { Problem } from '@nightskies/contracts';
import { declinationText, rightAscensionText } from './sky-angles.js';

/** What `ccd solve --json` says of a file; numbers are null where a file was not solved. */
export interface SolvedFileEntry {
  readonly file: string;
  readonly solved: boolean;
  /** Why not, as a code; null when solved. */
  readonly reason: string | null;
  readonly centerRaDeg: number | null;
  readonly centerDecDeg: number | null;
  /** 1 sigma of the centre from the scatter of the stars. */
  readonly centerSigmaArcsec: number | null;
  readonly pixelScaleArcsec: number | null;
  /** Position angle of the way up to the first stored row, from north through east. */
  readonly rotationDeg: number | null;
  readonly parity: 'direct' | 'mirrored' | null;
  /** Along the middle row and the middle column. */
  readonly fieldWidthDeg: number | null;
  readonly fieldHeightDeg: number | null;
  readonly matchedStars: number | null;
  readonly rmsPixels: number | null;
  readonly logOdds: number | null;
  readonly projection: string | null;
  readonly distortionOrder: number | null;
  /** What was told beforehand, when all of it holds. */
  readonly hints: readonly string[];
  /** What was told beforehand and is not so. */
  readonly contradictions: readonly string[];
  readonly wcsFile: string | null;
  readonly fitsFile: string | null;
  readonly annotatedFile: string | null;
  readonly seconds: number;
  readonly problem: Problem | null;
}

const nothingFound = {
  solved: false,
  centerRaDeg: null,
  centerDecDeg: null,
  centerSigmaArcsec: null,
  pixelScaleArcsec: null,
  rotationDeg: null,
  parity: null,
  fieldWidthDeg: null,
  fieldHeightDeg: null,
  matchedStars: null,
  rmsPixels: null,
  logOdds: null,
  projection: null,
  distortionOrder: null,
  hints: [],
  contradictions: [],
  wcsFile: null,
  fitsFile: null,
  annotatedFile: null,
} as const;

export function unsolvedEntry(file: string, problem: Problem, seconds: number): SolvedFileEntry {
  return { file, ...nothingFound, reason: problem.code, seconds, problem };
}

const columns: readonly {
  readonly title: string;
  readonly width: number;
  readonly text: (entry: SolvedFileEntry) => string;
}[] = [
  { title: 'RA', width: 11, text: (e) => rightAscensionText(e.centerRaDeg ?? NaN) },
  { title: 'Dec', width: 10, text: (e) => declinationText(e.centerDecDeg ?? NaN) },
  { title: 'arcsec/px', width: 9, text: (e) => fixed(e.pixelScaleArcsec, 3) },
  { title: 'field deg', width: 13, text: fieldText },
  { title: 'up PA', width: 7, text: (e) => fixed(e.rotationDeg, 1) },
  { title: 'parity', width: 8, text: (e) => e.parity ?? '' },
  { title: 'stars', width: 5, text: (e) => String(e.matchedStars) },
  { title: 'rms px', width: 6, text: (e) => fixed(e.rmsPixels, 2) },
  { title: 'log odds', width: 8, text: (e) => fixed(e.logOdds, 0) },
  { title: 's', width: 5, text: (e) => fixed(e.seconds, 1) },
];

function fixed(value: number | null, digits: number): string {
  return value === null ? '' : value.toFixed(digits);
}

function fieldText({ fieldWidthDeg, fieldHeightDeg }: SolvedFileEntry): string {
  if (fieldWidthDeg === null || fieldHeightDeg === null) return 'whole sky';
  const digits = fieldWidthDeg < 1 ? 3 : 2;
  return `${fieldWidthDeg.toFixed(digits)} x ${fieldHeightDeg.toFixed(digits)}`;
}

/** @param fileWidth characters of the longest path */
export function tableHead(fileWidth: number): string {
  const titles = columns.map(({ title, width }) => title.padStart(width));
  return ['file'.padEnd(fileWidth), ...titles].join('  ');
}

/** A file as a line of the table. */
export function tableLine(entry: SolvedFileEntry, fileWidth: number): string {
  const name = entry.file.padEnd(fileWidth);
  if (!entry.solved) return `${name}  not solved: ${entry.problem?.message ?? entry.reason ?? ''}`;
  return [name, ...columns.map(({ text, width }) => text(entry).padStart(width))].join('  ');
}
