/** A turn that somebody has. */
export interface Turn {
  /** Which of those that go at a time, from 0. */
  readonly place: number;
  readonly end: () => void;
}

export interface TurnWish {
  /** What the turn is for: a place that had one of a kind is quicker at the next. */
  readonly kind?: string;
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  readonly priority: number;
  readonly begin: (place: number) => void;
}

/**
 * What a second of waiting adds to a priority, so that nothing waits for ever behind what comes later.
 * So little that the order of a run holds on a slow machine, too: its last tiles, which nobody waits for,
 * wait for half a minute and are not to go before what the report waits for.
 */
const gainPerSecond = 0.01;

/**
 * How much of a priority does not count where another place is more used to that kind. It is more than
 * what sets apart what can be done beside each other at the beginning of a night, so that one thread
 * solves frames while the other removes stars, and neither compiles the code of both.
 */
const pullOfHabit = 2.5;
/** After so many of a kind a place has nothing to learn: its code is compiled. */
const learnt = 12;

/**
 * Lets so many go at a time, the one with the greatest priority first, of equals the one that came
 * first. Who waits gains on those who come later. A place leaves kinds that are new to it to a place that
 * is used to them, as long as there is something else of like urgency; it never stands idle while
 * anything waits.
 */
export class Turns {
  /** The one to be taken next last. */
  readonly #free: number[];
  /** How many of each kind a place had. */
  readonly #habits: Map<string, number>[];
  /** By kind, the next one last. */
  readonly #lines = new Map<string, Waiting[]>();

  constructor(count: number) {
    this.#free = Array.from({ length: count }, (_, at) => count - 1 - at);
    this.#habits = this.#free.map(() => new Map<string, number>());
  }

  get waiting(): number {
    let sum = 0;
    for (const line of this.#lines.values()) sum += line.length;
    return sum;
  }

  /**
   * Resolves when it is one's turn.
   *
   * @throws what `signal` was aborted with, when it is before the turn has come
   */
  async take(priority: number, { kind = '', signal }: TurnWish = {}): Promise<Turn> {
    signal?.throwIfAborted();
    const place = this.#freeFor(kind) ?? (await this.#wait(priority, kind, signal));
    this.#habits[place]?.set(kind, this.#practice(kind, place) + 1);
    let held = true;
    const end = (): void => {
      if (!held) return;
      held = false;
      const next = this.#nextFor(place);
      if (next === undefined) this.#free.push(place);
      else next.begin(place);
    };
    return { place, end };
  }

  /** A place has lost what it was used to. */
  forget(place: number): void {
    this.#habits[place]?.clear();
  }

  #freeFor(kind: string): number | undefined {
    const used = this.#free.findLastIndex((place) => !this.#isStrange(kind, place));
    return used < 0 ? this.#free.pop() : this.#free.splice(used, 1)[0];
  }

  #nextFor(place: number): Waiting | undefined {
    let best: { readonly line: Waiting[]; readonly worth: number } | undefined;
    for (const [kind, line] of this.#lines) {
      const next = line.at(-1);
      if (next === undefined) continue;
      const worth = next.priority - (this.#isStrange(kind, place) ? pullOfHabit : 0);
      if (best === undefined || worth > best.worth) best = { line, worth };
    }
    return best?.line.pop();
  }

  /** Whether a place has a kind to learn that another knows better. */
  #isStrange(kind: string, place: number): boolean {
    const practice = this.#practice(kind, place);
    return (
      practice < learnt && this.#habits.some((_, other) => this.#practice(kind, other) > practice)
    );
  }

  #practice(kind: string, place: number): number {
    return this.#habits[place]?.get(kind) ?? 0;
  }

  #wait(priority: number, kind: string, signal: AbortSignal | undefined): Promise<number> {
    return new Promise((resolve, reject) => {
      const line = this.#lines.get(kind) ?? [];
      this.#lines.set(kind, line);
      // All gain alike, so that only the moment they came tells them apart.
      const standing = priority - (gainPerSecond * performance.now()) / 1000;
      const entry: Waiting = {
        priority: standing,
        begin: (place) => {
          signal?.removeEventListener('abort', leave);
          resolve(place);
        },
      };
      const leave = (): void => {
        line.splice(line.indexOf(entry), 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      signal?.addEventListener('abort', leave, { once: true });
      line.splice(placeIn(line, standing), 0, entry);
    });
  }
}

/** Before all that are to go sooner, and before those that are equal, which came earlier. */
function placeIn(line: readonly Waiting[], priority: number): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((line[middle]?.priority ?? 0) < priority) low = middle + 1;
    else high = middle;
  }
  return low;
}
