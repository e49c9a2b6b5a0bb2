import type { Backlog, BusLimits } from './bus.js';
import type { PulledMessage } from './delivery.js';

interface Entry {
  readonly subject: string;
  readonly text: string;
  deliveryCount: number;
}

/** A queue in memory with acknowledgement deadlines, delays and a window for duplicates. */
export class MemoryQueue {
  readonly #limits: BusLimits;
  #ready: Entry[] = [];
  /** First unread position in `#ready`; keeps taking cheap in long queues. */
  #head = 0;
  readonly #waiters: (() => void)[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #seen = new Map<string, number>();
  #inFlight = 0;
  #delayed = 0;

  constructor(limits: BusLimits) {
    this.#limits = limits;
  }

  /** False when the queue is full. A message seen within the window is accepted and forgotten. */
  add(message: { subject: string; id: string; text: string }): boolean {
    const now = performance.now();
    this.#forget(now);
    if (this.#seen.has(message.id)) return true;
    if (this.backlog().waiting >= this.#limits.maxQueued) return false;
    this.#seen.set(message.id, now + this.#limits.duplicateWindowMs);
    this.#offer({ subject: message.subject, text: message.text, deliveryCount: 0 });
    return true;
  }

  /** The next message, as soon as there is one; null when the signal says stop. */
  async pull(signal: AbortSignal): Promise<PulledMessage | null> {
    while (!signal.aborted) {
      const entry = this.#ready.at(this.#head);
      if (entry !== undefined) {
        this.#head += 1;
        if (this.#head > 1_000 && this.#head * 2 > this.#ready.length) {
          this.#ready = this.#ready.slice(this.#head);
          this.#head = 0;
        }
        return this.#deliver(entry);
      }
      await this.#arrival(signal);
    }
    return null;
  }

  backlog(): Backlog {
    return {
      waiting: this.#ready.length - this.#head + this.#delayed,
      inFlight: this.#inFlight,
    };
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #deliver(entry: Entry): PulledMessage {
    entry.deliveryCount += 1;
    this.#inFlight += 1;
    let held = true;
    const release = (): boolean => {
      if (!held) return false;
      held = false;
      this.#inFlight -= 1;
      this.#cancel(deadline);
      return true;
    };
    const expire = (): void => {
      if (release()) this.#offer(entry);
    };
    let deadline = this.#after(this.#limits.ackWaitMs, expire);
    return {
      subject: entry.subject,
      text: entry.text,
      deliveryCount: entry.deliveryCount,
      ack: () => {
        release();
        return Promise.resolve();
      },
      retry: (delayMs) => {
        if (release()) {
          this.#delayed += 1;
          this.#after(delayMs, () => {
            this.#delayed -= 1;
            this.#offer(entry);
          });
        }
        return Promise.resolve();
      },
      working: () => {
        if (!held) return;
        this.#cancel(deadline);
        deadline = this.#after(this.#limits.ackWaitMs, expire);
      },
    };
  }

  #offer(entry: Entry): void {
    this.#ready.push(entry);
    this.#waiters.shift()?.();
  }

  #arrival(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = (): void => {
        const at = this.#waiters.indexOf(wake);
        if (at >= 0) this.#waiters.splice(at, 1);
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiters.push(wake);
    });
  }

  #after(milliseconds: number, action: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds);
    this.#timers.add(timer);
    return timer;
  }

  #cancel(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }

  /** The map is in order of expiry, because all windows are equally long. */
  #forget(now: number): void {
    for (const [id, expiry] of this.#seen) {
      if (expiry > now) return;
      this.#seen.delete(id);
    }
  }
}
