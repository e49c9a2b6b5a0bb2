import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { digestOf, type GivenFiles, type SetToPlan } from '@nightskies/catalog';
import {
  givenItemSchema,
  NightSkiesError,
  parseGivenParameters,
  problem,
  readDocument,
  typedFieldsSchema,
  typedParametersSchema,
  type ArtifactKind,
  type Digest,
  type GivenFile,
  type GivenItem,
  type GivenName,
  type Problem,
  type RunRequest,
} from '@nightskies/contracts';
import type { ArtifactStore } from '@nightskies/platform';
import { z } from 'zod';
import { coordinate, type Database, execute, query, type Sql } from '../database/sql.js';
import { checkGivenFile } from './check-given-file.js';
import { recordedGiven, recordGiven } from './given-records.js';

const kindOfName = {
  airglow: 'given-sky-map',
  zodiacal: 'given-sky-map',
  galactic: 'given-sky-map',
  diffuse: 'given-sky-map',
  places: 'given-table',
  lights: 'given-table',
  albedo: 'given-table',
} as const satisfies Record<GivenName, ArtifactKind>;

/** Keeps the bytes of a given file: an artifact like any other. */
async function keep(
  sql: Sql,
  store: ArtifactStore,
  file: { readonly kind: ArtifactKind; readonly name: string; readonly bytes: Uint8Array },
): Promise<Digest> {
  await store.put(file.bytes);
  const digest = digestOf(file.bytes);
  await execute(
    sql,
    `INSERT INTO artifacts (digest, kind, name, bytes) VALUES ($1, $2, $3, $4)
     ON CONFLICT (digest) DO NOTHING`,
    ...[digest, file.kind, file.name, file.bytes.length],
  );
  return digest;
}

/**
 * Maps: the whole sky in cells of 0.05 deg, in double precision, with room to spare. Tables: text, which
 * takes many times its size while it is read.
 */
const mostBytes = { 'given-sky-map': 512 << 20, 'given-table': 64 << 20 } as const;

/** A device or a pipe has no end, and would take all memory of the service. */
async function readGiven(name: GivenName, path: string): Promise<Uint8Array> {
  const most = mostBytes[kindOfName[name]];
  const refuse = (found: string, cause?: unknown): NightSkiesError =>
    new NightSkiesError(
      problem('bad-given-file', `the file given for ${name} cannot be read`, {
        ...{ file: path, found, expected: `a file of 1 to ${most} bytes` },
        hint: 'Give the path of a file the catalog service may read.',
      }),
      { cause },
    );
  try {
    const about = await stat(path);
    if (!about.isFile()) throw refuse('a folder, a device or a pipe');
    if (about.size === 0 || about.size > most) throw refuse(`${about.size} bytes`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof NightSkiesError) throw error;
    throw refuse(error instanceof Error ? error.message : String(error), error);
  }
}

/**
 * The files a run names, read and kept.
 *
 * @throws NightSkiesError `bad-given-file` for one that cannot be read, and what `checkGivenFile` says
 */
export async function keepGivenOfRun(
  database: Database,
  store: ArtifactStore,
  given: RunRequest['given'],
): Promise<Pick<GivenFiles, 'sky' | 'tables'>> {
  const kept: Partial<Record<GivenName, { name: string; digest: Digest }>> = {};
  for (const name of Object.keys(kindOfName).sort() as GivenName[]) {
    const path = given[name];
    if (path === undefined) continue;
    const bytes = await readGiven(name, path);
    await checkGivenFile(name, path, bytes);
    const file = { kind: kindOfName[name], name: basename(path), bytes };
    kept[name] = { name: file.name, digest: await keep(database, store, file) };
  }
  const { airglow, zodiacal, galactic, diffuse, places, lights, albedo } = kept;
  return {
    sky: {
      ...(airglow && { airglow }),
      ...(zodiacal && { zodiacal }),
      ...(galactic && { galactic }),
      ...(diffuse && { diffuse }),
    },
    tables: { ...(places && { places }), ...(lights && { lights }), ...(albedo && { albedo }) },
  };
}

/**
 * What later runs could not work with is refused when it is given: by then nobody would know why.
 *
 * @throws NightSkiesError `bad-given-file`, `bad-document`, `bad-parameter`
 */
function checkGiven({ kind, name }: GivenFile, bytes: Uint8Array): void {
  if (bytes.length === 0) {
    throw new NightSkiesError(
      problem('bad-given-file', 'the given file is empty', {
        ...{ file: name, found: '0 bytes', expected: 'the bytes of a file' },
        hint: 'Give the file again; null takes back what was given before.',
      }),
    );
  }
  if (kind === 'typed-fields') readDocument(typedFieldsSchema, { name, bytes }, 'typed fields');
  if (kind === 'natural-sky-choices') parseGivenParameters(choicesIn(name, bytes));
}

function choicesIn(name: string, bytes: Uint8Array): Readonly<Record<string, string>> {
  return readDocument(typedParametersSchema, { name, bytes }, 'parameters of the natural sky');
}

const givenRows = z.array(givenItemSchema);

/** What was given about a night, set by set. */
export async function givenOfNight(sql: Sql, night: string): Promise<GivenItem[]> {
  return givenRows.parse(
    await query<unknown>(
      sql,
      `SELECT night, "set", kind, name, digest,
         to_char(given_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "givenAt"
       FROM given_files WHERE night = $1 ORDER BY kind, "set"`,
      night,
    ),
  );
}

/**
 * The set with what was given about it; a mask of its own counts more than one of its night. What a
 * person chose for the set gives way to what the run itself asks for.
 */
export async function withGiven(
  sql: Sql,
  store: ArtifactStore,
  set: SetToPlan,
  ofRun: {
    readonly files: Pick<GivenFiles, 'sky' | 'tables'>;
    readonly parameters: RunRequest['parameters'];
  },
): Promise<SetToPlan> {
  const items = await givenOfNight(sql, set.night);
  const of = (kind: GivenItem['kind']): GivenItem | null =>
    items.find((item) => item.kind === kind && item.set === set.set) ??
    items.find((item) => item.kind === kind && item.set === 0) ??
    null;
  const chosen = of('natural-sky-choices');
  const choices = chosen === null ? {} : choicesIn(chosen.name, await store.get(chosen.digest));
  return {
    ...set,
    given: { ...ofRun.files, mask: of('given-mask'), typed: of('typed-fields') },
    choices: parseGivenParameters(
      Object.fromEntries(Object.entries(choices).filter(([name]) => !(name in ofRun.parameters))),
    ),
  };
}

/**
 * Keeps what a person gives about a night in place of what was given before, or takes it back.
 *
 * @throws NightSkiesError `bad-given-file`, `bad-document`, `bad-parameter` for what no run could work with
 */
export async function give(
  database: Database,
  store: ArtifactStore,
  night: string,
  file: GivenFile,
  now: Date,
): Promise<GivenItem[]> {
  const { kind, set, name, base64 } = file;
  const bytes = base64 === null ? null : Buffer.from(base64, 'base64');
  if (bytes !== null) checkGiven(file, bytes);
  const digest = bytes === null ? null : await keep(database, store, { kind, name, bytes });
  const givenAt = now.toISOString();
  return coordinate(database, async (sql) => {
    await execute(
      sql,
      `DELETE FROM given_files WHERE night = $1 AND "set" = $2 AND kind = $3`,
      ...[night, set, kind],
    );
    if (digest !== null) await insertGiven(sql, { night, set, kind, name, digest, givenAt });
    await recordGiven(store, { night, set, kind, name, digest, givenAt });
    return givenOfNight(sql, night);
  });
}

async function insertGiven(sql: Sql, item: GivenItem): Promise<void> {
  const { night, set, kind, name, digest, givenAt } = item;
  await execute(
    sql,
    `INSERT INTO given_files (night, "set", kind, name, digest, given_at)
     VALUES ($1, $2, $3, $4, $5, $6::timestamptz)`,
    ...[night, set, kind, name, digest, givenAt],
  );
}

/** Fills an empty catalog with what people gave, as the store remembers it. */
export async function restoreGiven(
  database: Database,
  store: ArtifactStore,
  onProblem: (problem: Problem) => void,
): Promise<void> {
  for (const item of await recordedGiven(store, onProblem)) {
    const { kind, name, digest } = item;
    await keep(database, store, { kind, name, bytes: await store.get(digest) });
    await coordinate(database, (sql) => insertGiven(sql, item));
  }
}
