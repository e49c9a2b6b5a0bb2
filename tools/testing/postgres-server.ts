import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, freePort, startServer, type ServerProcess } from './server-process.js';

/** Folder with initdb and postgres on this machine, or null. Debian keeps it off the PATH. */
export function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debian, version, 'bin'));
  const initdb = findProgram('initdb', folders);
  return initdb === null ? null : join(initdb, '..');
}

export interface PostgresServer {
  /** Address of an empty database; `databaseUrl('x')` that of another one, once it is created. */
  readonly url: string;
  databaseUrl(name: string): string;
  /** Asks it to end and waits for it. Its data stay until `stop`. */
  pause(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again with its data, at the same address. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/**
 * Makes a database cluster in a folder for temporary files and starts a real server on a free port
 * of the loopback interface. Postgres refuses to run as root: then it runs as user `postgres`.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = findPostgres();
  if (programs === null) throw new Error('Postgres is not installed; ask findPostgres first');
  const folder = mkdtempSync(join(tmpdir(), 'nightskies-postgres-'));
  const data = join(folder, 'data');
  const account = unprivilegedAccount();
  try {
    if (account !== undefined) giveTo(folder);
    const made = spawnSync(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'nightskies', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...account, cwd: folder, encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${made.stdout}`);
    const port = await freePort();
    const launch = async (): Promise<ServerProcess> => {
      const server = startServer(
        join(programs, 'postgres'),
        [
          ...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder],
          ...['-c', 'max_connections=50', '-c', 'shared_buffers=16MB'],
        ],
        { ...account, cwd: folder },
      );
      await server.ready(/database system is ready to accept connections/);
      return server;
    };
    let server = await launch();
    const databaseUrl = (name: string): string =>
      `postgresql://nightskies@127.0.0.1:${port}/${name}`;
    return {
      url: databaseUrl('postgres'),
      databaseUrl,
      // SIGINT is Postgres's fast shutdown: SIGTERM would wait for every client to leave.
      pause: () => server.end('SIGINT'),
      kill: () => server.end('SIGQUIT'),
      start: async () => {
        server = await launch();
      },
      stop: async () => {
        await server.end('SIGINT');
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** User and group `postgres` when this process is root, else nothing to change. */
function unprivilegedAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const account = { uid: id('-u'), gid: id('-g') };
  if (account.uid > 0) return account;
  throw new Error('Postgres refuses to run as root, and there is no user named postgres');
}

function giveTo(folder: string): void {
  chmodSync(folder, 0o755);
  const result = spawnSync('chown', ['postgres:postgres', folder], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`chown failed: ${result.stderr}`);
}
