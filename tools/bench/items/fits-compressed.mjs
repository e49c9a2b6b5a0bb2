import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, readFits, writeFits } from '@nightskies/fits';
import { keptReader } from '../kept-reader.mjs';
import { rawOf, skyFrame } from '../made-up-frames.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const [width, height] = [1024, 1024];
const times = 5;

/** Raw frames in Rice tiles: the form archives keep them in. */
export const fitsCompressed = {
  name: 'FITS, 1024 x 1024 of 16 bits in Rice tiles',
  peer: 'astropy CompImageHDU',
  modules: ['numpy', 'astropy'],
  async run({ folder, python, pairs }) {
    const frame = rawOf(skyFrame(width, height, 5));
    writeFileSync(join(folder, 'frame.u16'), frame);
    const ours = join(folder, 'ours.fits.fz');
    const write = () => {
      writeFileSync(
        ours,
        writeFits([{ shape: [width, height], data: frame, compression: 'rice' }]),
      );
    };
    const readFile = keptReader(5 * 1024 * 1024);
    const read = (file) => firstImage(readFits(readFile(file), file)).values();
    const theirs = join(folder, 'peer.fits.fz');
    let found = frame;
    const readTheirs = () => {
      found = read(theirs);
    };
    const peer = startPeer(python, 'fits_compressed', [folder, width, height]);
    const ask = (what, given) => async (repeats) => (await peer.ask(what, given, repeats)).seconds;
    try {
      write();
      await peer.ask('write');
      const turns = { pairs, times };
      const file = 'peer.fits.fz';
      const reading = await measurePairs(readTheirs, ask('read', { file }), turns);
      const bare = await measurePairs(readTheirs, ask('read', { file, memmap: false }), turns);
      const writing = await measurePairs(write, ask('write'), turns);
      const { result } = await peer.ask('compare');
      const same = (pixels) => Buffer.from(pixels.buffer).equals(Buffer.from(frame.buffer));
      const common = {
        equal: same(found) && same(read(ours)) && Object.values(result).every((n) => n === 0),
        equality: 'bit for bit, files of both read by both',
        differences: result,
      };
      return [
        { ...reading, ...common, work: 'file of the peer to native uint16', floor: 3.3 },
        { ...bare, ...common, work: 'the same, the peer with memmap=False', floor: null },
        { ...writing, ...common, work: 'write, with checksums', floor: null },
      ];
    } finally {
      peer.end();
    }
  },
};
