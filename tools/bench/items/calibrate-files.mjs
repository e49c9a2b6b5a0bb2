import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, Header, readFits, writeFits } from '@nightskies/fits';
import { image, withCalibratedFrame } from '@nightskies/pixels';
import { FolderStore } from '@nightskies/platform';
import { calibrationSet } from '../calibration-set.mjs';
import { keptReader } from '../kept-reader.mjs';
import { rawOf, skyFrame } from '../made-up-frames.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const [width, height, count] = [1024, 1024, 45];
const shape = [width, height];

function writeRawFrames(folder) {
  mkdirSync(folder);
  const raw = rawOf(skyFrame(width, height, 2));
  for (let k = 0; k < count; k++) {
    // One sky, turned on by some rows a frame.
    const turned = new Uint16Array(raw.length);
    turned.set(raw.subarray(k * 17 * width));
    turned.set(raw.subarray(0, k * 17 * width), raw.length - k * 17 * width);
    const header = Header.of([
      ['EXPTIME', 12],
      ['FILTER', 'V'],
      ['AZ', 24 * k],
      ['ALT', 7.5],
    ]);
    const bytes = writeFits([{ header, shape, data: turned }]);
    writeFileSync(join(folder, `ib${String(k + 1).padStart(3, '0')}.fit`), bytes);
  }
}

/** Raw files to files of three HDUs; what becomes of the bytes is the caller's. */
function calibrateFiles(rawFolder, { planes, terms }, save) {
  const readFile = keptReader(3 * 1024 * 1024);
  const room = new ArrayBuffer(10 * 1024 * 1024);
  return async () => {
    for (const name of readdirSync(rawFolder).sort()) {
      const hdu = firstImage(readFits(readFile(join(rawFolder, name)), name));
      const raw = image(width, height, hdu.values());
      const bytes = withCalibratedFrame(raw, planes, terms, ({ value, sigma, flags }) =>
        writeFits(
          [
            { header: hdu.header, shape, data: value.data },
            { name: 'UNCERT', shape, data: sigma.data },
            { name: 'FLAGS', shape, data: flags.data },
          ],
          room,
        ),
      );
      await save(name, bytes);
    }
  };
}

/** 45 frames, file to file: reading, calibrating, encoding, checksums, writing. */
export const calibrateSetOfFiles = {
  name: 'calibrate 45 frames, files to files',
  peer: 'numpy + astropy',
  modules: ['numpy', 'astropy'],
  async run({ folder, python, pairs }) {
    const rawFolder = join(folder, 'raw');
    const oursFolder = join(folder, 'ours');
    mkdirSync(oursFolder);
    writeRawFrames(rawFolder);
    const set = calibrationSet(width, height, folder);
    const plainly = calibrateFiles(rawFolder, set, (name, bytes) =>
      writeFileSync(join(oursFolder, name), bytes),
    );
    const storeFolder = join(folder, 'store');
    const stored = async () => {
      // A new store each time: one that holds the artifacts already would write nothing.
      rmSync(storeFolder, { recursive: true, force: true });
      const store = new FolderStore(storeFolder);
      await calibrateFiles(rawFolder, set, (_, bytes) => store.put(bytes))();
    };
    const peer = startPeer(python, 'calibrate_files', [folder, width, height]);
    const peerTurn = (checksum) => async (times) =>
      (await peer.ask('run', { checksum }, times)).seconds;
    try {
      const options = { pairs, warmUps: 1 };
      const alike = await measurePairs(plainly, peerTurn(true), options);
      const without = await measurePairs(plainly, peerTurn(false), options);
      const intoStore = await measurePairs(stored, peerTurn(false), options);
      const { result } = await peer.ask('compare', { ours: oursFolder });
      const common = {
        equal: Object.values(result).every((wrong) => wrong === 0),
        equality: 'all planes of the first and last file bit for bit',
        differences: result,
      };
      return [
        {
          ...alike,
          ...common,
          work: 'three HDUs a file; CHECKSUM and DATASUM on both sides',
          floor: 2,
        },
        {
          ...without,
          ...common,
          work: 'the same, but the peer writes no checksums (ours does)',
          floor: null,
        },
        {
          ...intoStore,
          ...common,
          work: 'the same into the artifact store: SHA-256, checksums, sync; the peer plain files',
          floor: null,
        },
      ];
    } finally {
      peer.end();
    }
  },
};
