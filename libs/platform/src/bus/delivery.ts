import {
  growingDelayMs,
  type BusLimits,
  type DeadLetter,
  type Handler,
  type Verdict,
} from './bus.js';
import type { Parsed } from './envelopes.js';

/** One message as a transport hands it over. A late `ack` or `retry` has no effect. */
export interface PulledMessage {
  readonly subject: string;
  readonly text: string;
  readonly deliveryCount: number;
  ack(): Promise<void>;
  retry(delayMs: number): Promise<void>;
  working(): void;
}

export interface SettleOptions<E> {
  readonly limits: BusLimits;
  readonly parse: (text: string) => Parsed<E>;
  readonly handler: Handler<E>;
  readonly givenUp?: ((event: E, reason: string) => Promise<void>) | undefined;
  /** Stores the letter durably, as far as the transport can. */
  readonly park: (letter: DeadLetter) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/**
 * Everything that can become of one message, the same on every transport. A message is acknowledged
 * only after its effect: the handler returned, or its dead letter is parked.
 */
export async function settle<E>(message: PulledMessage, options: SettleOptions<E>): Promise<void> {
  const { limits, handler, givenUp, park, report } = options;
  const { deliveryCount } = message;
  const bury = async (reason: string): Promise<void> => {
    await park({ subject: message.subject, reason, deliveries: deliveryCount, text: message.text });
    await message.ack();
  };

  const parsed = options.parse(message.text);
  if ('unreadable' in parsed) {
    await bury(parsed.unreadable);
    return;
  }
  const { event } = parsed;
  const giveUp = async (reason: string): Promise<void> => {
    await givenUp?.(event, reason);
    await bury(reason);
  };
  if (deliveryCount > limits.maxDeliveries) {
    await giveUp(`delivered ${limits.maxDeliveries} times and never finished`);
    return;
  }

  let verdict: Verdict;
  let failure = 'the handler asked for it again each time';
  try {
    verdict = await handler(event, {
      deliveryCount,
      working: () => {
        message.working();
      },
    });
  } catch (error) {
    report(error);
    failure = error instanceof Error ? error.message : String(error);
    verdict = { retryAfterMs: growingDelayMs(limits, deliveryCount) };
  }
  if (verdict === 'ack') await message.ack();
  else if ('deadLetter' in verdict) await bury(verdict.deadLetter);
  else if (deliveryCount < limits.maxDeliveries) await message.retry(verdict.retryAfterMs);
  else await giveUp(`delivered ${deliveryCount} times; the last failure was: ${failure}`);
}
