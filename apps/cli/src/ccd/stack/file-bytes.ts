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
  constructor(private readonly path: string) {
    this.#descriptor = openSync(path, 'wx');
  }

  /** @throws what the operating system says, such as that the disk is full */
  write(at: number, bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, at + done);
      }
    } catch (error) {
      throw withPath(error, this.path);
    }
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }
}

/** What the operating system says of an open file does not tell which one it is. */
export function withPath(error: unknown, path: string): unknown {
  const isOfSystem = error instanceof Error && 'syscall' in error;
  return isOfSystem ? Object.assign(error, { path }) : error;
}
