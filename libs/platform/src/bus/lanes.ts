import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumption } from './bus.js';
import type { PulledMessage } from './delivery.js';

export interface LaneOptions {
  /** Lanes that work side by side, at most; each holds at most one message. */
  readonly count: number;
  /** The next message; null when there is none for now or the signal says stop. */
  readonly pull: (signal: AbortSignal) => Promise<PulledMessage | null>;
  readonly settle: (message: PulledMessage) => Promise<void>;
  readonly report: (error: unknown) => void;
  readonly drainMs: number;
  /** Pause after a pull that failed. */
  readonly pauseMs: number;
}

/**
 * Pulls one message per lane and settles it before the next, so that no message waits unbeaten in a
 * buffer and no worker hoards what another could do. A lane opens when all others hold a message;
 * nothing ends one but `stop`.
 */
export function startLanes(options: LaneOptions): Consumption {
  const { pull, settle, report, drainMs, pauseMs } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every lane that waits listens.
  setMaxListeners(0, signal);

  const lanes: Promise<void>[] = [];
  let pulling = 0;

  const takeOne = async (): Promise<void> => {
    pulling += 1;
    const message = await pull(signal).finally(() => {
      pulling -= 1;
    });
    if (message === null) return;
    // Arrived while closing: handed back at once instead of waiting out its deadline.
    if (signal.aborted) {
      await message.retry(0);
      return;
    }
    if (pulling === 0) open();
    await settle(message);
  };
  const lane = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await takeOne();
      } catch (error) {
        report(error);
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const open = (): void => {
    if (lanes.length < options.count) lanes.push(lane());
  };
  open();

  return {
    async stop() {
      stopping.abort();
      const patience = new AbortController();
      const bound = sleep(drainMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.all(lanes), bound]);
      patience.abort();
    },
  };
}
