import {
  NightSkiesError,
  problem,
  type ArtifactReference,
  type Digest,
} from '@nightskies/contracts';
import type { InputFile, OutputFile } from '../handler.js';
import type {
  ArtifactStore,
  OpenArtifact,
  PartialArtifact,
  StagedArtifact,
} from '../store/artifact-store.js';
import type { ByteCache } from '../store/byte-cache.js';
import { readArtifact } from '../store/read-artifact.js';
import type { TaskFiles } from './task-context.js';

/** The files of one task: what it opened and began is closed and thrown away when it is over. */
export class FilesOfTask implements TaskFiles {
  readonly #opened: OpenArtifact[] = [];
  readonly #begun = new Map<OutputFile, PartialArtifact>();
  readonly #staged: StagedArtifact[] = [];

  constructor(
    private readonly store: ArtifactStore,
    private readonly cache: ByteCache,
  ) {}

  read(reference: ArtifactReference): Promise<Uint8Array> {
    return this.cache.get(reference.digest, () =>
      this.#orDiscard(reference, () =>
        reference.location.type === 'store'
          ? this.#readStored(reference.digest)
          : readArtifact(this.store, reference),
      ),
    );
  }

  /** At once, as nothing else on this thread could go on meanwhile. */
  async #readStored(digest: Digest): Promise<Uint8Array> {
    const file = await this.store.open(digest);
    try {
      const bytes = new Uint8Array(Buffer.allocUnsafeSlow(file.size).buffer);
      file.read(0, bytes);
      return bytes;
    } finally {
      file.close();
    }
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

  /** Writes an output, or ends the writing of a file the task was given. */
  async stage(output: Uint8Array | OutputFile): Promise<StagedArtifact> {
    const staged =
      output instanceof Uint8Array
        ? await this.store.stage(output)
        : this.#partialOf(output).stage();
    this.#staged.push(staged);
    return staged;
  }

  /** What was staged, for somebody else to settle. */
  handOver(): readonly StagedArtifact[] {
    return this.#staged.splice(0);
  }

  async close(): Promise<void> {
    for (const file of this.#opened) file.close();
    for (const partial of this.#begun.values()) await partial.discard();
    await this.store.discard(this.#staged);
  }

  #partialOf(file: OutputFile): PartialArtifact {
    const partial = this.#begun.get(file);
    if (partial !== undefined) return partial;
    throw new NightSkiesError(
      problem('internal-error', 'a handler returned a file it was not given', {
        hint: 'This is a fault of the program, not of your data. Please report it.',
      }),
    );
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
