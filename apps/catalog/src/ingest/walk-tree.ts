import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TreeEntry } from '@nightskies/catalog';
import { problem, type Problem } from '@nightskies/contracts';

/** A tree with more files is not a tree of nights. */
const maximumFiles = 500_000;
const maximumDepth = 32;

/** Files of a folder asked for at once: one after the other, each waits for the disk. */
const askedAtOnce = 64;

export interface Walk {
  /** Sorted by path within each folder, so that every listing is the same. */
  readonly entries: readonly TreeEntry[];
  readonly problems: readonly Problem[];
}

/**
 * All files below a path (or the file itself), links followed, each folder once. What cannot be
 * read is a problem and stops nothing else.
 */
export async function walkTree(root: string): Promise<Walk> {
  const entries: TreeEntry[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();

  const visit = async (path: string, depth: number, asked: Promise<Stats>): Promise<void> => {
    try {
      const facts = await asked;
      if (facts.isFile()) entries.push({ path, size: facts.size });
      if (!facts.isDirectory()) return;
      const real = await realpath(path);
      if (seen.has(real) || depth > maximumDepth) return;
      seen.add(real);
      const names = (await readdir(path)).sort();
      for (let at = 0; at < names.length; at += askedAtOnce) {
        const below = names.slice(at, at + askedAtOnce).map((name) => {
          const child = join(path, name);
          return { child, asked: statOf(child) };
        });
        for (const { child, asked } of below) {
          if (entries.length >= maximumFiles) return;
          await visit(child, depth + 1, asked);
        }
      }
    } catch (error) {
      problems.push(unreadable(path, error));
    }
  };
  await visit(resolve(root), 0, statOf(resolve(root)));
  if (entries.length >= maximumFiles) {
    problems.push(
      problem('too-many-files', 'there are too many files below this path', {
        file: root,
        found: `${maximumFiles} files and more`,
        expected: 'the folder of some nights',
        hint: 'Give the folder fielddata, or the nights one by one.',
      }),
    );
  }
  return { entries, problems };
}

/** What fails is told by who waits for it. */
function statOf(path: string): Promise<Stats> {
  const asked = stat(path);
  asked.catch(() => undefined);
  return asked;
}

export function unreadable(path: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EISDIR') {
    return problem('path-unreadable', 'this is a folder, not a file', {
      file: path,
      found: 'a folder',
      expected: 'a file',
      hint: 'Give the path of the file in it.',
    });
  }
  const missing = code === 'ENOENT';
  return missing
    ? problem('path-missing', 'there is nothing at this path', {
        file: path,
        expected: 'a file or folder',
        hint: 'Check the spelling; a path is that of the machine the catalog runs on.',
      })
    : problem('path-unreadable', 'this path cannot be read', {
        file: path,
        found: error instanceof Error ? error.message : String(error),
        hint: 'Check the permissions and whether the drive is connected.',
      });
}
