import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** A port of the loopback interface nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the system gave no port'));
      });
    });
  });
}

/** Absolute path of a program on PATH or in one of some more folders, or null. */
export function findProgram(name: string, alsoIn: readonly string[] = []): string | null {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...alsoIn];
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path)) ?? null;
}

const running = new Set<ChildProcess>();
const killAll = (): void => {
  for (const child of running) child.kill('SIGKILL');
};
process.once('exit', killAll);
// A worker of the test runner whose parent was killed: nobody would stop the servers any more.
process.once('disconnect', killAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    killAll();
    // With this listener gone the signal does what it always does.
    process.kill(process.pid, signal);
  });
}

/** A child that does not outlive this process, and what it has said so far. */
export interface ServerProcess {
  readonly said: () => string;
  /** Resolves when the child has said a word it says once it is ready. */
  ready(word: RegExp): Promise<void>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

export function startServer(
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ServerProcess {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  let ended = false;
  const hearers = new Set<() => void>();
  const tell = (): void => {
    for (const hearer of hearers) hearer();
  };
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    tell();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.once('error', (error) => {
    said += error.message;
  });
  const end = new Promise<void>((resolve) => {
    child.once('close', () => {
      running.delete(child);
      ended = true;
      tell();
      resolve();
    });
  });
  return {
    said: () => said,
    ready: (word) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (word.test(said)) resolve();
          else if (ended) reject(new Error(`${program} ended before it was ready:\n${said}`));
          else return;
          hearers.delete(look);
        };
        hearers.add(look);
        look();
      }),
    end: (signal) => {
      child.kill(signal);
      return end;
    },
  };
}
