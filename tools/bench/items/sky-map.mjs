import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, Header, readFits, writeFits } from '@nightskies/fits';
import { allSkyGrid, planTiles, readMapFrame, TileAccumulator } from '@nightskies/mosaic';
import { nominalPixelRad, radialCoefficient } from '@nightskies/sky';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const [width, height] = [1024, 1024];
const featherDeg = 2;
/** Rows of a set: altitude, number of frames around, first azimuth. */
const pointings = [
  [7.5, 15, 0],
  [32.5, 15, 12],
  [57.5, 10, 0],
  [82.5, 5, 0],
].flatMap(([altitude, around, first]) =>
  Array.from({ length: around }, (_, k) => [(first + (k * 360) / around) % 360, altitude]),
);

function writeFrames(folder) {
  mkdirSync(folder);
  const data = new Float32Array(width * height);
  for (const [k, [azimuth, altitude]] of pointings.entries()) {
    for (let i = 0; i < data.length; i++) {
      data[i] = 300 + 2 * k + 40 * Math.sin((i % width) / 90) + 30 * Math.cos(i / width / 70);
    }
    const header = Header.of([
      ['EXPTIME', 12],
      ['AZ', azimuth],
      ['ALT', altitude],
    ]);
    const bytes = writeFits([{ header, shape: [width, height], data }]);
    writeFileSync(join(folder, `ib${String(k + 1).padStart(3, '0')}.fit`), bytes);
  }
}

/** 45 star-free frames onto the map of 0.05 deg. */
export const skyMap = {
  name: 'map of 45 frames on 0.05 deg, files to map',
  peer: 'numpy + scipy.ndimage.map_coordinates, same geometry and weights',
  modules: ['numpy', 'scipy', 'astropy'],
  async run({ folder, python, pairs }) {
    const framesFolder = join(folder, 'frames');
    writeFrames(framesFolder);
    const grid = allSkyGrid(0.05);
    const map = new Float32Array(grid.rows * grid.columns);
    let fieldRadiusDeg = 0;
    const render = () => {
      const frames = readdirSync(framesFolder)
        .sort()
        .map((name) => {
          const bytes = readFileSync(join(framesFolder, name));
          const { header } = firstImage(readFits(bytes, name));
          const azimuthDeg = header.requireNumber('AZ');
          const altitudeDeg = header.requireNumber('ALT');
          const pose = { azimuthDeg, altitudeDeg, rollDeg: 0 };
          return readMapFrame(bytes, name, { pose, lens: { kind: 'radial' } });
        });
      fieldRadiusDeg = frames[0].model.fieldRadiusDeg;
      for (const range of planTiles(grid)) {
        const accumulator = new TileAccumulator(grid, range, { featherDeg, weights: 'feather' });
        for (const frame of frames) accumulator.add(frame);
        const { rate } = accumulator.finish();
        for (let row = 0; row < rate.height; row++) {
          map.set(
            rate.data.subarray(row * rate.width, (row + 1) * rate.width),
            (range.rowStart + row) * grid.columns + range.columnStart,
          );
        }
      }
    };
    render();
    writeFileSync(join(folder, 'ours.f32'), map);
    writeFileSync(
      join(folder, 'setup.json'),
      JSON.stringify({
        stepDeg: grid.stepDeg,
        rows: grid.rows,
        columns: grid.columns,
        firstAzimuthDeg: grid.azimuth0Deg + grid.stepDeg / 2,
        firstAltitudeDeg: grid.altitude0Deg + grid.stepDeg / 2,
        fieldRadiusDeg,
        radialCoefficient,
        pixelRad: nominalPixelRad,
        featherDeg,
      }),
    );
    const peer = startPeer(python, 'sky_map', [folder]);
    try {
      const measured = await measurePairs(
        render,
        async (times) => (await peer.ask('run', {}, times)).seconds,
        { pairs, warmUps: 1 },
      );
      const { result } = await peer.ask('compare');
      return [
        {
          ...measured,
          work: '7200 x 1920 cells, bilinear, feathered; one thread',
          floor: null,
          equal: result.largestRelative < 1e-5 && result.cellsInOne < 1e-4 * result.cellsInBoth,
          equality: `${result.cellsInBoth} cells, ${result.largestRelative === 0 ? 'bit for bit' : `within ${result.largestRelative.toExponential(1)}`}; ${result.cellsInOne} covered by one only`,
          differences: result,
        },
      ];
    } finally {
      peer.end();
    }
  },
};
