// npm run soak: the long trials in full, where npm test runs a seeded tenth.
import { spawnSync } from 'node:child_process';
import { repository, buildIfStale } from './launcher/build-if-stale.mjs';
import { ensureInstalled } from './launcher/ensure-installed.mjs';

ensureInstalled();
if (!(await buildIfStale())) process.exit(1);
const result = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '-t', 'soak'],
  {
    cwd: repository,
    stdio: 'inherit',
    env: { ...process.env, NIGHTSKIES_SOAK: '1' },
  },
);
process.exitCode = result.status ?? 1;
