import { problem, type Band, type Digest, type Problem } from '@nightskies/contracts';
import { firstImage, FitsError, readFits } from '@nightskies/fits';
import { baseName, cameraOfInstrument } from '@nightskies/nsnsd';
import type { TreeEntry } from './classify-tree.js';
import { problemOfFile } from './fits-problem.js';
import { bandOfFilter, isoDateOf, julianDateOf } from './header-values.js';

export type MasterRole = 'flat' | 'bias' | 'thermal';

/** What a master frame says of itself, in its header or, where that is silent, by its name. */
export interface MasterFacts {
  readonly path: string;
  readonly name: string;
  /** Null for a file that is neither flat nor bias nor thermal frame. */
  readonly role: MasterRole | null;
  readonly width: number;
  readonly height: number;
  readonly camera: string | null;
  /** Of flats only. */
  readonly band: Band | null;
  /** From when it holds, ISO 8601; null when nothing says so. */
  readonly date: string | null;
}

/** A usable master with its digest and the mark people may have given it. */
export interface MasterFile extends MasterFacts {
  readonly digest: Digest;
  readonly bad: boolean;
}

export interface MasterCheck {
  readonly facts: MasterFacts | null;
  readonly problems: readonly Problem[];
}

/** Opens a file of `Images/Master`; nothing is thrown for a bad file. */
export function checkMaster(bytes: Uint8Array, entry: TreeEntry): MasterCheck {
  const { path } = entry;
  const name = baseName(path);
  try {
    const { header, shape } = firstImage(readFits(bytes, path));
    const [width = 0, height = 0] = shape;
    if (shape.length !== 2) {
      return {
        facts: null,
        problems: [
          problem('not-an-image', 'the data are not one picture', {
            file: path,
            found: `axes ${shape.join(' x ')}`,
            expected: 'two axes',
            hint: 'Export the master as a plain two-dimensional FITS image.',
          }),
        ],
      };
    }
    const role = roleOf(header.string('IMAGETYP') ?? '') ?? roleOf(name);
    const instrument = header.string('INSTRUME')?.trim() ?? '';
    return {
      facts: {
        path,
        name,
        role,
        width,
        height,
        camera: instrument === '' ? cameraInName(name) : cameraOfInstrument(instrument),
        band:
          role === 'flat'
            ? (bandOfFilter(header.string('FILTER') ?? null) ?? bandInName(name))
            : null,
        date: dateOf(header.string('DATE-OBS')) ?? dateInName(name),
      },
      problems: [],
    };
  } catch (error) {
    if (!(error instanceof FitsError)) throw error;
    return { facts: null, problems: [problemOfFile(error, path)] };
  }
}

function roleOf(text: string): MasterRole | null {
  if (/flat/i.test(text)) return 'flat';
  if (/thermal|dark/i.test(text)) return 'thermal';
  return /bias/i.test(text) ? 'bias' : null;
}

const cameraInName = (name: string): string | null =>
  /^(.+?)[ _-]*(?:flat|bias|thermal)/i.exec(name)?.[1] ?? null;

function bandInName(name: string): Band | null {
  const letter = /flat[ _-]*([vb])(?![a-z])/i.exec(name)?.[1]?.toUpperCase();
  return letter === 'V' || letter === 'B' ? letter : null;
}

function dateOf(text: string | undefined): string | null {
  const julianDate = text === undefined ? null : julianDateOf(text.trim());
  return julianDate === null ? null : isoDateOf(julianDate);
}

/** `ML3Flat_V_2023.fit` holds from the beginning of 2023. */
function dateInName(name: string): string | null {
  const year = /(?<!\d)((?:19|20)\d{2})(?!\d)/.exec(name)?.[1];
  return year === undefined ? null : `${year}-01-01`;
}
