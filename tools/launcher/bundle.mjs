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
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * Two thousand modules are found, read and compiled at every start of the program, by the main
 * thread and again by every worker: two seconds of processor time before the first task. Gathered in
 * a few files they take half a second.
 *
 * A bundle is a folder of `dist` named for the time it was begun, in ms since 1970. It holds the
 * compiled modules as they were then, and a list of them with their times and sizes.
 */
const list = 'modules.json';
const main = 'main.js';
/** Folder of the same program as scripts whose compiled code can be kept; see `kept-code.mjs`. */
export const scripts = 'scripts';

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
const installed = join('node_modules', '.package-lock.json').split(sep).join('/');

/** What tells a file from another one of its name; null for one that is not there. */
function factsOf(path) {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts === undefined ? null : [facts.mtimeMs, facts.size];
}

/**
 * Entry of the newest bundle, or null when there is none, when it is not whole, or when a module of it
 * is another one now: compiled anew, or put back from an older tree.
 *
 * @param repository root folder of the tree
 */
export function freshBundle(repository) {
  const name = bundles(repository).at(0);
  if (name === undefined) return null;
  const folder = join(home(repository), name);
  let known;
  try {
    known = JSON.parse(readFileSync(join(folder, list), 'utf8'));
  } catch {
    return null; // torn by a loss of power
  }
  const isAsKnown = ([path, facts]) =>
    JSON.stringify(factsOf(join(repository, path))) === JSON.stringify(facts);
  return Object.entries(known).every(isAsKnown) ? join(folder, main) : null;
}

/**
 * Gathers what a compiled program loads, its worker threads too. A program that runs from the bundle
 * before goes on: that one is kept.
 *
 * @param repository root folder of the tree
 * @param entry path of the compiled program
 * @param quick path of the program as it is begun where its code is kept; default: the same
 * @returns path of the gathered one
 */
export async function bundle(repository, entry, quick = entry) {
  const begun = String(Date.now());
  mkdirSync(home(repository), { recursive: true });
  for (const left of readdirSync(home(repository))) {
    if (left.endsWith('.partial')) rmSync(join(home(repository), left), { recursive: true });
  }
  const partial = join(home(repository), `${begun}.partial`);
  mkdirSync(join(partial, scripts), { recursive: true });
  const gathered = await gather(repository, partial, entry, 'esm');
  const written = [];
  const write = (name, code) => {
    writeFileSync(join(partial, name), code);
    written.push(name);
  };
  for (const { fileName, code } of gathered.chunks) write(fileName, code);
  const threads = new Map(gathered.chunks.map((chunk) => [chunk.facadeModuleId, chunk.fileName]));
  const again = await gather(repository, join(partial, scripts), quick, 'cjs', threads);
  for (const { fileName, code } of again.chunks) {
    write(join(scripts, fileName), asScript(code));
  }
  const modules = [...new Set([...gathered.modules, ...again.modules])];
  const foreign = modules.find((path) => !isOwn(repository, path));
  // Its data and threads would be looked for in the bundle.
  if (foreign !== undefined) throw new Error(`${foreign} lies outside of ${repository}`);
  const folder = join(home(repository), begun);
  const known = modules.map((path) => relative(repository, path).split(sep).join('/')).sort();
  const facts = Object.fromEntries(
    [...known, installed].map((path) => [path, factsOf(join(repository, path))]),
  );
  // What was compiled meanwhile may have been read before.
  const isMeanwhile = ([, found]) => found !== null && found[0] >= Number(begun);
  if (Object.entries(facts).some(isMeanwhile)) throw new Error('modules changed meanwhile');
  for (const name of written) {
    const path = relative(repository, join(folder, name)).split(sep).join('/');
    facts[path] = factsOf(join(partial, name));
  }
  writeFileSync(join(partial, list), JSON.stringify(facts));
  renameSync(partial, folder);
  for (const old of bundles(repository).slice(2)) {
    rmSync(join(home(repository), old), { recursive: true, force: true });
  }
  return join(folder, main);
}

/**
 * @param folder where the chunks will lie
 * @param threads files of the modules that threads load, by their paths, where there are some already
 * @returns the chunks, and the paths of the modules they were made of
 */
async function gather(repository, folder, entry, format, threads) {
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    input: { [main.replace('.js', '')]: entry },
    cwd: repository,
    platform: 'node',
    external: isStaying,
    // It tells of optional packages that are not installed, which their users know how to do without.
    logLevel: 'silent',
    plugins: [placesOfModules(repository, folder, threads)],
  });
  const { output } = await build.generate({
    dir: folder,
    format,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  const files = (await build.watchFiles).filter((path) => isAbsolute(path));
  await build.close();
  return { chunks: output, modules: files.filter((path) => !isPackage(path)) };
}

/** As modules are, strict; what loads it hands over what a module of Node has. */
function asScript(code) {
  const own = code.replace(/(?<![.\w$'"`])import\(/g, 'importFrom(');
  return `(function (exports, require, module, __filename, __dirname, importFrom) { 'use strict'; ${own}\n})`;
}

const isPackage = (path) => path.split(sep).includes('node_modules');

function isOwn(repository, path) {
  // Windows knows a folder by more than one spelling, which `relative` does.
  const within = relative(repository, path);
  return !isAbsolute(within) && within.split(sep)[0] !== '..' && !isPackage(within);
}

/**
 * A module of the bundle still finds data and packages from where it lay, and what it gives a thread
 * to load, which it names with `moduleUrl`, is in the bundle as well.
 */
function placesOfModules(repository, folder, threads) {
  return {
    name: 'places-of-modules',
    transform: {
      filter: { code: 'import.meta.url' },
      handler(code, id) {
        if (!isOwn(repository, id)) return null;
        const from = JSON.stringify(relative(folder, id).split(sep).join('/'));
        return code
          .replace(/(?<![`\w])moduleUrl\('([^']+)', import\.meta\.url\)/g, (_call, path) => {
            const loaded = resolve(dirname(id), path);
            const known = threads?.get(loaded);
            if (known !== undefined)
              return `new URL(${JSON.stringify(`../${known}`)}, import.meta.url)`;
            const thread = this.emitFile({ type: 'chunk', id: loaded });
            return `new URL(import.meta.ROLLUP_FILE_URL_${thread})`;
          })
          .replace(/(?<!", )import\.meta\.url/g, `new URL(${from}, import.meta.url).href`);
      },
    },
  };
}
