import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';

/**
 * Loads scripts of a bundle and keeps what V8 compiled of them beside them: compiling is half of what
 * it takes to start. Node 22 does so for modules, when asked to (`module.enableCompileCache`); we start
 * on Node 20.
 *
 * Kept code fits one version of V8 with one set of flags, by which its file is named. It is kept
 * once, some time after the start, when all that starts has been compiled. V8 runs what it is given
 * without a look at it, so that the file begins with the SHA-256 of the rest.
 */
const keptAfterMs = 2_000;
const digestBytes = 32;

/** Scripts by their paths: what they export, and how their code is to be kept if it was not. */
const loaded = new Map();
let isKept = false;

/**
 * @param path of a script, as `bundle` writes them
 * @returns its exports
 */
export function loadScript(path) {
  if (loaded.size === 0) {
    setTimeout(keepCode, keptAfterMs).unref();
    process.once('exit', keepCode);
  }
  const known = loaded.get(path);
  if (known !== undefined) return known.module.exports;
  const source = readFileSync(path, 'utf8');
  const flags = cachedDataVersionTag();
  const code = `${path}.${flags.toString(16)}.code`;
  const cachedData = readIfSound(code);
  const script = new Script(source, { filename: path, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  loaded.set(path, { module, script, flags, code, isKept: script.cachedDataRejected === false });
  const folder = dirname(path);
  const elsewhere = createRequire(path);
  const require = (id) => (id.startsWith('./') ? loadScript(join(folder, id)) : elsewhere(id));
  script.runInThisContext()(module.exports, require, module, path, folder, importFrom);
  return module.exports;
}

/** A script cannot import by itself once its code was kept. */
function importFrom(specifier) {
  return import(specifier);
}

/** Keeps the code of all scripts that were loaded, as far as it may be written. */
export function keepCode() {
  if (isKept) return;
  isKept = true;
  for (const { script, flags, code, isKept: isThere } of loaded.values()) {
    // Under other flags than at its start it would be refused.
    if (isThere || flags !== cachedDataVersionTag()) continue;
    try {
      writeWhole(code, () => script.createCachedData());
    } catch {
      // installed for others to run, replaced by another bundle, or no room on the disk
    }
  }
}

const digestOf = (bytes) => createHash('sha256').update(bytes).digest();

/** Kept code; null where there is none, or where it is not what was written, which is removed. */
function readIfSound(path) {
  try {
    const bytes = readFileSync(path);
    const code = bytes.subarray(digestBytes);
    if (digestOf(code).equals(bytes.subarray(0, digestBytes))) return code;
    rmSync(path);
  } catch {
    // not there, or not ours to remove
  }
  return null;
}

/**
 * A reader never sees half of it, after a loss of power neither.
 *
 * @param makeBytes called when the file could be opened: making them takes longer than that
 */
function writeWhole(path, makeBytes) {
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, 'wx');
  try {
    try {
      const bytes = makeBytes();
      writeFileSync(file, digestOf(bytes));
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
