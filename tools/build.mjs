// npm run build: the whole project through nx (cached, in dependency order).
import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './launcher/ensure-installed.mjs';
import { repository } from './launcher/build-if-stale.mjs';

ensureInstalled();
const result = spawnSync(
  process.execPath,
  ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build', '--outputStyle=stream'],
  { cwd: repository, stdio: 'inherit', env: { ...process.env, NX_DAEMON: 'false' } },
);
process.exitCode = result.status ?? 1;
