import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  digestSchema,
  givenItemSchema,
  problem,
  type GivenItem,
  type Problem,
} from '@nightskies/contracts';
import { digestOf, writeAtomically, type ArtifactStore } from '@nightskies/platform';
import { z } from 'zod';

/** What was given last about a night or a set of it; no digest: it was taken back. */
const recordSchema = givenItemSchema.extend({
  format: z.literal('nightskies-given-1'),
  digest: digestSchema.nullable(),
});
export type GivenRecord = Omit<GivenItem, 'digest'> & {
  readonly digest: GivenItem['digest'] | null;
};

const folderName = 'given';

/**
 * Where a store keeps what people gave, `given/<name>.json` beside its manifests; null for a store
 * without folders. No manifest tells of it before it is used, and none that it was taken back.
 */
function folderOf(store: ArtifactStore): string | null {
  const artifact = store.pathOf(digestOf(new Uint8Array()));
  return artifact === null ? null : join(dirname(dirname(artifact)), folderName);
}

/** Keeps beside the artifacts what a catalog that is rebuilt could learn from nothing else. */
export async function recordGiven(store: ArtifactStore, record: GivenRecord): Promise<void> {
  const folder = folderOf(store);
  if (folder === null) return;
  await mkdir(folder, { recursive: true });
  const { night, set, kind } = record;
  const name = digestOf(Buffer.from(JSON.stringify([night, set, kind])));
  const text = JSON.stringify({ format: 'nightskies-given-1', ...record }, null, 2);
  await writeAtomically(join(folder, `${name}.json`), Buffer.from(`${text}\n`));
}

/** Everything given that counts; what cannot be read is told to `onProblem` and skipped. */
export async function recordedGiven(
  store: ArtifactStore,
  onProblem: (problem: Problem) => void,
): Promise<GivenItem[]> {
  const folder = folderOf(store);
  if (folder === null) return [];
  const items: GivenItem[] = [];
  for (const name of await namesIn(folder)) {
    const file = join(folder, name);
    const record = parsed(await readFile(file, 'utf8'));
    if (typeof record === 'string') {
      onProblem(
        problem('given-damaged', 'what a person gave about a night cannot be read', {
          ...{ file, found: record, expected: 'a record of a given file' },
          hint: 'Give the mask, the choices or the workbook of the night again.',
        }),
      );
      continue;
    }
    const { night, set, kind, digest, givenAt } = record;
    if (digest === null) continue;
    if (!(await store.has(digest))) {
      onProblem(
        problem('given-missing', 'what a person gave about a night is not in the store', {
          ...{ file: record.name, found: `${kind} of ${night}, given ${givenAt}` },
          expected: `artifact ${digest}`,
          hint: 'Give it again: without it the night is made as if it had never been given.',
        }),
      );
      continue;
    }
    items.push({ night, set, kind, name: record.name, digest, givenAt });
  }
  return items;
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.endsWith('.json')).sort();
}

function parsed(text: string): GivenRecord | string {
  try {
    const result = recordSchema.safeParse(JSON.parse(text));
    return result.success
      ? result.data
      : result.error.issues.map(({ message }) => message).join('; ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
