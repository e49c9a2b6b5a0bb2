import { readFile, stat } from 'node:fs/promises';
import {
  checkFrame,
  checkMaster,
  digestOf,
  type Candidate,
  type TreeEntry,
} from '@nightskies/catalog';
import { problem, type Problem } from '@nightskies/contracts';
import { query, type Sql } from '../database/sql.js';
import { findingSchema, type Finding } from './findings.js';
import { unreadable } from './walk-tree.js';

/** Larger files are refused before a byte of them is read. */
const maximumBytes = 1 << 30;
/** Files read at a time: enough to keep a disk busy, and a bound on memory. */
const concurrency = 4;

export type FileToRead =
  | { readonly type: 'frame'; readonly entry: Candidate }
  | { readonly type: 'master' | 'curve'; readonly entry: TreeEntry };

/** A file after it was read, or as it was remembered. */
export interface ReadFile {
  readonly path: string;
  readonly stamp: string;
  readonly bytes: number;
  readonly finding: Finding;
  readonly remembered: boolean;
}

export interface FilesRead {
  readonly files: ReadonlyMap<string, ReadFile>;
  readonly problems: readonly Problem[];
}

/**
 * Digest and findings of every file. A file is read once, as a whole; one whose size and times are
 * as they were is not read again while the rules are the same.
 *
 * @param rules digest of the checking code, or null to read every file
 */
export async function readFiles(
  sql: Sql,
  wanted: readonly FileToRead[],
  rules: string | null,
): Promise<FilesRead> {
  const remembered = await recall(sql, wanted, rules);
  const files = new Map<string, ReadFile>();
  const problems: Problem[] = [];
  const queue = wanted.values();
  const worker = async (): Promise<void> => {
    for (const file of queue) {
      try {
        const read = await readOne(file, remembered);
        if ('code' in read) problems.push(read);
        else files.set(read.path, read);
      } catch (error) {
        problems.push(unreadable(file.entry.path, error));
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { files, problems };
}

async function readOne(
  file: FileToRead,
  remembered: ReadonlyMap<string, { stamp: string; finding: Finding }>,
): Promise<ReadFile | Problem> {
  const { path } = file.entry;
  const facts = await stat(path, { bigint: true });
  const bytes = Number(facts.size);
  if (bytes > maximumBytes) {
    return problem('file-too-large', 'this file is larger than any frame', {
      file: path,
      found: `${bytes} bytes`,
      expected: `at most ${maximumBytes} bytes`,
      hint: 'Move it out of the folder of raw frames.',
    });
  }
  const stamp = [facts.size, facts.mtimeNs, facts.ctimeNs].join(' ');
  const known = remembered.get(path);
  if (known?.stamp === stamp && known.finding.type === file.type) {
    return { path, stamp, bytes, finding: known.finding, remembered: true };
  }
  const content = await readFile(path);
  return {
    ...{ path, stamp, bytes: content.length },
    finding: inspect(file, content),
    remembered: false,
  };
}

function inspect(file: FileToRead, content: Uint8Array): Finding {
  const digest = digestOf(content);
  switch (file.type) {
    case 'frame':
      return { type: 'frame', digest, check: checkFrame(content, file.entry) };
    case 'master':
      return { type: 'master', digest, check: checkMaster(content, file.entry) };
    case 'curve':
      return { type: 'curve', digest };
  }
}

async function recall(
  sql: Sql,
  wanted: readonly FileToRead[],
  rules: string | null,
): Promise<Map<string, { stamp: string; finding: Finding }>> {
  if (rules === null || wanted.length === 0) return new Map();
  const rows = await query<{ path: string; stamp: string; facts: unknown }>(
    sql,
    `SELECT path, stamp, facts FROM read_files
     WHERE rules = $2 AND path IN (SELECT jsonb_array_elements_text($1::jsonb))`,
    JSON.stringify(wanted.map((file) => file.entry.path)),
    rules,
  );
  return new Map(
    rows.flatMap(({ path, stamp, facts }) => {
      const parsed = findingSchema.safeParse(facts);
      return parsed.success ? [[path, { stamp, finding: parsed.data }] as const] : [];
    }),
  );
}
