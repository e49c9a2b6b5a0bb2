// npm run check: build, types of the tests, lint, format and walls, two at a time.
import { spawn } from 'node:child_process';
import { buildIfStale, repository } from './launcher/build-if-stale.mjs';
import { ensureInstalled } from './launcher/ensure-installed.mjs';

const steps = [
  ['types', ['node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.lint.json']],
  [
    'lint',
    [
      'node_modules/eslint/bin/eslint.js',
      '--cache',
      '--cache-location',
      'node_modules/.cache/eslint',
      '.',
    ],
  ],
  [
    'format',
    [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      'node_modules/.cache/prettier-check',
      '.',
    ],
  ],
  [
    'walls',
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'libs',
      'apps',
    ],
  ],
];

function run([name, args]) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
      if (code !== 0) process.stdout.write(output);
      resolve(code === 0);
    });
  });
}

/** True when everything holds. */
export async function check() {
  ensureInstalled();
  if (!(await buildIfStale())) return false;
  const queue = [...steps];
  let good = true;
  const lane = async () => {
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      good = (await run(step)) && good;
    }
  };
  await Promise.all([lane(), lane()]);
  return good;
}

if (
  process.argv[1] === new URL(import.meta.url).pathname ||
  process.argv[1]?.endsWith('check.mjs')
) {
  process.exitCode = (await check()) ? 0 : 1;
}
