import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * Two thousand modules are found, read and compiled at every start of the program, by the main
 * thread and again by every worker: two seconds of processor time before the first task. Gathered in
 * a few files they take half a second.
 *
 * A bundle is a folder of `dist` named for the time it was begun, in ms since 1970. It holds the
 * compiled modules as they were then, and a list of them.
 */
const list = 'modules.json';
const main = 'main.js';

/** Packages that look for files, threads or native code beside themselves stay where they are. */
const staying = [
  '@electric-sql/pglite',
  '@prisma/schema-engine-wasm',
  'libraw-wasm',
  'piscina',
  'sharp',
];
const isStaying = new RegExp(`^(${staying.join('|')})(/|$)`);

const home = (repository) => join(repository, 'dist');

/** Bundles there are, the newest first. */
function bundles(repository) {
  if (!existsSync(home(repository))) return [];
  return readdirSync(home(repository))
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(b) - Number(a));
}

/** Changes with every installation of packages. */
const installed = (repository) => join(repository, 'node_modules', '.package-lock.json');

function isNewer(path, time) {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts === undefined || facts.mtimeMs >= time;
}

/**
 * Entry of the newest bundle, or null when there is none or when a module of it has been compiled
 * anew since.
 *
 * @param repository root folder of the tree
 */
export function freshBundle(repository) {
  const name = bundles(repository).at(0);
  if (name === undefined) return null;
  const folder = join(home(repository), name);
  const modules = JSON.parse(readFileSync(join(folder, list), 'utf8'));
  const begun = Number(name);
  const stale =
    isNewer(installed(repository), begun) ||
    modules.some((path) => isNewer(join(repository, path), begun));
  return stale ? null : join(folder, main);
}

/**
 * Gathers what a compiled program loads, its worker threads too. A program that runs from the bundle
 * before goes on: that one is kept.
 *
 * @param repository root folder of the tree
 * @param entry path of the compiled program
 * @returns path of the gathered one
 */
export async function bundle(repository, entry) {
  const { rolldown } = await import('rolldown');
  const begun = String(Date.now());
  const partial = join(home(repository), `${begun}.partial`);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const build = await rolldown({
    input: { [main.replace('.js', '')]: entry },
    cwd: repository,
    platform: 'node',
    external: isStaying,
    // It tells of optional packages that are not installed, which their users know how to do without.
    logLevel: 'silent',
    plugins: [placesOfModules(repository, partial)],
  });
  await build.write({ dir: partial, format: 'esm', entryFileNames: '[name].js' });
  const own = (await build.watchFiles)
    .filter((path) => isOwn(repository, path))
    .map((path) => relative(repository, path).split(sep).join('/'));
  await build.close();
  writeFileSync(join(partial, list), JSON.stringify([...new Set(own)].sort()));
  const folder = join(home(repository), begun);
  renameSync(partial, folder);
  for (const old of bundles(repository).slice(2)) {
    rmSync(join(home(repository), old), { recursive: true, force: true });
  }
  return join(folder, main);
}

function isOwn(repository, path) {
  return path.startsWith(repository + sep) && !path.includes(`${sep}node_modules${sep}`);
}

/**
 * A module of the bundle still finds data and packages from where it lay, and what it gives a thread
 * to load, which it names with `moduleUrl`, is in the bundle as well.
 */
function placesOfModules(repository, folder) {
  return {
    name: 'places-of-modules',
    transform: {
      filter: { code: 'import.meta.url' },
      handler(code, id) {
        if (!isOwn(repository, id)) return null;
        const from = JSON.stringify(relative(folder, id).split(sep).join('/'));
        return code
          .replace(/(?<![`\w])moduleUrl\('([^']+)', import\.meta\.url\)/g, (_call, path) => {
            const thread = this.emitFile({ type: 'chunk', id: resolve(dirname(id), path) });
            return `new URL(import.meta.ROLLUP_FILE_URL_${thread})`;
          })
          .replaceAll('import.meta.url', `new URL(${from}, import.meta.url).href`);
      },
    },
  };
}
