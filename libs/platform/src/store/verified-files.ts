import type { BigIntStats } from 'node:fs';

/** So long a file is taken for what it was found to be; then its bytes are looked at again. */
const trustMs = 10 * 60_000;
/** What was changed just before may change again without a new time: clocks of files are coarse. */
const settledMs = 2_000;
/** Files that are remembered; the oldest give way. */
const mostFiles = 4_096;

interface Verified {
  readonly stamp: string;
  readonly since: number;
}

/**
 * Files whose digest was found right a short time ago, told apart by what the file system says of them:
 * device, number, size, and the times of the last change of content and of anything. A file that was
 * written to, replaced or restored has another stamp and is read in full for its digest again.
 */
export class VerifiedFiles {
  readonly #files = new Map<string, Verified>();

  /** Whether this very file was verified, and nothing happened to it since. */
  holds(path: string, stats: BigIntStats): boolean {
    const known = this.#files.get(path);
    if (known === undefined) return false;
    if (known.stamp === stampOf(stats) && Date.now() - known.since < trustMs) return true;
    this.#files.delete(path);
    return false;
  }

  /** @param stats of the file before its bytes were read for the digest */
  remember(path: string, stats: BigIntStats): void {
    const since = Date.now();
    if (since - Number(stats.ctimeMs) < settledMs) return;
    this.#files.delete(path);
    if (this.#files.size >= mostFiles) {
      for (const oldest of this.#files.keys()) {
        this.#files.delete(oldest);
        break;
      }
    }
    this.#files.set(path, { stamp: stampOf(stats), since });
  }
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
