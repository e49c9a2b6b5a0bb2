/** A turn that somebody has. */
export interface Turn {
  readonly end: () => void;
}

interface Waiting {
  readonly priority: number;
  readonly begin: () => void;
}

/**
 * What a second of waiting adds to a priority, so that nothing waits for ever behind what comes later.
 * So little that the order of a run holds on a slow machine, too: its last tiles, which nobody waits for,
 * wait for half a minute and are not to go before what the report waits for.
 */
const gainPerSecond = 0.01;

/**
 * Lets so many go at a time, the one with the greatest priority first, of equals the one that came
 * first. Who waits gains on those who come later.
 */
export class Turns {
  #free: number;
  /** The next one last, so that taking it is cheap. */
  readonly #waiting: Waiting[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves when it is one's turn.
   *
   * @throws what `signal` was aborted with, when it is before the turn has come
   */
  async take(priority: number, signal?: AbortSignal): Promise<Turn> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(priority, signal);
    let held = true;
    const end = (): void => {
      if (!held) return;
      held = false;
      const next = this.#waiting.pop();
      if (next === undefined) this.#free += 1;
      else next.begin();
    };
    return { end };
  }

  #wait(priority: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      // All gain alike, so that only the moment they came tells them apart.
      const standing = priority - (gainPerSecond * performance.now()) / 1000;
      const entry: Waiting = {
        priority: standing,
        begin: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.splice(this.#placeOf(standing), 0, entry);
    });
  }

  /** Before all that are to go sooner, and before those that are equal, which came earlier. */
  #placeOf(priority: number): number {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#waiting[middle]?.priority ?? 0) < priority) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
