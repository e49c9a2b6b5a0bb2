// npm run bench:scaling: what tiles cost with 1, 2 and 4 mosaic worker processes over a real NATS.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildIfStale, repository } from '../launcher/build-if-stale.mjs';
import { ensureInstalled } from '../launcher/ensure-installed.mjs';
import { randomNumbers } from './made-up-frames.mjs';

const help = `npm run bench:scaling                  180 frames by 1, 2 and 4 workers; frames and cells
npm run bench:scaling -- --quick       45 frames by 1 and 2 workers

Needs nats-server (apt-get install nats-server) and Linux, whose /proc tells the CPU time of a process.
`;
const size = 1024;
const ticksPerSecond = 100;
const rows = [
  { count: 15, altitudeDeg: 7.5 },
  { count: 15, altitudeDeg: 32.5 },
  { count: 10, altitudeDeg: 57.5 },
  { count: 5, altitudeDeg: 82.5 },
];

function naturalSteps(stepDeg) {
  return stepDeg === 0.0261 ? 360 / 13_800 : stepDeg;
}

async function freePort() {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

function natsServer() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, 'nats-server')).find((path) => existsSync(path));
}

/** Star-free frames of a set in the store, and where they looked: a sky that differs from set to set. */
async function makeSet(libs, store, number) {
  const { fits, platform } = libs;
  const random = randomNumbers(number);
  const noise = Float32Array.from({ length: 65_536 }, () => random() - 0.5);
  const mesh = { columns: 34, rows: 34 };
  const frames = [];
  let index = 0;
  for (const { count, altitudeDeg } of rows) {
    for (let k = 0; k < count; k++) {
      index += 1;
      const azimuthDeg = (360 * k) / count;
      const name = `ib${String(index).padStart(3, '0')}.fit`;
      const data = Float32Array.from(
        { length: size * size },
        (_, at) => 200 + 0.02 * (at % size) + noise[(at * 7 + index * 131) & 65_535],
      );
      const header = fits.Header.of([
        ['AZ', azimuthDeg],
        ['ALT', altitudeDeg],
        ['EXPTIME', 12],
        ['JD', 2_460_000.5 + index / 5000],
        ['STARFREE', true],
      ]);
      const meshOf = (name, value) => ({
        name,
        header: fits.Header.of([['MESHSTEP', 31]]),
        shape: [mesh.columns, mesh.rows],
        data: new Float32Array(mesh.columns * mesh.rows).fill(value),
      });
      const bytes = fits.writeFits([
        { header, shape: [size, size], data },
        meshOf('NOISE', 0.5),
        meshOf('CONFUSN', 1),
      ]);
      frames.push({ name, azimuthDeg, altitudeDeg, digest: await store.put(bytes) });
    }
  }
  const document = {
    format: 1,
    night: 'BENCH261101',
    set: number,
    band: 'V',
    compat: 'none',
    camera: null,
    cameraTerms: [],
    mountTerms: [],
    mountScatterDeg: null,
    frames: frames.map(({ name, azimuthDeg, altitudeDeg }) => ({
      frame: name.replace('.fit', ''),
      status: 'commanded',
      reason: null,
      commanded: { azimuthDeg, altitudeDeg },
      pose: { azimuthDeg, altitudeDeg, rollDeg: 0 },
      sigmaDeg: { along: 0, altitude: 0, roll: 0 },
      centre: { azimuthDeg, altitudeDeg, raDeg: null, decDeg: null },
      matchedStars: 0,
      rmsPixels: null,
    })),
  };
  const bytes = Buffer.from(JSON.stringify(document));
  return { frames, astrometry: await store.put(bytes), platform };
}

/** Requests for all tiles of the map of each set; `tag` makes them new work. */
function requestsFor(libs, sets, stepDeg, tag) {
  const { contracts, platform, sky } = libs;
  const grid = sky.allSkyGrid(stepDeg);
  const type = 'mosaic.render';
  return sets.flatMap(({ frames, astrometry }, number) =>
    sky.planTiles(grid, sky.averagedTileCells).map((range) => {
      const near = sky.framesTouching(
        grid,
        range,
        frames.map((frame) => ({ ...frame, fieldRadiusDeg: 19.4 })),
      );
      const name = `${tag} set ${number} tile ${range.tile}`;
      const input = (role, name, kind, digest) => ({
        ...{ role, name, kind, digest },
        location: { type: 'store' },
      });
      return {
        taskId: name,
        runId: tag,
        attempt: 1,
        type,
        version: contracts.taskTypes[type].version,
        fingerprint: platform.digestOf(Buffer.from(name)),
        parameters: Object.fromEntries(
          contracts.taskTypes[type].parameters.map((parameter) => [
            parameter,
            contracts.parseRunParameters({})[parameter],
          ]),
        ),
        arguments: { map: 'star-free', stepDeg, ...range },
        inputs: [
          input('astrometry', 'astrometry.json', 'set-astrometry', astrometry),
          ...frames
            .filter((frame) => near.includes(frame.name))
            .map((frame) => input('frame', frame.name, 'star-free-frame', frame.digest)),
        ],
        missing: [],
      };
    }),
  );
}

class Workers {
  constructor(environment) {
    this.environment = environment;
    this.running = [];
  }

  async start(count) {
    for (let k = 0; k < count; k++) {
      const child = spawn(
        process.execPath,
        [join(repository, 'apps', 'cli', 'bin', 'nightskies.js'), 'worker', 'mosaic'],
        { env: { ...process.env, ...this.environment }, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      const worker = { child, finished: 0, said: '' };
      child.stderr.on('data', (chunk) => {
        worker.said += chunk;
        worker.finished += String(chunk).split('task finished').length - 1;
      });
      this.running.push(worker);
    }
    while (!this.running.every(({ said }) => said.includes('ready'))) await sleep(50);
  }

  cpuSeconds() {
    return this.running.map(({ child }) => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    });
  }

  async stop() {
    for (const { child } of this.running) child.kill('SIGTERM');
    await Promise.all(
      this.running.map(({ child }) => child.exitCode ?? child.signalCode ?? once(child, 'exit')),
    );
    this.running = [];
  }
}

async function main() {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, help: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if (values.help) return void process.stdout.write(help);
  const server = natsServer();
  if (server === undefined || !existsSync('/proc/self/stat')) {
    process.stderr.write(`skipped: ${help.split('\n')[3]}\n`);
    return;
  }
  await ensureInstalled();
  await buildIfStale();
  const libs = {
    contracts: await import('@nightskies/contracts'),
    fits: await import('@nightskies/fits'),
    platform: await import('@nightskies/platform'),
    sky: await import('@nightskies/sky'),
  };
  const folder = mkdtempSync(join(tmpdir(), 'nightskies-scaling-'));
  const port = await freePort();
  const nats = spawn(server, ['-js', '-sd', join(folder, 'nats'), '-a', '127.0.0.1', '-p', port], {
    stdio: 'ignore',
  });
  await sleep(700);
  const url = `nats://127.0.0.1:${port}`;
  const store = libs.platform.openStore(join(folder, 'store'));
  const logger = libs.platform.createLogger({ level: 'error' });
  const bus = await libs.platform.openBus({ natsUrl: url, prefix: '' }, logger);
  const waiting = new Map();
  await bus.consumeEvents('catalog', (event) => {
    const { taskId } = event.data;
    waiting.get(taskId)?.(event.data);
    waiting.delete(taskId);
    return Promise.resolve('ack');
  });
  const workers = new Workers({
    NIGHTSKIES_NATS_URL: url,
    NIGHTSKIES_STORE: join(folder, 'store'),
    NIGHTSKIES_WORKERS: '1',
    NIGHTSKIES_HTTP_PORT: '0',
    NIGHTSKIES_LOG_LEVEL: 'info',
  });
  const work = (requests) =>
    Promise.all(
      requests.map(
        (request) =>
          new Promise((resolve, reject) => {
            waiting.set(request.taskId, resolve);
            bus
              .publishTask(
                request.type,
                libs.platform.taskRequested(request, { source: 'nightskies/bench' }),
              )
              .catch(reject);
          }),
      ),
    );
  const digests = (results) => {
    const failed = results.find(({ outcome }) => outcome !== 'done');
    if (failed !== undefined) throw new Error(JSON.stringify(failed.problems));
    return results.map(({ outputs }) => outputs[0].digest).join();
  };
  const lines = [];
  const say = (line) => {
    lines.push(line);
    if (!values.json) process.stdout.write(`${line.text}\n`);
  };
  try {
    const sets = [];
    for (let k = 0; k < (values.quick ? 1 : 4); k++) sets.push(await makeSet(libs, store, k + 1));
    const frames = 45 * sets.length;
    const measured = async (count, chosen, stepDeg, disturb) => {
      await workers.start(count);
      const tag = `${count} workers, ${45 * chosen.length} frames, ${stepDeg} deg${disturb ? ', one killed' : ''}`;
      // The first tiles of a process also load and compile its code, which is no cost of the map.
      await work(requestsFor(libs, sets.slice(0, 1), stepDeg, `warm ${tag}`).slice(0, 6 * count));
      await sleep(200);
      const [start, done] = [workers.cpuSeconds(), workers.running.map(({ finished }) => finished)];
      const requests = requestsFor(libs, chosen, stepDeg, tag);
      const results = work(requests);
      if (disturb) await disturb();
      const bytes = digests(await results);
      await sleep(200);
      const cpu = workers.running.map(({ child }, k) =>
        child.killed ? Number.NaN : workers.cpuSeconds()[k] - start[k],
      );
      const tiles = workers.running.map(({ finished }, k) => finished - done[k]);
      await workers.stop();
      return { tag, cpu, tiles, bytes, count: requests.length };
    };
    let alone;
    for (const count of values.quick ? [1, 2] : [1, 2, 4]) {
      const { cpu, tiles, bytes } = await measured(count, sets, 0.05);
      const total = cpu.reduce((sum, one) => sum + one, 0);
      alone ??= { total, bytes };
      say({
        workers: count,
        frames,
        cpuSeconds: total,
        tiles,
        equal: bytes === alone.bytes,
        text: `${count} workers, ${frames} frames, 0.05 deg: ${total.toFixed(2)} s of CPU (${((total / alone.total - 1) * 100).toFixed(1)} % more than one), tiles ${tiles.join(' + ')}, ${bytes === alone.bytes ? 'equal bytes' : 'OTHER BYTES'}`,
      });
    }
    for (const stepDeg of [0.1, 0.05, 0.0261]) {
      const { cpu, count } = await measured(1, sets.slice(0, 1), naturalSteps(stepDeg));
      say({
        frames: 45,
        stepDeg,
        cpuSeconds: cpu[0],
        text: `1 worker, 45 frames, ${stepDeg} deg: ${cpu[0].toFixed(2)} s of CPU, ${count} tiles`,
      });
    }
    const killed = await measured(2, sets, 0.05, async () => {
      const [victim] = workers.running;
      const before = victim.finished;
      while (victim.finished < before + 2) await sleep(20);
      victim.child.kill('SIGKILL');
      await once(victim.child, 'exit');
      workers.running = workers.running.slice(1);
      await workers.start(1);
    }).catch((error) => ({ error }));
    say({
      killed: true,
      equal: killed.bytes === alone.bytes,
      text: `2 workers, one killed mid-tile: ${killed.error ?? (killed.bytes === alone.bytes ? 'equal bytes' : 'OTHER BYTES')}`,
    });
    if (values.json) process.stdout.write(`${JSON.stringify({ load: loadavg()[0], lines })}\n`);
  } finally {
    await workers.stop();
    await bus.close();
    nats.kill('SIGTERM');
    await once(nats, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
