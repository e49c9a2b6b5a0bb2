import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { image, withCalibratedFrame } from '@nightskies/pixels';
import { calibrationSet } from '../calibration-set.mjs';
import { rawOf, skyFrame } from '../made-up-frames.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

/** One frame in memory: value, uncertainty and flags. */
export const calibrateOneFrame = {
  name: 'calibrate one frame in memory',
  peer: 'numpy',
  modules: ['numpy'],
  async run({ folder, python, pairs }) {
    const [width, height] = [1024, 1024];
    const raw = image(width, height, rawOf(skyFrame(width, height, 1)));
    raw.data[5] = 65535;
    writeFileSync(join(folder, 'raw.u16'), raw.data);
    const { planes, terms } = calibrationSet(width, height, folder);
    const peer = startPeer(python, 'calibrate_frame', [folder, width, height]);
    try {
      const measured = await measurePairs(
        () => withCalibratedFrame(raw, planes, terms, () => null),
        async (times) => (await peer.ask('run', {}, times)).seconds,
        { pairs, times: 10 },
      );
      withCalibratedFrame(raw, planes, terms, ({ value, sigma, flags }) => {
        writeFileSync(join(folder, 'ours-value.f32'), value.data);
        writeFileSync(join(folder, 'ours-sigma.f32'), sigma.data);
        writeFileSync(join(folder, 'ours-flags.u8'), flags.data);
      });
      const { result } = await peer.ask('compare');
      return [
        {
          ...measured,
          work: '1024 x 1024, uint16 to value, sigma, flags',
          floor: 3,
          equal: Object.values(result).every((count) => count === 0),
          equality: 'value, sigma and flags bit for bit',
          differences: result,
        },
      ];
    } finally {
      peer.end();
    }
  },
};
