import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, Header, readFits, writeFits } from '@nightskies/fits';
import { keptReader } from '../kept-reader.mjs';
import { skyFrame } from '../made-up-frames.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const [width, height, count] = [1024, 1024, 45];
const fileName = (k) => `frame${String(k).padStart(2, '0')}.fits`;

/** Float32 images to files and back. */
export const fitsFiles = {
  name: 'FITS, 45 files of 1024 x 1024 float32',
  peer: 'astropy',
  modules: ['numpy', 'astropy'],
  async run({ folder, python, pairs }) {
    const oursFolder = join(folder, 'ours');
    mkdirSync(oursFolder);
    const data = skyFrame(width, height, 3);
    writeFileSync(join(folder, 'image.f32'), data);
    const header = Header.of([
      ['EXPTIME', 12],
      ['FILTER', 'V'],
      ['OBJECT', 'sky'],
    ]);
    const room = new ArrayBuffer(5 * 1024 * 1024);
    const write = () => {
      for (let k = 0; k < count; k++) {
        const bytes = writeFits([{ header, shape: [width, height], data }], room);
        writeFileSync(join(oursFolder, fileName(k)), bytes);
      }
    };
    const readFile = keptReader(5 * 1024 * 1024);
    const frames = Array.from({ length: count }, () => new Float32Array(width * height));
    const read = () => {
      for (let k = 0; k < count; k++) {
        const name = fileName(k);
        firstImage(readFits(readFile(join(oursFolder, name)), name)).float32(frames[k]);
      }
    };
    const peer = startPeer(python, 'fits_files', [folder, width, height, count]);
    const ask = (what, given) => async (times) => (await peer.ask(what, given, times)).seconds;
    try {
      const writing = await measurePairs(write, ask('write', { checksum: true }), { pairs });
      const plain = await measurePairs(write, ask('write', { checksum: false }), { pairs });
      const reading = await measurePairs(read, ask('read', { source: oursFolder }), { pairs });
      const { result } = await peer.ask('compare', { ours: oursFolder });
      const sameBack = frames.every((frame) =>
        Buffer.from(frame.buffer).equals(Buffer.from(data.buffer)),
      );
      const common = {
        equal: sameBack && Object.values(result).every((wrong) => wrong === 0),
        equality: 'all values, read back by both',
        differences: result,
      };
      return [
        {
          ...reading,
          ...common,
          work: 'read to native floats, into arrays used again',
          floor: 1.8,
        },
        {
          ...writing,
          ...common,
          work: 'write; CHECKSUM and DATASUM on both sides',
          floor: 1.2,
        },
        {
          ...plain,
          ...common,
          work: 'the same, but the peer writes no checksums (ours does)',
          floor: null,
        },
      ];
    } finally {
      peer.end();
    }
  },
};
