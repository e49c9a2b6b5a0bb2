import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from '../../launcher/build-if-stale.mjs';
import { independentNight } from '../independent-night.mjs';

/** Raw set to map, products and numbers in a new workspace: time and memory, no peer. */
export const rawToMap = {
  name: 'raw set to map, embedded, new workspace',
  peer: null,
  modules: [],
  async run({ folder }) {
    const night = independentNight();
    if (night === null) return { skipped: 'the independent night is not beside the checkout' };
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
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
      { encoding: 'utf8', cwd: repository, maxBuffer: 2 ** 28 },
    );
    if (status !== 0) return { skipped: `process ended with ${status}: ${stderr.trim()}` };
    const { seconds, peakMemoryBytes, tasks } = JSON.parse(stdout);
    return [
      {
        work: 'SIMA261101, set 1, V, default mode',
        seconds,
        mostSeconds: 25,
        peakMemoryBytes,
        mostMemoryBytes: 1e9,
        tasks,
      },
    ];
  },
};
