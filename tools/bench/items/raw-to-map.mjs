import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../launcher/build-if-stale.mjs';
import { independentNight } from '../independent-night.mjs';

const preload = new URL('../cpu-at-exit.mjs', import.meta.url).href;

/**
 * Raw set to map, products and numbers in a new workspace: time and memory, no peer. The limit is on
 * wall time, which other work on the machine stretches: CPU time and load stand beside it.
 */
export const rawToMap = {
  name: 'raw set to map, embedded, new workspace',
  peer: null,
  modules: [],
  async run({ folder }) {
    const night = independentNight();
    if (night === null) return { skipped: 'the independent night is not beside the checkout' };
    const cpuFile = join(folder, 'cpu.json');
    const [load] = loadavg();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--import',
        preload,
        join(repository, 'apps', 'cli', 'bin', 'nightskies.js'),
        'process',
        join(night, 'Data', 'fielddata', 'SIMA261101', '1st'),
        '--calibration',
        join(night, 'Images'),
        '--filelist',
        join(night, 'Data', 'filelist.csv'),
        '--bands',
        'V',
        '--workspace',
        join(folder, 'workspace'),
        '--json',
      ],
      {
        encoding: 'utf8',
        cwd: repository,
        maxBuffer: 2 ** 28,
        env: { ...process.env, BENCH_CPU_FILE: cpuFile },
      },
    );
    if (status !== 0)
      return { failed: `process ended with ${status}: ${stderr.trim().slice(-500)}` };
    const { seconds, peakMemoryBytes, tasks } = JSON.parse(stdout);
    const { user, system } = JSON.parse(readFileSync(cpuFile, 'utf8'));
    return [
      {
        work: 'SIMA261101, set 1, V, default mode',
        seconds,
        mostSeconds: 25,
        cpuSeconds: (user + system) / 1e6,
        load,
        peakMemoryBytes,
        mostMemoryBytes: 1e9,
        tasks,
      },
    ];
  },
};
