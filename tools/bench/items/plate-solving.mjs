import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { frameSources, PlateSolver, tanSipCards } from '@nightskies/astrometry';
import { firstImage, Header, readFits, writeFits } from '@nightskies/fits';
import { image } from '@nightskies/pixels';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { independentNight, independentTruth } from '../independent-night.mjs';
import { measureEach, median } from '../pairs.mjs';
import { startPeer } from '../python-peer.mjs';

const size = { width: 1024, height: 1024 };
const scaleArcsec = { low: 87, high: 106 };
/** Two or more of each of the four rows of a set, those at the horizon and one with a trail among them. */
const frames = ['ib002', 'ib009', 'ib014', 'ib018', 'ib025', 'ib033', 'ib038', 'ib043'];
const scaleFreeFrames = ['ib005', 'ib012', 'ib020', 'ib035', 'ib043'];
const indexes = '/usr/share/astrometry';
/** A solution is right when its rms against the truth above 5 deg of altitude is below this. */
const rightPx = 2;

function whyNot() {
  if (independentNight() === null || independentTruth() === null) {
    return 'the independent night and its truth are not beside the checkout';
  }
  const { error } = spawnSync('solve-field', ['--version']);
  if (error !== undefined) return 'the peer needs solve-field: apt-get install astrometry.net';
  const hasIndexes =
    existsSync(indexes) && readdirSync(indexes).some((name) => name.startsWith('index-tycho2'));
  return hasIndexes ? null : 'the peer needs its indexes: apt-get install astrometry-data-tycho2';
}

function pixelsOf(path) {
  return firstImage(readFits(readFileSync(path), path)).float32();
}

/** Raw frames less the master bias, as FITS for both. */
function writeFrames(folder, names) {
  const night = independentNight();
  const bias = pixelsOf(join(night, 'Images', 'Master', 'SIM1bias.fit'));
  for (const name of names) {
    const raw = join(night, 'Data', 'fielddata', 'SIMA261101', '1st', `${name}.fit`);
    const data = pixelsOf(raw).map((value, k) => value - bias[k]);
    const header = Header.of([]);
    writeFileSync(
      join(folder, `${name}.fits`),
      writeFits([{ header, shape: [size.width, size.height], data }]),
    );
  }
}

function solveFile(solver, path, hints) {
  const frame = image(size.width, size.height, pixelsOf(path));
  const pixels = { image: frame, flags: null, gain: 2, saturationLevel: 60000 };
  const { sources } = frameSources(pixels);
  return solver.solve(size, sources, hints);
}

/** The solution in a header of its own, for the peer's software to judge. */
function writeSolution(path, outcome) {
  if (!outcome.solved) return;
  const header = Header.of(tanSipCards(outcome.wcs));
  writeFileSync(path, writeFits([{ header, shape: [1, 1], data: new Float32Array(1) }]));
}

async function mode({ solver, peer, folder, truths }, names, { work, floor, hintsOf, cpuLimit }) {
  const outcomes = new Map();
  let [limited, peerSolved] = [0, 0];
  const measured = await measureEach(
    names,
    (name) => {
      outcomes.set(name, solveFile(solver, join(folder, `${name}.fits`), hintsOf(name)));
    },
    async (name) => {
      const { result } = await peer.ask('solve', { name, cpuLimit, ...hintsOf(name) });
      if (result.solved) peerSolved += 1;
      else if (result.cpu > 0.9 * cpuLimit) limited += 1;
      return result.cpu;
    },
  );
  const rms = { ours: [], peer: [] };
  for (const name of names) {
    const ours = join(folder, `${name}.ours.fits`);
    writeSolution(ours, outcomes.get(name));
    const theirs = join(folder, 'peer', `${name}.wcs`);
    for (const [who, path] of Object.entries({ ours, peer: theirs })) {
      if (!existsSync(path)) continue;
      rms[who].push((await peer.ask('judge', { path, grid: truths(name) })).result);
    }
  }
  const right = (who) => rms[who].filter((value) => value < rightPx).length;
  const told = (who) =>
    `${right(who)} of ${names.length} (rms ${rms[who].length === 0 ? '-' : `${median(rms[who]).toFixed(3)}, at most ${Math.max(...rms[who]).toFixed(2)}`} px)`;
  const bound = limited === 0 ? '' : `; ${limited} stopped at ${cpuLimit} s: a lower bound`;
  return {
    ...measured,
    work,
    floor,
    equal: right('ours') === names.length && right('ours') >= right('peer'),
    equality: `right: ours ${told('ours')}, solve-field ${told('peer')}${bound}`,
    differences: { rms, peerSolved },
  };
}

/** Image in, solution out: our detection and solving, warm, against the program, its start included. */
export const plateSolving = {
  name: 'plate solving, frames of 27 deg',
  peer: 'solve-field, Tycho-2 indexes, SIP order 3',
  modules: ['numpy', 'astropy'],
  async run({ folder, python }) {
    const skipped = whyNot();
    if (skipped !== null) return { skipped };
    writeFrames(folder, new Set([...frames, ...scaleFreeFrames]));
    mkdirSync(join(folder, 'peer'));
    const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
    const stars = catalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, epochJd: 2_461_345.7 });
    const truths = (name) => join(independentTruth(), 'truth', 'wcs', `${name}_grid.fits`);
    const peer = startPeer(python, 'plate_solving', [folder]);
    const given = { solver: new PlateSolver(stars), peer, folder, truths };
    try {
      const centres = {};
      for (const name of new Set([...frames, ...scaleFreeFrames])) {
        centres[name] = (await peer.ask('prepare', { name, grid: truths(name) })).result;
      }
      return [
        await mode(given, frames, {
          work: `pointing to 5 deg and scale to 10 % given; ${frames.length} frames`,
          floor: 30,
          hintsOf: (name) => ({ scaleArcsec, centre: { ...centres[name], radiusDeg: 5 } }),
          cpuLimit: 60,
        }),
        await mode(given, frames, {
          work: `scale to 10 % given; ${frames.length} frames`,
          floor: 10,
          hintsOf: () => ({ scaleArcsec }),
          cpuLimit: 60,
        }),
        await mode(given, scaleFreeFrames, {
          work: `nothing given; ${scaleFreeFrames.length} frames`,
          floor: 5,
          hintsOf: () => ({}),
          cpuLimit: 60,
        }),
      ];
    } finally {
      peer.end();
    }
  },
};
