// npm test: all it takes to know that the project holds. Builds, checks types, lint, format and
// walls, then runs every tier of tests. Real NATS and Postgres are used when found; with CI=true or
// NIGHTSKIES_INSTALL=1 missing ones are installed from Debian.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.mjs';
import { ensureServers } from './launcher/ensure-servers.mjs';
import { repository } from './launcher/build-if-stale.mjs';

const good = await check();
ensureServers();

const folder = mkdtempSync(join(tmpdir(), 'nightskies-test-'));
const report = join(folder, 'report.json');
const tests = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: repository, stdio: 'inherit' },
);
let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (!good) process.stdout.write('FAILED: a check before the tests did not hold; see above.\n');
process.stdout.write(
  `${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests} skipped\n`,
);
process.exitCode = good && tests.status === 0 && counts.numPassedTests > 0 ? 0 : 1;
