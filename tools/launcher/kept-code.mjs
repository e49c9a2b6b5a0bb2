import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';

/**
 * Loads scripts of a bundle and keeps what V8 compiled of them beside them: compiling is half of what
 * it takes to start. Node 22 does so for modules; we start on Node 20.
 *
 * Kept code fits one version of V8 with one set of flags, by which its file is named. It is kept
 * once, some time after the start, when all that starts has been compiled.
 */
const keptAfterMs = 2_000;

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
  const cachedData = readIfThere(code);
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
      writeWhole(code, script.createCachedData());
    } catch {
      return; // installed for others to run, or replaced by another bundle
    }
  }
}

function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** A reader never sees half of it, after a loss of power neither: V8 would take it for whole. */
function writeWhole(path, bytes) {
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, 'wx');
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}
