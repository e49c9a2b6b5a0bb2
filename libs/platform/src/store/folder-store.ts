import { access, constants, readFile, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  NightSkiesError,
  canonicalJson,
  digestSchema,
  manifestSchema,
  problem,
  type Digest,
  type Manifest,
  type Problem,
} from '@nightskies/contracts';
import type { Health } from '../observe/health.js';
import type { ArtifactStore } from './artifact-store.js';
import { errnoOf, writeAtomically } from './atomic-file.js';
import { digestOf } from './digest.js';

/**
 * Artifacts in a folder: `<2 hex>/<digest>`, manifests in `manifests/<2 hex>/<fingerprint>.json`.
 * The folder may be shared by many processes and machines and copied while in use.
 */
export class FolderStore implements ArtifactStore {
  readonly survives = 'the process dying and the machine losing power';
  readonly #root: string;

  /** @param root the `artifacts` folder; it is made when the first artifact is stored. */
  constructor(root: string) {
    this.#root = resolve(root);
  }

  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    if (!(await this.#holds(digest, bytes.length))) {
      await writeAtomically(this.pathOf(digest), bytes);
    }
    return digest;
  }

  async get(digest: Digest): Promise<Uint8Array> {
    const path = this.pathOf(digest);
    const bytes = await this.#read(path);
    if (bytes === undefined) {
      throw new NightSkiesError(
        problem('artifact-missing', 'the artifact is not in the store', {
          file: path,
          hint: 'Run again: what made it is computed again.',
        }),
      );
    }
    const found = digestOf(bytes);
    if (found !== digest) {
      throw new NightSkiesError(
        problem(
          'artifact-damaged',
          'the stored artifact does not have the bytes it was stored with',
          {
            file: path,
            found: `SHA-256 ${found} (${bytes.length} bytes)`,
            expected: `SHA-256 ${digest}`,
            hint: 'Check the disk, then run again: a damaged artifact is removed and computed again.',
          },
        ),
      );
    }
    return bytes;
  }

  async has(digest: Digest): Promise<boolean> {
    try {
      await access(this.pathOf(digest), constants.R_OK);
      return true;
    } catch {
      return false;
    }
  }

  async remove(digest: Digest): Promise<void> {
    await rm(this.pathOf(digest), { force: true });
  }

  async putManifest(manifest: Manifest): Promise<void> {
    const text = `${canonicalJson(manifest)}\n`;
    await writeAtomically(this.#manifestPath(manifest.fingerprint), Buffer.from(text));
  }

  async manifest(fingerprint: Digest): Promise<Manifest | undefined> {
    const bytes = await this.#read(this.#manifestPath(fingerprint));
    const parsed = bytes === undefined ? undefined : parseManifest(bytes);
    return typeof parsed === 'string' || parsed?.fingerprint !== fingerprint ? undefined : parsed;
  }

  async *manifests(onProblem: (problem: Problem) => void): AsyncIterable<Manifest> {
    const root = join(this.#root, 'manifests');
    for (const shard of await sortedNames(root)) {
      for (const name of await sortedNames(join(root, shard))) {
        const fingerprint = name.replace(/\.json$/, '');
        // Files being written, and whatever a person put there, are no manifests.
        if (!name.endsWith('.json') || !digestSchema.safeParse(fingerprint).success) continue;
        const path = join(root, shard, name);
        const bytes = await this.#read(path);
        const parsed = bytes === undefined ? 'it vanished while reading' : parseManifest(bytes);
        if (typeof parsed !== 'string' && parsed.fingerprint === fingerprint) yield parsed;
        else onProblem(damagedManifest(path, parsed));
      }
    }
  }

  pathOf(digest: Digest): string {
    return join(this.#root, shardOf(digest), digest);
  }

  async health(): Promise<Health> {
    try {
      await access(this.#root, constants.R_OK | constants.W_OK);
      return { healthy: true, detail: this.#root };
    } catch (error) {
      // A store nobody wrote to yet has no folder.
      if (errnoOf(error) === 'ENOENT') return { healthy: true, detail: `${this.#root} (empty)` };
      return { healthy: false, detail: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Reads an existing file in full: a size alone would leave a damaged one in place for ever. */
  async #holds(digest: Digest, length: number): Promise<boolean> {
    const bytes = await this.#read(this.pathOf(digest));
    return bytes !== undefined && bytes.length === length && digestOf(bytes) === digest;
  }

  async #read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(path);
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new NightSkiesError(
        problem('store-read-failed', 'cannot read from the store', {
          file: path,
          ...(error instanceof Error ? { found: error.message } : {}),
          hint: 'Check the disk and the permissions of the store.',
        }),
        { retryable: true, cause: error },
      );
    }
  }

  #manifestPath(fingerprint: Digest): string {
    return join(this.#root, 'manifests', shardOf(fingerprint), `${fingerprint}.json`);
  }
}

/** Refuses anything but a digest, so that no path is ever built from a foreign string. */
function shardOf(digest: Digest): string {
  if (!digestSchema.safeParse(digest).success) {
    throw new NightSkiesError(
      problem('bad-digest', 'not the name of an artifact', {
        found: JSON.stringify(digest),
        expected: '64 lower-case hexadecimal digits',
      }),
    );
  }
  return digest.slice(0, 2);
}

/** The manifest, or why it is none. */
function parseManifest(bytes: Uint8Array): Manifest | string {
  try {
    const result = manifestSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return result.success
      ? result.data
      : result.error.issues.map((issue) => issue.message).join('; ');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function damagedManifest(path: string, parsed: Manifest | string): Problem {
  return problem('manifest-damaged', 'a manifest cannot be read', {
    file: path,
    found: typeof parsed === 'string' ? parsed : `fingerprint ${parsed.fingerprint}`,
    expected: 'a manifest whose fingerprint is its file name',
    hint: 'Delete the file; the task is computed again when a run needs it.',
  });
}

async function sortedNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
