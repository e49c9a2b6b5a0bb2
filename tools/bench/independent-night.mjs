// The independent night beside the checkout, unpacked once into the folder for temporary files.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../launcher/build-if-stale.mjs';

function unpacked(name, folder) {
  const archive = join(repository, '..', 'shared', 'data', 'nights', `${name}.tar.xz`);
  if (!existsSync(archive)) return null;
  const cache = join(tmpdir(), folder);
  if (!existsSync(cache)) {
    const partial = `${cache}.${process.pid}`;
    mkdirSync(partial);
    execFileSync('tar', ['-xJf', archive, '-C', partial]);
    try {
      renameSync(partial, cache);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(cache)) throw error;
    }
  }
  return join(cache, 'SIMA261101');
}

/** Folder of the night with `Data` and `Images`, or null where the archive is not at hand. */
export const independentNight = () => unpacked('SIMA261101', 'nightskies-bench-night');

/** Folder of the night with `truth`, or null where the archive is not at hand. */
export const independentTruth = () => unpacked('SIMA261101-truth', 'nightskies-bench-truth');
