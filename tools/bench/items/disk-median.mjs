import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskFootprint, diskMedian, image } from '@nightskies/pixels';
import { skyFrame } from '../made-up-frames.mjs';
import { cpuSeconds, measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const [width, height] = [1024, 1024];
const work = '1024 x 1024 float32, borders mirrored';

/** Exact median over a disk of one radius. */
function item(radius, floor) {
  return {
    name: `disk median, ${diskFootprint(radius).size} px (radius ${radius})`,
    peer: 'scipy.ndimage.median_filter with footprint',
    modules: ['numpy', 'scipy'],
    async run({ folder, python, pairs }) {
      const source = image(width, height, skyFrame(width, height, 4));
      writeFileSync(join(folder, 'image.f32'), source.data);
      let filtered = source;
      const peer = startPeer(python, 'disk_median', [folder, width, height]);
      try {
        const measured = await measurePairs(
          () => {
            filtered = diskMedian(source, radius);
          },
          async (times) => (await peer.ask('run', { radius }, times)).seconds,
          { pairs },
        );
        writeFileSync(join(folder, 'ours.f32'), filtered.data);
        const { result } = await peer.ask('compare');
        return {
          ...measured,
          work,
          floor,
          equal: result.pixels === 0,
          equality: 'the whole frame bit for bit',
          differences: result,
        };
      } finally {
        peer.end();
      }
    },
  };
}

/** The disk of the star removal. */
export const medianOverDisk = item(12.5, 50);
export const medianOverLargerDisk = item(18.2, 80);
export const medianOverSmallDisk = item(6, 15);

/** How the cost grows with the radius, against the disk of half of it. */
export const medianOfTwiceTheRadius = {
  name: 'disk median, cost of radius 36 over that of 18',
  peer: 'itself: the ratio is the growth',
  modules: [],
  async run({ pairs }) {
    const source = image(width, height, skyFrame(width, height, 4));
    let [small, large] = [source, source];
    const measured = await measurePairs(
      () => {
        small = diskMedian(source, 18);
      },
      () =>
        cpuSeconds(() => {
          large = diskMedian(source, 36);
        }),
      { pairs },
    );
    return {
      ...measured,
      work,
      floor: null,
      equal: small.data.length === large.data.length,
      equality: 'not compared: two filters',
      differences: null,
    };
  },
};
