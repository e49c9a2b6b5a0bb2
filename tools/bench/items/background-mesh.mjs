import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backgroundMesh, estimateBackground, zoomMesh } from '@nightskies/astrometry';
import { image } from '@nightskies/pixels';
import { skyFrame } from '../made-up-frames.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const [width, height] = [1024, 1024];
const box = 50;
const options = { boxWidthPx: box, boxHeightPx: box, excludePercent: 100 };
const work = '1024 x 1024 float32, boxes of 50 px, filter of 3, at full size';

const plane = () => image(width, height, new Float32Array(width * height));

async function measure({ folder, python, pairs }, peerName, estimate) {
  const source = image(width, height, skyFrame(width, height, 8));
  writeFileSync(join(folder, 'image.f32'), source.data);
  let ours = null;
  const peer = startPeer(python, peerName, [folder, width, height, box]);
  try {
    const measured = await measurePairs(
      () => {
        ours = estimate(source);
      },
      async (count) => (await peer.ask('run', {}, count)).seconds,
      { pairs, times: 4 },
    );
    await peer.ask('save');
    const peersOwn = (name, Type) =>
      new Type(Uint8Array.from(readFileSync(join(folder, name))).buffer);
    return { measured, ours, peersOwn };
  } finally {
    peer.end();
  }
}

const largest = (values) => values.reduce((most, value) => Math.max(most, value), 0);

/** Relative differences of our values from the peer's, the largest. */
const differenceOf = (ours, peers) =>
  largest(peers.map((value, k) => Math.abs(ours[k] - value) / Math.abs(value)));

/** Used again, as in a worker: numpy's memory is used again too. */
const room = { level: plane(), noise: plane() };

/** Sigma-clipped mesh, filtered and expanded. */
export const backgroundMeshPhotutils = {
  name: 'background mesh',
  peer: 'photutils Background2D, exclude_percentile=100',
  modules: ['numpy', 'astropy', 'photutils'],
  async run(given) {
    const { measured, ours, peersOwn } = await measure(given, 'background_photutils', (source) =>
      estimateBackground(source, options, room),
    );
    const differences = {
      mesh: differenceOf(ours.mesh.levels, peersOwn('mesh.f64', Float64Array)),
      noiseMesh: differenceOf(ours.mesh.noise, peersOwn('noise-mesh.f64', Float64Array)),
      level: differenceOf(ours.level.data, peersOwn('level.f32', Float32Array)),
    };
    return [
      {
        ...measured,
        work: `${work}, level and noise`,
        floor: 6.5,
        equal: Math.max(...Object.values(differences)) < 1e-6,
        equality: `mesh, noise and level within 1e-6 (level ${differences.level.toExponential(1)})`,
        differences,
      },
    ];
  },
};

/** The same against sep, which has an estimator of its own. */
export const backgroundMeshSep = {
  name: 'background mesh',
  peer: 'sep.Background and back()',
  modules: ['numpy', 'sep'],
  async run(given) {
    const { measured, ours, peersOwn } = await measure(given, 'background_sep', (source) => {
      const mesh = backgroundMesh(source, options);
      const target = { image: room.level, add: false };
      return { level: zoomMesh(mesh.levels, mesh, 'bicubic', target) };
    });
    const level = peersOwn('level.f32', Float32Array);
    const away = level.map((value, k) => Math.abs(ours.level.data[k] - value)).sort();
    const medianAway = away[away.length >> 1];
    return [
      {
        ...measured,
        work: `${work}, level`,
        floor: 1.1,
        equal: medianAway < 0.5,
        equality: `another estimator: half of the levels within ${medianAway.toFixed(2)} of a noise of 12`,
        differences: { medianAway },
      },
    ];
  },
};
