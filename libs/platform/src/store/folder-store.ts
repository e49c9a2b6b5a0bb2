import { existsSync, type BigIntStats } from 'node:fs';
import { access, constants, readFile, readdir, rm, stat } from 'node:fs/promises';
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
import type {
  ArtifactStore,
  OpenArtifact,
  PartialArtifact,
  StagedArtifact,
} from './artifact-store.js';
import { errnoOf, settleAt, writeAtomically } from './atomic-file.js';
import { digestOf } from './digest.js';
import { OpenFile, PartialFile, readFailed, removeAbandoned } from './large-file.js';
import { VerifiedFiles } from './verified-files.js';

/** Says that a folder is a store: the mount point of a share that is not mounted has none. */
const markerName = 'nightskies-store.json';
const markerText = '{"format":"nightskies-store-1"}\n';

/**
 * Artifacts in a folder: `<2 hex>/<digest>`, manifests in `manifests/<2 hex>/<fingerprint>.json`.
 * The folder may be shared by many processes and machines and copied while in use. A store that
 * goes away (a share that is unmounted) is out of reach, not empty: nothing is written in its place.
 */
export class FolderStore implements ArtifactStore {
  readonly survives = 'the process dying and the machine losing power';
  readonly #root: string;
  readonly #verified: VerifiedFiles;
  /** This process found or made the store: from then on its absence is a fault. */
  #seen = false;
  #tidied = false;

  /**
   * @param root the `artifacts` folder; it is made when the first artifact is stored.
   * @param verified what is known of its files
   */
  constructor(root: string, verified: VerifiedFiles = new VerifiedFiles()) {
    this.#root = resolve(root);
    this.#verified = verified;
  }

  async put(bytes: Uint8Array): Promise<Digest> {
    const staged = await this.stage(bytes);
    await this.settle([staged]);
    return staged.digest;
  }

  async stage(bytes: Uint8Array): Promise<StagedArtifact> {
    await this.#beThere();
    await this.#tidy();
    const file = new PartialFile(this.#root);
    try {
      const staged = file.stageWhole(bytes);
      if (!(await this.#holds(staged))) return staged;
      await this.discard([staged]);
      return { ...staged, partial: null };
    } finally {
      await file.discard();
    }
  }

  async settle(staged: readonly StagedArtifact[]): Promise<void> {
    try {
      await this.#beThere();
    } catch (error) {
      await this.discard(staged);
      throw error;
    }
    const ends = await Promise.allSettled(staged.map((one) => this.#settleOne(one)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  async discard(staged: readonly StagedArtifact[]): Promise<void> {
    for (const { partial } of staged) {
      // What cannot be removed now is never read as an artifact, and removed some day as abandoned.
      if (partial !== null) await rm(partial, { force: true }).catch(() => undefined);
    }
  }

  async create(): Promise<PartialArtifact> {
    await this.#beThere();
    await this.#tidy();
    return new PartialFile(this.#root);
  }

  async #tidy(): Promise<void> {
    if (this.#tidied) return;
    this.#tidied = true;
    await removeAbandoned(this.#root);
  }

  async open(digest: Digest): Promise<OpenArtifact> {
    const path = this.pathOf(digest);
    let file: OpenFile;
    try {
      file = new OpenFile(path);
    } catch (error) {
      if (!isAbsence(error)) throw readFailed(path, error);
      await this.#checkStillThere();
      throw await this.#missing(path);
    }
    if (this.#verified.holds(digest, file.stats)) return file;
    const found = file.digest();
    if (found === digest) {
      this.#verified.remember(digest, file.stats);
      return file;
    }
    file.close();
    throw damaged(path, found, file.size, digest);
  }

  async get(digest: Digest): Promise<Uint8Array> {
    const path = this.pathOf(digest);
    const stats = await statsOf(path);
    const bytes = await this.#read(path);
    if (bytes === undefined) throw await this.#missing(path);
    if (stats !== undefined && this.#verified.holds(digest, stats)) return bytes;
    const found = digestOf(bytes);
    if (found !== digest) throw damaged(path, found, bytes.length, digest);
    if (stats !== undefined) this.#verified.remember(digest, stats);
    return bytes;
  }

  async has(digest: Digest): Promise<boolean> {
    const path = this.pathOf(digest);
    try {
      await access(path, constants.R_OK);
      return true;
    } catch (error) {
      if (!isAbsence(error)) throw readFailed(path, error);
      await this.#checkStillThere();
      return false;
    }
  }

  async remove(digest: Digest): Promise<void> {
    await rm(this.pathOf(digest), { force: true });
  }

  async putManifest(manifest: Manifest): Promise<void> {
    const text = `${canonicalJson(manifest)}\n`;
    await this.#beThere();
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
      await this.#checkStillThere();
      await access(this.#root, constants.R_OK | constants.W_OK);
      return { healthy: true, detail: this.#root };
    } catch (error) {
      // A store nobody wrote to yet has no folder.
      if (errnoOf(error) === 'ENOENT') return { healthy: true, detail: `${this.#root} (empty)` };
      return { healthy: false, detail: error instanceof Error ? error.message : String(error) };
    }
  }

  async #settleOne({ digest, partial }: StagedArtifact): Promise<void> {
    if (partial === null) return;
    const path = this.pathOf(digest);
    await settleAt(path, partial);
    const stats = await statsOf(path);
    if (stats !== undefined) this.#verified.wrote(digest, stats);
  }

  /** Somebody stored it once: a place without a store is the wrong place. */
  async #missing(path: string): Promise<NightSkiesError> {
    if (!(await this.#isThere())) return outOfReach(this.#root);
    return new NightSkiesError(
      problem('artifact-missing', 'the artifact is not in the store', {
        file: path,
        hint: 'Run again: what made it is computed again.',
      }),
    );
  }

  /** Reads an existing file in full: a size alone would leave a damaged one in place for ever. */
  async #holds({ digest, bytes: length }: StagedArtifact): Promise<boolean> {
    const path = this.pathOf(digest);
    if (!existsSync(path)) return false;
    const bytes = await this.#read(path);
    return bytes !== undefined && bytes.length === length && digestOf(bytes) === digest;
  }

  async #read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(path);
    } catch (error) {
      if (!isAbsence(error)) throw readFailed(path, error);
      await this.#checkStillThere();
      return undefined;
    }
  }

  /** Makes the store at its first use; later it has to be where it was. */
  async #beThere(): Promise<void> {
    if (await this.#isThere()) return;
    if (this.#seen) throw outOfReach(this.#root);
    await writeAtomically(join(this.#root, markerName), Buffer.from(markerText));
    this.#seen = true;
  }

  /** What is not found in a store that was here before and is gone now says nothing. */
  async #checkStillThere(): Promise<void> {
    if (this.#seen && !(await this.#isThere())) throw outOfReach(this.#root);
  }

  async #isThere(): Promise<boolean> {
    try {
      await access(join(this.#root, markerName));
      this.#seen = true;
      return true;
    } catch (error) {
      if (isAbsence(error)) return false;
      throw readFailed(this.#root, error);
    }
  }

  #manifestPath(fingerprint: Digest): string {
    return join(this.#root, 'manifests', shardOf(fingerprint), `${fingerprint}.json`);
  }
}

/** What the file system says of a file; undefined when it says nothing, which reading it explains. */
function statsOf(path: string): Promise<BigIntStats | undefined> {
  return stat(path, { bigint: true }).catch(() => undefined);
}

function isAbsence(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function damaged(path: string, found: Digest, bytes: number, digest: Digest): NightSkiesError {
  return new NightSkiesError(
    problem('artifact-damaged', 'the stored artifact does not have the bytes it was stored with', {
      file: path,
      found: `SHA-256 ${found} (${bytes} bytes)`,
      expected: `SHA-256 ${digest}`,
      hint: 'Check the disk, then run again: a damaged artifact is removed and computed again.',
    }),
  );
}

function outOfReach(root: string): NightSkiesError {
  return new NightSkiesError(
    problem('store-unreachable', 'the artifact store is not where it should be', {
      file: root,
      expected: `a folder with ${markerName}`,
      hint: 'Mount the share it lies on; the work continues by itself.',
    }),
    { retryable: true },
  );
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
