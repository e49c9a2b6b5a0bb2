import { NightSkiesError, problem, type ArtifactReference } from '@nightskies/contracts';
import type { InputFile, OutputFile } from '../handler.js';
import type { ArtifactStore, OpenArtifact, PartialArtifact } from '../store/artifact-store.js';
import type { ByteCache } from '../store/byte-cache.js';
import { readArtifact } from '../store/read-artifact.js';
import type { TaskFiles } from './task-context.js';

/** The files of one task: what it opened and began is closed and thrown away when it is over. */
export class FilesOfTask implements TaskFiles {
  readonly #opened: OpenArtifact[] = [];
  readonly #begun = new Map<OutputFile, PartialArtifact>();

  constructor(
    private readonly store: ArtifactStore,
    private readonly cache: ByteCache,
  ) {}

  read(reference: ArtifactReference): Promise<Uint8Array> {
    return this.cache.get(reference.digest, () =>
      this.#orDiscard(reference, () => readArtifact(this.store, reference)),
    );
  }

  async open(reference: ArtifactReference): Promise<Pick<InputFile, 'size' | 'read'>> {
    if (reference.location.type !== 'store') {
      const bytes = await this.read(reference);
      return {
        size: bytes.length,
        read: (at, into) => {
          into.set(bytes.subarray(at, at + into.length));
        },
      };
    }
    const file = await this.#orDiscard(reference, () => this.store.open(reference.digest));
    this.#opened.push(file);
    return {
      size: file.size,
      read: (at, into) => {
        file.read(at, into);
      },
    };
  }

  async create(): Promise<OutputFile> {
    const partial = await this.store.create();
    const file: OutputFile = {
      write: (at, bytes) => {
        partial.write(at, bytes);
      },
    };
    this.#begun.set(file, partial);
    return file;
  }

  /** What the task wrote to a file it was given. */
  partialOf(file: OutputFile): PartialArtifact {
    const partial = this.#begun.get(file);
    if (partial !== undefined) return partial;
    throw new NightSkiesError(
      problem('internal-error', 'a handler returned a file it was not given', {
        hint: 'This is a fault of the program, not of your data. Please report it.',
      }),
    );
  }

  async close(): Promise<void> {
    for (const file of this.#opened) file.close();
    for (const partial of this.#begun.values()) await partial.discard();
  }

  /** A damaged artifact is good for nothing: without it, the next run computes it again. */
  async #orDiscard<T>(reference: ArtifactReference, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof NightSkiesError && error.code === 'artifact-damaged') {
        await this.store.remove(reference.digest);
      }
      throw error;
    }
  }
}
