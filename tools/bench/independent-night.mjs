// The independent night beside the checkout, unpacked once into the folder for temporary files.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../launcher/build-if-stale.mjs';

/** Folder of the night with `Data` and `Images`, or null where the archive is not at hand. */
export function independentNight() {
  const archive = join(repository, '..', 'shared', 'data', 'nights', 'SIMA261101.tar.xz');
  if (!existsSync(archive)) return null;
  const unpacked = join(tmpdir(), 'nightskies-bench-night');
  if (!existsSync(unpacked)) {
    const partial = `${unpacked}.${process.pid}`;
    mkdirSync(partial);
    execFileSync('tar', ['-xJf', archive, '-C', partial]);
    try {
      renameSync(partial, unpacked);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(unpacked)) throw error;
    }
  }
  return join(unpacked, 'SIMA261101');
}
