// npm run demo: all it takes to see the main job, from a bare clone.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './launcher/ensure-installed.mjs';
import { repository } from './launcher/build-if-stale.mjs';

ensureInstalled();
const result = spawnSync(
  process.execPath,
  [join(repository, 'apps', 'cli', 'bin', 'nightskies.js'), 'demo', ...process.argv.slice(2)],
  { cwd: process.cwd(), stdio: 'inherit' },
);
process.exitCode = result.status ?? 1;
