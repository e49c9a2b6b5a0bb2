import type { Digest } from '@nightskies/contracts';

interface Entry {
  readonly bytes: Uint8Array;
  /** When it was asked for last, counted in calls. */
  used: number;
}

/** After so many calls without it, what was wanted often is as good as any other. */
const patience = 24;
/** Digests whose calls are counted; a thread meets fewer in a night. */
const countedDigests = 10_000;

/**
 * Artifacts that one thread used, up to a budget of bytes. What is asked for again and again (the
 * masters of a set) does not give way to what passes by once or twice (its frames), until nobody has
 * asked for it for a while.
 */
export class ByteCache {
  readonly #budget: number;
  /** The one used longest ago comes first. */
  readonly #entries = new Map<Digest, Entry>();
  readonly #calls = new Map<Digest, number>();
  #clock = 0;
  #held = 0;

  /** @param budget in bytes. Anything larger is never kept. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  get heldBytes(): number {
    return this.#held;
  }

  async get(digest: Digest, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
    this.#count(digest);
    const known = this.#entries.get(digest);
    if (known !== undefined) {
      known.used = this.#clock;
      this.#entries.delete(digest);
      this.#entries.set(digest, known);
      return known.bytes;
    }
    const bytes = await read();
    this.#keep(digest, bytes);
    return bytes;
  }

  #count(digest: Digest): void {
    this.#clock += 1;
    if (this.#calls.size >= countedDigests) this.#calls.clear();
    this.#calls.set(digest, this.#callsOf(digest) + 1);
  }

  #callsOf(digest: Digest): number {
    return this.#calls.get(digest) ?? 0;
  }

  #keep(digest: Digest, bytes: Uint8Array): void {
    if (this.#entries.has(digest)) return;
    const leaving: Digest[] = [];
    let room = this.#budget - this.#held;
    for (const [other, entry] of this.#entries) {
      if (room >= bytes.length) break;
      const idle = this.#clock - entry.used > patience;
      if (!idle && this.#callsOf(other) > this.#callsOf(digest)) continue;
      leaving.push(other);
      room += entry.bytes.length;
    }
    if (room < bytes.length) return;
    for (const other of leaving) this.#entries.delete(other);
    this.#entries.set(digest, { bytes, used: this.#clock });
    this.#held = this.#budget - room + bytes.length;
  }
}
