import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { ByteSink, ByteSource } from '@nightskies/fits';

/**
 * A file read at places. It is opened when it is needed and closed by `release`, so that any number of
 * them can be at hand.
 */
export class FileSource implements ByteSource {
  readonly size: number;
  #open: number | undefined;

  constructor(private readonly path: string) {
    this.size = fstatSync(this.#descriptor()).size;
  }

  read(at: number, into: Uint8Array): void {
    const descriptor = this.#descriptor();
    for (let done = 0; done < into.length;) {
      const count = readSync(descriptor, into, done, into.length - done, at + done);
      if (count === 0) throw new RangeError(`${this.path} became shorter while it was read`);
      done += count;
    }
  }

  release(): void {
    if (this.#open === undefined) return;
    closeSync(this.#open);
    this.#open = undefined;
  }

  #descriptor(): number {
    this.#open ??= openSync(this.path, 'r');
    return this.#open;
  }
}

/** A new file written at places. */
export class FileSink implements ByteSink {
  readonly #descriptor: number;
  #isOpen = true;

  /** @throws what the operating system says, also when there is such a file */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'wx');
  }

  write(at: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, at + done);
    }
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }
}
