import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, writeSync, type BigIntStats } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NightSkiesError, problem, type Digest } from '@nightskies/contracts';
import type { OpenArtifact, PartialArtifact, StagedArtifact } from './artifact-store.js';
import { partialPrefix, writeFailed } from './atomic-file.js';

/** Bytes that are hashed at once: they stay in the processor's second cache meanwhile. */
const pieceBytes = 1 << 18;

/** A stored file that is read in pieces. Its user is a worker thread, so that nothing waits for it. */
export class OpenFile implements OpenArtifact {
  readonly size: number;
  /** Of the file when it was opened. */
  readonly stats: BigIntStats;
  readonly #file: number;
  #closed = false;

  constructor(private readonly path: string) {
    this.#file = openSync(path, 'r');
    this.stats = fstatSync(this.#file, { bigint: true });
    this.size = Number(this.stats.size);
  }

  read(at: number, into: Uint8Array): void {
    try {
      readFully(this.#file, at, into);
    } catch (error) {
      throw readFailed(this.path, error);
    }
  }

  /** SHA-256 of the whole file. */
  digest(): Digest {
    return digestOfFile(this.#file, this.size);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#file);
  }
}

/** A file in the folder of a store that is written under a temporary name, in pieces or at once. */
export class PartialFile implements PartialArtifact {
  readonly #partial: string;
  readonly #file: number;
  #open = true;
  #staged = false;

  constructor(folder: string) {
    this.#partial = join(folder, `${partialPrefix}${randomUUID()}`);
    this.#file = guarded(this.#partial, () => openSync(this.#partial, 'wx+'));
  }

  write(at: number, bytes: Uint8Array): void {
    guarded(this.#partial, () => {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(this.#file, bytes, done, bytes.length - done, at + done);
      }
    });
  }

  /** Of its digest nothing is known before the last piece, so the file is read once more for it. */
  stage(): StagedArtifact {
    return guarded(this.#partial, () => {
      const bytes = fstatSync(this.#file).size;
      return this.#stagedAs(digestOfFile(this.#file, bytes), bytes);
    });
  }

  /** Writes all there is, and hashes each piece while it is in the processor's cache. */
  stageWhole(bytes: Uint8Array): StagedArtifact {
    const hash = createHash('sha256');
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      hash.update(piece);
      this.write(at, piece);
    }
    return this.#stagedAs(hash.digest('hex'), bytes.length);
  }

  async discard(): Promise<void> {
    try {
      this.#close();
      if (!this.#staged) await rm(this.#partial, { force: true });
    } catch {
      // It is never read as an artifact, and removed some day as abandoned.
    }
  }

  #stagedAs(digest: Digest, bytes: number): StagedArtifact {
    // A share may tell only now that it has no room.
    guarded(this.#partial, () => {
      this.#close();
    });
    this.#staged = true;
    return { digest, bytes, partial: this.#partial };
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
  }
}

const dayMs = 24 * 3600 * 1000;

/** Removes files whose writer died more than a day ago: nobody else ever would. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(partialPrefix)) continue;
    const path = join(folder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > dayMs) await rm(path, { force: true });
  }
}

/** The error for a read the system refused. */
export function readFailed(path: string, error: unknown): NightSkiesError {
  return new NightSkiesError(
    problem('store-read-failed', 'cannot read from the store', {
      file: path,
      ...(error instanceof Error ? { found: error.message } : {}),
      hint: 'Check the disk and the permissions of the store.',
    }),
    { retryable: true, cause: error },
  );
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw writeFailed(path, error);
  }
}

function readFully(file: number, at: number, into: Uint8Array): void {
  for (let done = 0; done < into.length;) {
    const count = readSync(file, into, done, into.length - done, at + done);
    if (count === 0) throw new RangeError(`the file ends at byte ${at + done}`);
    done += count;
  }
}

function digestOfFile(file: number, size: number): Digest {
  const hash = createHash('sha256');
  const piece = new Uint8Array(Math.min(size, pieceBytes));
  for (let at = 0; at < size; at += piece.length) {
    const part = piece.subarray(0, Math.min(piece.length, size - at));
    readFully(file, at, part);
    hash.update(part);
  }
  return hash.digest('hex');
}
