import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, parse, resolve } from 'node:path';
import { NightSkiesError, problem } from '@nightskies/contracts';

const patternSigns = /[*?]/;

/**
 * The files behind paths, folders and patterns (`*` and `?` in names), in the order given, those of
 * one folder or pattern sorted by name; each once. What is not there stays in the list, so that the
 * command names it among the files that failed. Shells that expand patterns leave nothing to do here.
 *
 * @param kinds endings that count within a folder, lower case, such as `.fits`
 * @throws NightSkiesError `bad-argument` for a folder or pattern without a single file
 */
export async function givenFiles(
  given: readonly string[],
  kinds: readonly string[],
): Promise<string[]> {
  const files: string[] = [];
  for (const path of given) {
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isDirectory() === true) files.push(...(await filesOfFolder(path, kinds)));
    else if (facts === undefined && patternSigns.test(path)) files.push(...(await matching(path)));
    else files.push(path);
  }
  // The same file may be spelt in several ways; the first one is kept.
  const spellings = new Map<string, string>();
  for (const file of files) {
    const path = resolve(file);
    if (!spellings.has(path)) spellings.set(path, file);
  }
  return [...spellings.values()];
}

async function filesOfFolder(folder: string, kinds: readonly string[]): Promise<string[]> {
  const names = (await readdir(folder)).sort(byName);
  const found = names
    .filter((name) => kinds.some((kind) => name.toLowerCase().endsWith(kind)))
    .filter((name) => !isResult(name))
    .map((name) => join(folder, name));
  if (found.length > 0) return found;
  throw noFile('no picture lies in this folder', folder, `names ending in ${kinds.join(', ')}`);
}

/** Names of what these commands write themselves, and would otherwise read as input the next time. */
function isResult(name: string): boolean {
  return /\.(?:annotated\.png|solved\.fits|(?:sources|photometry)\.fits|tracks\.png|offsets\.fits|stack\.fits(?:\.fz)?)$/i.test(
    name,
  );
}

async function matching(pattern: string): Promise<string[]> {
  const { root } = parse(pattern);
  let folders = [isAbsolute(pattern) ? root : ''];
  const folderParts = dirname(pattern).slice(root.length).split(/[/\\]/);
  for (const part of folderParts.filter((one) => one !== '' && one !== '.')) {
    folders = (await Promise.all(folders.map((folder) => named(folder, part)))).flat();
  }
  const found = await Promise.all(folders.map((folder) => named(folder, basename(pattern))));
  if (found.flat().length > 0) return found.flat();
  throw noFile('no file has such a name', pattern, 'at least one file');
}

/** Paths in a folder that a name with `*` and `?` stands for. */
async function named(folder: string, part: string): Promise<string[]> {
  if (!patternSigns.test(part)) return [join(folder, part)];
  const regex = new RegExp(
    `^${part
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  const names = await readdir(folder === '' ? '.' : folder).catch(() => []);
  const shown = names.filter((name) => regex.test(name) && !isResult(name));
  return shown.sort(byName).map((name) => join(folder, name));
}

/** Code points, not the language of the machine. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function noFile(message: string, file: string, expected: string): NightSkiesError {
  return new NightSkiesError(
    problem('bad-argument', message, {
      file,
      found: 'none',
      expected,
      hint: 'Check the spelling, or name the files one by one.',
    }),
  );
}
