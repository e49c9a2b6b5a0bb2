import type { Digest } from '@nightskies/contracts';

/** The most recently used artifacts of one thread, up to a budget of bytes. */
export class ByteCache {
  readonly #budget: number;
  readonly #entries = new Map<Digest, Uint8Array>();
  #held = 0;

  /** @param budget in bytes. Anything larger than half of it is never kept. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  get heldBytes(): number {
    return this.#held;
  }

  async get(digest: Digest, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#entries.get(digest);
    if (known !== undefined) {
      this.#entries.delete(digest);
      this.#entries.set(digest, known);
      return known;
    }
    const bytes = await read();
    this.#keep(digest, bytes);
    return bytes;
  }

  #keep(digest: Digest, bytes: Uint8Array): void {
    if (bytes.length * 2 > this.#budget || this.#entries.has(digest)) return;
    this.#entries.set(digest, bytes);
    this.#held += bytes.length;
    for (const [oldest, held] of this.#entries) {
      if (this.#held <= this.#budget) return;
      this.#entries.delete(oldest);
      this.#held -= held.length;
    }
  }
}
