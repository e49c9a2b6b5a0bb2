import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { combineFrames } from '@nightskies/pixels';
import { randomNumbers } from '../made-up-frames.mjs';
import { measurePairs } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const frameCount = 20;
const kappaSigma = (iterations) => ({ kind: 'kappa-sigma', low: 3, high: 3, iterations });

/** Frames of one sky with noise of 12 DN and a hit of a cosmic ray in one of 1000 pixels of each. */
function skies(side, folder) {
  const random = randomNumbers(side);
  return Array.from({ length: frameCount }, () => {
    const plane = Float32Array.from({ length: side * side }, (_, k) => {
      const noise = random() + random() + random() + random() - 2;
      return 500 + 0.1 * (k % side) + 20.8 * noise + (random() < 0.001 ? 3000 * random() : 0);
    });
    appendFileSync(join(folder, 'frames.f32'), plane);
    return plane;
  });
}

/** An item of one size, peer and way to combine. */
function item({ side, method, rejection, peer, modules, ask, prepare, floor, equality, planes }) {
  return {
    name: `combining frames, ${rejection === undefined ? method : `kappa-sigma ${method}`}`,
    peer,
    modules,
    async run({ folder, python, pairs }) {
      const frames = skies(side, folder);
      const room = (Kind) => new Kind(side * side);
      const out = { value: room(Float32Array) };
      if (rejection !== undefined || planes === 'all') out.used = room(Uint8Array);
      if (planes === 'all') out.error = room(Float32Array);
      const options = { method, ...(rejection && { rejection }) };
      const python3 = startPeer(python, 'combine', [folder, frameCount, side]);
      try {
        if (prepare !== undefined) await python3.ask(prepare);
        const measured = await measurePairs(
          () => {
            combineFrames(frames, options, out);
          },
          async (times) => (await python3.ask(ask.do, ask.with, times)).seconds,
          { pairs },
        );
        writeFileSync(join(folder, 'ours.f32'), out.value);
        if (rejection !== undefined) writeFileSync(join(folder, 'used.u8'), out.used);
        const { result } = await python3.ask('compare', { used: rejection !== undefined });
        return {
          ...measured,
          work: `${frameCount} x ${side} x ${side} float32${planes === 'all' ? ', with error and count' : ''}`,
          floor,
          // Limits in float32 and float64 part a few values that lie on them.
          equal:
            rejection === undefined
              ? result.pixels === 0
              : result.clippedDifferently <= side * side * 2e-6 && result.greatestRelative < 2e-7,
          equality,
          differences: result,
        };
      } finally {
        python3.end();
      }
    },
  };
}

const bits = 'all pixels bit for bit';
const clipped = 'as many values used but for at most 2 pixels in a million, means within 2e-7';

export const medianLarge = item({
  side: 2048,
  method: 'median',
  peer: 'np.median',
  modules: ['numpy'],
  ask: { do: 'median' },
  floor: 20,
  equality: bits,
});

export const medianSmall = item({
  side: 512,
  method: 'median',
  peer: 'np.nanmedian',
  modules: ['numpy'],
  ask: { do: 'nanmedian' },
  floor: 50,
  equality: bits,
});

export const medianCombiner = item({
  side: 512,
  method: 'median',
  peer: 'ccdproc Combiner, which adds an error',
  modules: ['numpy', 'astropy', 'ccdproc'],
  prepare: 'prepare_combiner',
  ask: { do: 'ccdproc_median' },
  floor: 200,
  equality: bits,
});

export const medianCombinerAll = item({
  side: 512,
  method: 'median',
  planes: 'all',
  peer: 'ccdproc Combiner',
  modules: ['numpy', 'astropy', 'ccdproc'],
  prepare: 'prepare_combiner',
  ask: { do: 'ccdproc_median' },
  floor: null,
  equality: bits,
});

export const clippedLarge = item({
  side: 2048,
  method: 'mean',
  rejection: kappaSigma(5),
  peer: 'astropy sigma_clip and np.nanmean, 5 iterations',
  modules: ['numpy', 'astropy'],
  ask: { do: 'sigma_clip', with: { kappa: 3, iterations: 5 } },
  floor: 20,
  equality: clipped,
});

export const clippedCombiner = item({
  side: 512,
  method: 'mean',
  rejection: kappaSigma(1),
  planes: 'all',
  peer: 'ccdproc Combiner, 1 iteration',
  modules: ['numpy', 'astropy', 'ccdproc'],
  prepare: 'prepare_combiner',
  ask: { do: 'ccdproc_clipped', with: { kappa: 3 } },
  floor: 22,
  equality: clipped,
});
