import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FitsFileWriter, Header } from '@nightskies/fits';
import { frameModel, readMapFrame, TileAccumulator } from '@nightskies/mosaic';
import { image } from '@nightskies/pixels';
import { allSkyGrid } from '@nightskies/sky';
import { keptReader } from '../kept-reader.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';
import {
  exposureSeconds,
  frameName,
  gridCards,
  height,
  pointings,
  tanFrames,
  tanLens,
  width,
  writeTanFrames,
} from '../tan-frames.mjs';

const featherDeg = 2;
const placement = (k) => ({ pose: { ...pointings[k], rollDeg: 0 }, lens: tanLens });

/** Rows of the map that are made at once: full width, so that a frame is decoded for few of them. */
function bands(grid, heightDeg) {
  const rows = Math.round(heightDeg / grid.stepDeg);
  return Array.from({ length: Math.ceil(grid.rows / rows) }, (_, tile) => ({
    tile,
    columnStart: 0,
    columnEnd: grid.columns,
    rowStart: tile * rows,
    rowEnd: Math.min(grid.rows, (tile + 1) * rows),
  }));
}

/** 6 neighbouring frames in memory, from which the peer knows to take the part of the map it needs. */
export const skyMapOfSix = {
  name: 'map of 6 frames on 0.1 deg',
  peer: 'reproject_and_coadd',
  modules: ['numpy', 'astropy', 'reproject'],
  async run({ folder, python, pairs }) {
    const grid = allSkyGrid(0.1);
    const chosen = [0, 1, 2, 15, 16, 17];
    const all = tanFrames(18);
    const frames = chosen.map((k) => {
      const { pose, lens } = placement(k);
      const pixels = image(width, height, all[k]);
      const model = frameModel({ width, height, binningX: 1, binningY: 1 }, pose, lens);
      return {
        ...{ name: frameName(k), model, exposureSeconds, middleJdUtc: null, ownStars: true },
        ...{ sky: () => null, sigma: null, confusion: null, flags: null, pixels: () => pixels },
      };
    });
    writeTanFrames(
      join(folder, 'frames'),
      all.map((data, k) => (chosen.includes(k) ? data : null)),
      featherDeg,
    );
    writeFileSync(join(folder, 'grid.json'), JSON.stringify(gridCards(grid)));
    // Rows 0 to 460, columns of azimuth 340 to 75 deg: what the six frames reach, and some more.
    const range = { tile: 0, columnStart: 1560, columnEnd: 2640, rowStart: 0, rowEnd: 560 };
    const render = (some, place) => {
      const accumulator = new TileAccumulator(grid, place, { featherDeg, weights: 'feather' });
      for (const frame of some) accumulator.add(frame);
      return accumulator.finish().rate;
    };
    for (const [k, frame] of frames.entries()) {
      const { data } = render([frame], bands(grid, 96)[0]);
      writeFileSync(join(folder, `ours${k}.f32`), data);
    }
    const peer = startPeer(python, 'sky_map_reproject', [folder]);
    try {
      const measured = await measurePairs(
        () => render(frames, range),
        async (times) => (await peer.ask('run', {}, times)).seconds,
        { pairs, times: 5 },
      );
      const { result } = await peer.ask('compare');
      return [
        {
          ...measured,
          work: 'bilinear, in memory, weighted by the distance to the edge',
          floor: 75,
          equal: result.largestRelative < 1e-6 && result.cellsInOne < 0.01 * result.cellsInBoth,
          equality: `single frames: ${result.cellsInBoth} cells within ${result.largestRelative.toExponential(1)}; ${result.cellsInOne} covered by one only`,
          differences: result,
        },
      ];
    } finally {
      peer.end();
    }
  },
};

const methods = [
  { interpolation: 'bilinear', resampling: 'BILINEAR', floor: 40, within: 1e-5 },
  { interpolation: 'lanczos3', resampling: 'LANCZOS3', floor: 30, within: 5e-5 },
];

/** 45 frames, files to a file. */
export const skyMapOfFiles = {
  name: 'map of 45 frames on 0.05 deg, files to a file',
  peer: 'SWarp, OVERSAMPLING 1',
  modules: ['numpy', 'astropy', 'SWarp'],
  async run({ folder, python, pairs }) {
    const grid = allSkyGrid(0.05);
    const framesFolder = join(folder, 'frames');
    writeTanFrames(framesFolder, tanFrames(pointings.length), featherDeg);
    writeFileSync(join(folder, 'grid.json'), JSON.stringify(gridCards(grid)));
    const output = join(folder, 'ours.fits');
    const header = Header.of(
      Object.entries(gridCards(grid)).filter(([name]) => !name.startsWith('NAXIS')),
    );
    // Files go to memory that those of the next run overwrite, as with a worker.
    const readers = pointings.map(() => keptReader(5 * 1024 * 1024));
    const render = (interpolation) => {
      const kept = pointings.map((_, k) => {
        const bytes = readers[k](join(framesFolder, frameName(k)));
        return readMapFrame(bytes, frameName(k), placement(k));
      });
      const file = openSync(output, 'w');
      const writer = new FitsFileWriter(
        { write: (at, bytes) => writeSync(file, bytes, 0, bytes.length, at) },
        [{ header, shape: [grid.columns, grid.rows], type: 'float32' }],
      );
      for (const range of bands(grid, 32)) {
        const options = { featherDeg, weights: 'feather', interpolation };
        const accumulator = new TileAccumulator(grid, range, options);
        for (const frame of kept) accumulator.add(frame);
        writer.writeRows(0, range.rowStart, accumulator.finish().rate.data);
      }
      writer.finish();
      closeSync(file);
    };
    const peer = startPeer(python, 'sky_map_swarp', [folder]);
    try {
      const rows = [];
      for (const { interpolation, resampling, floor, within } of methods) {
        const measured = await measurePairs(
          () => {
            render(interpolation);
          },
          async (times) => {
            let seconds = 0;
            for (let k = 0; k < times; k++) {
              seconds += (await peer.ask('run', { resampling })).result;
            }
            return seconds;
          },
          { pairs, warmUps: 2 },
        );
        const { result } = await peer.ask('compare', { ours: output });
        rows.push({
          ...measured,
          work: `${interpolation}; the peer also reads weights of the frames and writes those of the map, ours also adds coverage, times and flags`,
          floor,
          equal: result.medianRelative < within && result.cellsInOne < 0.01 * result.cellsInBoth,
          equality: `${result.cellsInBoth} cells, median ${result.medianRelative.toExponential(1)}, 90 % ${result.ninetiethRelative.toExponential(1)}; ${result.cellsInOne} covered by one only`,
          differences: result,
        });
      }
      return rows;
    } finally {
      peer.end();
    }
  },
};
