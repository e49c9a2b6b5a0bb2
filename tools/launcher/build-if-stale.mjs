import { spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { freshBundle, scripts } from './bundle.mjs';
import { loadScript } from './kept-code.mjs';
import { repository } from './repository.mjs';

export { repository };
const compiler = join(repository, 'node_modules', 'typescript-native', 'bin', 'tsc');
const stamp = join(repository, 'node_modules', '.cache', 'nightskies-built');
const entry = join(repository, 'apps', 'cli', 'dist', 'main.js');
const quickEntry = join(repository, 'apps', 'cli', 'dist', 'start.js');
const gatherer = join(repository, 'tools', 'launcher', 'gather.mjs');
const lock = `${stamp}.lock`;

/** Time of the newest source below a folder, in ms since 1970. */
function newestSource(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) {
      continue;
    }
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(path));
    else if (/\.(ts|json)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name)) {
      newest = Math.max(newest, statSync(path).mtimeMs);
    }
  }
  return newest;
}

function isStale() {
  if (!existsSync(stamp) || !existsSync(entry)) return true;
  const built = statSync(stamp).mtimeMs;
  const roots = ['libs', 'apps'].map((name) => newestSource(join(repository, name)));
  const settings = ['tsconfig.base.json', 'tsconfig.kernels.json', 'tsconfig.nest.json'].map(
    (name) => statSync(join(repository, name)).mtimeMs,
  );
  return Math.max(...roots, ...settings) >= built;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const deadLockMs = 10_000;

/** One builder at a time; a lock whose holder is gone is taken over. */
async function withLock(work) {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      let holder = Number.NaN;
      let age = 0;
      try {
        holder = Number(readFileSync(lock, 'utf8'));
        age = Date.now() - statSync(lock).mtimeMs;
      } catch {
        continue; // released between the two calls
      }
      // A full disk leaves a lock without its holder.
      const isDead = holder > 0 ? !isAlive(holder) : age > deadLockMs;
      if (isDead) rmSync(lock, { force: true });
      else await sleep(100);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** False where the program is installed for others to run: in an image, under /opt. */
function mayBuild() {
  try {
    accessSync(repository, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** True when a program of Node ended well. */
function run(...command) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { stdio: ['ignore', 2, 2] });
    child.on('close', (code) => resolve(code === 0));
  });
}

/**
 * Brings `dist` up to date with the sources; true when it is. A fresh tree costs some milliseconds
 * of looking at file times.
 */
export async function buildIfStale({ quiet = false } = {}) {
  if (!isStale()) return true;
  if (!mayBuild() && existsSync(entry)) {
    process.stderr.write(
      `nightskies: sources in ${repository} are newer than the build, and this user may not write there; what was built is started.\n`,
    );
    return true;
  }
  if (!existsSync(compiler)) {
    process.stderr.write(
      `nightskies: the packages it needs are not installed. Run \`npm ci\` in ${repository}\n`,
    );
    return false;
  }
  return withLock(async () => {
    if (!isStale()) return true;
    if (!quiet) process.stderr.write('Building (first start after a change) ...\n');
    const started = new Date();
    if (!(await run(compiler, '-b', repository))) {
      process.stderr.write('nightskies: the build failed; the messages above say where.\n');
      return false;
    }
    writeFileSync(stamp, `${started.toISOString()}\n`);
    return true;
  });
}

/** Commands that leave computing to threads: in scripts, parts of a program call each other slowly. */
const quick = new Set(['process', 'natural-sky', 'status', 'show']);

/**
 * The program: gathered in few files, which are made when they are missing or older than what is
 * compiled; where that cannot be done, the compiled program as it lies.
 *
 * @param command the first argument it is given
 */
export async function loadProgram(command) {
  const made = freshBundle(repository) ?? (mayBuild() ? await gathered() : null);
  if (made !== null && quick.has(command)) {
    return loadScript(join(dirname(made), scripts, basename(made)));
  }
  return import(pathToFileURL(made ?? entry).href);
}

async function gathered() {
  try {
    return await withLock(gather);
  } catch (error) {
    process.stderr.write(`nightskies: the program starts slowly: ${error.message}\n`);
    return null;
  }
}

async function gather() {
  if (freshBundle(repository) === null) await run(gatherer, entry, quickEntry);
  return freshBundle(repository);
}
