import { JetStreamApiError } from '@nats-io/jetstream';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { busUnreachable } from './nats-connection.js';

export function withoutJetStream(url: string, error: unknown): NightSkiesError {
  return new NightSkiesError(
    problem('bus-without-jetstream', 'the NATS server offers no JetStream', {
      found: error instanceof Error ? error.message : String(error),
      expected: `JetStream at ${url.replace(/\/\/.*@/, '//')}`,
      hint: 'Start nats-server with infra/nats/nats.conf.',
    }),
    { cause: error },
  );
}

export function tooLarge(subject: string, length: number, most: number): NightSkiesError {
  return new NightSkiesError(
    problem('message-too-large', `a message for ${subject} is too large for the server`, {
      found: `${length} bytes`,
      expected: `at most ${most}`,
      hint: 'Raise max_payload in nats.conf; this set has very many files.',
    }),
  );
}

/** JetStream's code for "maximum messages exceeded". */
const streamFull = 10077;

/** Why a message was not published: a full queue, or a server out of reach. */
export function notPublished(subject: string, error: unknown): NightSkiesError {
  if (error instanceof JetStreamApiError && error.code === streamFull) {
    return new NightSkiesError(
      problem('bus-full', `the queue of ${subject} is full`, {
        hint: 'It empties as workers proceed; the message is sent again by itself.',
      }),
      { retryable: true, cause: error },
    );
  }
  return busUnreachable(`cannot publish to ${subject}`, error);
}
