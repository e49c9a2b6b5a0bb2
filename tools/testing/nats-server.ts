import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, freePort, startServer, type ServerProcess } from './server-process.js';

/** Path of nats-server on this machine, or null. Debian keeps it in /usr/sbin. */
export function findNatsServer(): string | null {
  return findProgram('nats-server', ['/usr/sbin', '/usr/local/bin']);
}

export interface NatsServer {
  readonly url: string;
  readonly version: string;
  /** Address of its monitoring pages, when the configuration opens them. */
  readonly monitorUrl: string | null;
  /** Asks it to end and waits for it. Its data stay until `stop`. */
  pause(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again with its data, at the same address. */
  start(): Promise<void>;
  /** Removes the data of a server that is not running. */
  forget(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a real server with JetStream on a free port of the loopback interface, its data in a
 * folder for temporary files.
 *
 * @param configuration path of a configuration file; address, ports and folder are replaced.
 */
export async function startNatsServer(configuration?: string): Promise<NatsServer> {
  const program = findNatsServer();
  if (program === null) throw new Error('nats-server is not installed; ask findNatsServer first');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'nightskies-nats-'));
  const monitorPort = configuration === undefined ? null : await freePort();
  const configured =
    configuration === undefined
      ? ['-js', '-sd', join(folder, 'data')]
      : ['-c', relocated(configuration, folder, monitorPort ?? 0)];
  const launch = async (): Promise<ServerProcess> => {
    const server = startServer(program, [
      ...configured,
      ...['-a', '127.0.0.1', '-p', String(port)],
    ]);
    await server.ready(/Server is ready/);
    return server;
  };
  const forget = (): void => {
    rmSync(join(folder, 'data'), { recursive: true, force: true });
  };
  let server = await launch().catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    url: `nats://127.0.0.1:${port}`,
    version: /Version:\s+(\S+)/.exec(server.said())?.[1] ?? 'unknown',
    monitorUrl: monitorPort === null ? null : `http://127.0.0.1:${monitorPort}`,
    pause: () => server.end('SIGTERM'),
    kill: () => server.end('SIGKILL'),
    start: async () => {
      server = await launch();
    },
    forget,
    stop: async () => {
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A copy of a configuration that keeps its data and its monitoring to this test. */
function relocated(configuration: string, folder: string, monitorPort: number): string {
  const copy = join(folder, 'nats.conf');
  const text = readFileSync(configuration, 'utf8')
    .replace(/^( *)store_dir:.*$/m, `$1store_dir: ${JSON.stringify(join(folder, 'data'))}`)
    .replace(/^http:.*$/m, `http: "127.0.0.1:${monitorPort}"`);
  writeFileSync(copy, text);
  return copy;
}
