// Peers are Python programs that live as long as their item and do one thing per request.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = (name) => fileURLToPath(new URL(`./peers/${name}.py`, import.meta.url));

/** One thread each: the ratios are of CPU time. */
const environment = {
  ...process.env,
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  PYTHONUTF8: '1',
};

/** The Python with the most of numpy, scipy and astropy, and their versions; null without any. */
export function findPython() {
  const found = ['python3', '/usr/bin/python3', 'python']
    .map((command) => {
      const { status, stdout } = spawnSync(command, [script('versions')], { encoding: 'utf8' });
      return status === 0 ? { command, versions: JSON.parse(stdout) } : null;
    })
    .filter((python) => python !== null);
  found.sort((a, b) => Object.keys(b.versions).length - Object.keys(a.versions).length);
  return found[0] ?? null;
}

/** Starts a peer; `ask(do, with, times)` resolves to `{ seconds, result }`. */
export function startPeer(python, name, args) {
  const child = spawn(python.command, [script(name), ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment,
  });
  const waiting = [];
  let gone = null;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line);
    const { resolve, reject } = waiting.shift();
    if (answer.error === undefined) resolve(answer);
    else reject(new Error(`${name}.py: ${answer.error}`));
  });
  child.on('close', (code) => {
    gone = new Error(`${name}.py ended with code ${code}`);
    for (const { reject } of waiting) reject(gone);
  });
  return {
    ask(what, given = {}, times = 1) {
      if (gone !== null) return Promise.reject(gone);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify({ do: what, with: given, times })}\n`);
      });
    },
    end() {
      child.stdin.end();
    },
  };
}
