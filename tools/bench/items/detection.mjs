import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { daoStars } from '@nightskies/astrometry';
import { image } from '@nightskies/pixels';
import { skyFrame } from '../made-up-frames.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const [width, height] = [1024, 1024];
const [fwhmPx, threshold] = [3, 60];
const columns = ['xCentroid', 'yCentroid', 'sharpness', 'roundness1', 'roundness2', 'flux'];

/** Stars with centroids and shapes, the background taken off before. */
export const detection = {
  name: 'detection',
  peer: 'photutils DAOStarFinder',
  modules: ['numpy', 'astropy', 'photutils'],
  async run({ folder, python, pairs }) {
    const data = skyFrame(width, height, 5);
    for (let k = 0; k < data.length; k++) {
      data[k] -= 400 + 0.2 * (k % width) + 0.1 * Math.floor(k / width);
    }
    const source = image(width, height, data);
    writeFileSync(join(folder, 'image.f32'), data);
    let stars = null;
    const peer = startPeer(python, 'detection', [folder, width, height, fwhmPx, threshold]);
    try {
      const measured = await measurePairs(
        () => {
          stars = daoStars(source, { fwhmPx, threshold });
        },
        async (count) => (await peer.ask('run', {}, count)).seconds,
        { pairs, times: 4 },
      );
      const { result: count } = await peer.ask('save');
      const bytes = Uint8Array.from(readFileSync(join(folder, 'stars.f64')));
      const peers = new Float64Array(bytes.buffer);
      const differences = { stars: stars.count - count };
      for (const [k, name] of columns.entries()) {
        differences[name] = stars[name].reduce(
          (most, value, star) => Math.max(most, Math.abs(value - peers[k * count + star])),
          0,
        );
      }
      return [
        {
          ...measured,
          work: '1024 x 1024 float32, FWHM 3 px, 5 sigma, with centroids and shapes',
          floor: 20,
          equal: Object.values(differences).every((difference) => Math.abs(difference) < 2e-5),
          equality: `the same ${count} stars; places, shapes and fluxes within 2e-5`,
          differences,
        },
      ];
    } finally {
      peer.end();
    }
  },
};
