import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sumApertures } from '@nightskies/photometry';
import { image } from '@nightskies/pixels';
import { randomNumbers, skyFrame } from '../made-up-frames.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const [width, height] = [1024, 1024];
const [frames, stars, radiusPx] = [45, 2000, 5];

/** Places all over the frame: some circles reach beyond its edge. */
function places() {
  const random = randomNumbers(45);
  const along = (size) => Float64Array.from({ length: stars }, () => size * random() - 0.5);
  return { x: along(width), y: along(height) };
}

async function measure({ folder, python, pairs }, peerName) {
  const positions = places();
  writeFileSync(join(folder, 'x.f64'), positions.x);
  writeFileSync(join(folder, 'y.f64'), positions.y);
  const sources = Array.from({ length: frames }, (_, k) => {
    const data = skyFrame(width, height, 100 + k);
    writeFileSync(join(folder, `frame-${k}.f32`), data);
    return image(width, height, data);
  });
  let ours = [];
  const given = [folder, width, height, frames, radiusPx];
  const peer = startPeer(python, peerName, given);
  try {
    const measured = await measurePairs(
      () => {
        ours = sources.map((source) => sumApertures(source, positions, { radiusPx }).sum);
      },
      async (count) => (await peer.ask('run', {}, count)).seconds,
      { pairs },
    );
    await peer.ask('save');
    const bytes = Uint8Array.from(readFileSync(join(folder, 'sums.f64')));
    const difference = new Float64Array(bytes.buffer).reduce((most, value, k) => {
      const own = ours[Math.floor(k / stars)][k % stars];
      return Math.max(most, Math.abs(own - value) / Math.abs(value));
    }, 0);
    return {
      ...measured,
      work: '2,000 exact circles of 5 px on each of 45 frames of 1024 x 1024 float32',
      // A comparison with NaN, of a sum that is missing, is false.
      equal: difference < 1e-12,
      equality: `all 90,000 sums within 1e-12 (${difference.toExponential(1)})`,
      differences: { relative: difference },
    };
  } finally {
    peer.end();
  }
}

/** Sums over exact circles, edges included. */
export const aperturesPhotutils = {
  name: 'apertures',
  peer: 'photutils CircularAperture.do_photometry',
  modules: ['numpy', 'photutils'],
  async run(given) {
    return [{ ...(await measure(given, 'apertures_photutils')), floor: 6 }];
  },
};

/** The same against the same algorithm in C. */
export const aperturesSep = {
  name: 'apertures',
  peer: 'sep.sum_circle, subpix=0',
  modules: ['numpy', 'sep'],
  async run(given) {
    return [{ ...(await measure(given, 'apertures_sep')), floor: 1 }];
  },
};
