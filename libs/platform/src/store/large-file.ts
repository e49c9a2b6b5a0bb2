import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  writeSync,
  type BigIntStats,
} from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '@nightskies/contracts';
import type { OpenArtifact, PartialArtifact } from './artifact-store.js';
import { partialPrefix, placeAt, synced, writeFailed } from './atomic-file.js';

/** Bytes that are hashed at once. */
const pieceBytes = 1 << 20;

/** A stored file that is read in pieces. Its user is a worker thread, so that nothing waits for it. */
export class OpenFile implements OpenArtifact {
  readonly size: number;
  /** Of the file when it was opened. */
  readonly stats: BigIntStats;
  readonly #file: number;
  #closed = false;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.stats = fstatSync(this.#file, { bigint: true });
    this.size = Number(this.stats.size);
  }

  read(at: number, into: Uint8Array): void {
    readFully(this.#file, at, into);
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

/**
 * A file in the folder of a store that is written in pieces under a temporary name. Of its digest
 * nothing is known before the last piece, so it is read once more for it.
 */
export class PartialFile implements PartialArtifact {
  readonly #partial: string;
  readonly #file: number;
  #open = true;
  #stored = false;

  constructor(
    folder: string,
    private readonly artifacts: {
      /** Where an artifact of a digest lies. */
      readonly pathOf: (digest: Digest) => string;
      /** Told when it lies there. */
      readonly stored: (digest: Digest) => Promise<void>;
    },
  ) {
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

  async store(): Promise<{ readonly digest: Digest; readonly bytes: number }> {
    const bytes = fstatSync(this.#file).size;
    const digest = digestOfFile(this.#file, bytes);
    await synced(this.#partial, () => {
      fsyncSync(this.#file);
      return Promise.resolve();
    });
    this.#close();
    const path = this.artifacts.pathOf(digest);
    try {
      const created = await mkdir(dirname(path), { recursive: true });
      await placeAt(path, this.#partial, created);
    } catch (error) {
      throw writeFailed(path, error);
    }
    this.#stored = true;
    await this.artifacts.stored(digest);
    return { digest, bytes };
  }

  async discard(): Promise<void> {
    this.#close();
    if (!this.#stored) await rm(this.#partial, { force: true });
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
  }
}

const dayMs = 24 * 3600 * 1000;

/** Removes large files whose writer died more than a day ago: nobody else ever would. */
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
