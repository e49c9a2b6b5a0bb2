import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './server-process.js';
import { sharedData } from './shared-data.js';

const archives = ['SIMA261101', 'SIMA261101-truth', 'SIMA261101-compat-frames'] as const;

export interface IndependentNight {
  /** Folder with `Data`, `Images` and `truth`. */
  readonly night: string;
  /** Folder with frames calibrated by an independent program with the old arithmetic. */
  readonly compatFrames: string;
  /** Drifts, digests and statistics of all such frames. */
  readonly compatCalibration: string;
}

/** True when the independent night is at hand, with the program that unpacks it. */
export const hasIndependentNight =
  archives.every((name) => sharedData.path(`nights/${name}.tar.xz`) !== null) &&
  findProgram('xz') !== null;

/**
 * The independent night, unpacked once into the system's folder for temporary files. Throws when
 * the archives are absent: ask `hasIndependentNight` first.
 */
export function unpackNight(): IndependentNight {
  const cache = join(tmpdir(), 'nightskies-independent-night');
  const calibration = sharedData.path('nights/SIMA261101-compat-calibration.json');
  if (!hasIndependentNight || calibration === null) {
    throw new Error('the independent night is not beside this checkout');
  }
  if (!existsSync(cache)) {
    const partial = `${cache}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    for (const name of archives) {
      const archive = sharedData.path(`nights/${name}.tar.xz`);
      if (archive !== null) execFileSync('tar', ['-xJf', archive, '-C', partial]);
    }
    try {
      renameSync(partial, cache);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(cache)) throw error;
    }
  }
  return {
    night: join(cache, 'SIMA261101'),
    compatFrames: join(cache, 'SIMA261101-compat-frames'),
    compatCalibration: calibration,
  };
}
