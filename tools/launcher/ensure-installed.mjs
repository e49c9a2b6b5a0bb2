import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './build-if-stale.mjs';

/** Runs `npm ci` when packages are missing or older than the lock file. Ends the process if it fails. */
export function ensureInstalled() {
  const installed = join(repository, 'node_modules', '.package-lock.json');
  const lock = join(repository, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stderr.write('Installing packages (npm ci) ...\n');
  // npm tells its scripts where it lives; a shell finds npm.cmd on Windows otherwise.
  const npm = process.env.npm_execpath;
  const result =
    npm === undefined
      ? spawnSync('npm', ['ci', '--no-progress'], {
          cwd: repository,
          stdio: ['ignore', 2, 2],
          shell: true,
        })
      : spawnSync(process.execPath, [npm, 'ci', '--no-progress'], {
          cwd: repository,
          stdio: ['ignore', 2, 2],
        });
  if (result.status !== 0) {
    process.stderr.write('npm ci failed; the messages above say why.\n');
    process.exit(1);
  }
}
