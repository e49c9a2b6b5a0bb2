import type { BigIntStats } from 'node:fs';
import type { Digest } from '@nightskies/contracts';

/** So long a file is taken for what it was found to be; then its bytes are looked at again. */
const trustMs = 10 * 60_000;
/** What was changed just before may change again without a new time: clocks of files are coarse. */
const settledMs = 2_000;
/** Files that are remembered; the oldest give way. */
const mostFiles = 4_096;

/** An artifact whose bytes were seen to be right, as threads tell it each other. */
export interface VerifiedFile {
  readonly digest: Digest;
  /** What the file system said of it. */
  readonly stamp: string;
  /** When, ms since 1970. */
  readonly since: number;
}

/**
 * Files whose digest was found right a short time ago, told apart by what the file system says of them:
 * device, number, size, and the times of the last change of content and of anything. A file that was
 * written to, replaced or restored has another stamp and is read in full for its digest again.
 */
export class VerifiedFiles {
  readonly #files = new Map<Digest, VerifiedFile>();
  #news: VerifiedFile[] = [];

  /** Whether this very file was verified, and nothing happened to it since. */
  holds(digest: Digest, stats: BigIntStats): boolean {
    const known = this.#files.get(digest);
    if (known === undefined) return false;
    if (known.stamp === stampOf(stats) && Date.now() - known.since < trustMs) return true;
    this.#files.delete(digest);
    return false;
  }

  /** @param stats of the file before its bytes were read for the digest */
  remember(digest: Digest, stats: BigIntStats): void {
    if (Date.now() - Number(stats.ctimeMs) < settledMs) return;
    this.wrote(digest, stats);
  }

  /**
   * Takes the word of who wrote the file: its bytes were hashed, synced and named a moment ago, and what
   * happens to it from now on has another time.
   */
  wrote(digest: Digest, stats: BigIntStats): void {
    const file = { digest, stamp: stampOf(stats), since: Date.now() };
    this.#keep(file);
    this.#news.push(file);
  }

  /** Takes over what another thread saw. */
  learn(files: readonly VerifiedFile[]): void {
    for (const file of files) this.#keep(file);
  }

  /** What was seen since this was asked for last. */
  takeNews(): readonly VerifiedFile[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  #keep(file: VerifiedFile): void {
    this.#files.delete(file.digest);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size < mostFiles) break;
      this.#files.delete(oldest);
    }
    this.#files.set(file.digest, file);
  }
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
