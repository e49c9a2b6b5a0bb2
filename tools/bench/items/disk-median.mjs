import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskMedian, image } from '@nightskies/pixels';
import { skyFrame } from '../made-up-frames.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

/** Exact median over the disk of the star removal. */
export const medianOverDisk = {
  name: 'disk median, 489 px (radius 12.5)',
  peer: 'scipy.ndimage.median_filter with footprint',
  modules: ['numpy', 'scipy'],
  async run({ folder, python, pairs }) {
    const [width, height] = [1024, 1024];
    const source = image(width, height, skyFrame(width, height, 4));
    writeFileSync(join(folder, 'image.f32'), source.data);
    let filtered = source;
    const peer = startPeer(python, 'disk_median', [folder, width, height]);
    try {
      const measured = await measurePairs(
        () => {
          filtered = diskMedian(source, 12.5);
        },
        async (times) => (await peer.ask('run', { radius: 12.5 }, times)).seconds,
        { pairs },
      );
      writeFileSync(join(folder, 'ours.f32'), filtered.data);
      const { result } = await peer.ask('compare');
      return [
        {
          ...measured,
          work: '1024 x 1024 float32, borders mirrored',
          floor: 40,
          equal: result.pixels === 0,
          equality: 'the whole frame bit for bit',
          differences: result,
        },
      ];
    } finally {
      peer.end();
    }
  },
};
