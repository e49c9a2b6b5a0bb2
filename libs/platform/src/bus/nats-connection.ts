import { NightSkiesError, problem } from '@nightskies/contracts';
import { connect, type NatsConnection } from '@nats-io/transport-node';

/**
 * A connection that is kept for ever: after the first success it reconnects by itself.
 *
 * @param url `nats://[user:password@]host:port`, several separated by commas.
 * @param notice told when the connection is lost and found.
 * @throws NightSkiesError `bus-unreachable` (retryable) when no server answers.
 */
export async function connectNats(
  url: string,
  notice: (sentence: string, up: boolean) => void,
): Promise<NatsConnection> {
  const addresses = url.split(',').map((address) => new URL(address.trim()));
  const username = addresses.at(0)?.username ?? '';
  const password = addresses.at(0)?.password ?? '';
  const servers = addresses.map(({ hostname, port }) => `${hostname}:${port || '4222'}`);
  const connection = await connect({
    servers,
    name: 'nightskies',
    ...(username === '' ? {} : { user: decodeURIComponent(username) }),
    ...(password === '' ? {} : { pass: decodeURIComponent(password) }),
    ...(addresses.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    pingInterval: 10_000,
    timeout: 5_000,
  }).catch((error: unknown) => {
    throw busUnreachable(`no NATS server answers at ${servers.join(', ')}`, error);
  });
  void watch(connection, notice);
  return connection;
}

async function watch(
  connection: NatsConnection,
  notice: (sentence: string, up: boolean) => void,
): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') notice(`lost the NATS server ${status.server}`, false);
    if (status.type === 'reconnect') notice(`found the NATS server ${status.server} again`, true);
  }
}

export function busUnreachable(message: string, error: unknown): NightSkiesError {
  return new NightSkiesError(
    problem('bus-unreachable', message, {
      ...(error instanceof Error ? { found: error.message } : {}),
      hint: 'Check that nats-server runs and that NIGHTSKIES_NATS_URL names it.',
    }),
    { retryable: true, cause: error },
  );
}
