import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Header, writeFits } from '@nightskies/fits';
import { degree, nominalPlateScaleArcsec } from '@nightskies/sky';
import { skyFrame } from './made-up-frames.mjs';

export const [width, height] = [1024, 1024];
/** Of 1 s, so that the map has the numbers of the frames. */
export const exposureSeconds = 1;
const stepDeg = nominalPlateScaleArcsec / 3600;

/** Rows of a set: altitude, number of frames around, first azimuth. */
export const pointings = [
  [7.5, 15, 0],
  [32.5, 15, 12],
  [57.5, 10, 0],
  [82.5, 5, 0],
].flatMap(([altitudeDeg, around, first]) =>
  Array.from({ length: around }, (_, k) => ({
    azimuthDeg: (first + (k * 360) / around) % 360,
    altitudeDeg,
  })),
);

export const frameName = (k) => `ib${String(k + 1).padStart(3, '0')}.fits`;

/** A lens without distortion: FITS calls it TAN. */
export const tanLens = {
  kind: 'measured',
  camera: {
    width,
    height,
    focalLengthPx: 1 / (stepDeg * degree),
    principalPoint: { x: (width - 1) / 2, y: (height - 1) / 2 },
    radial: [0, 0, 0],
    decentering: [0, 0],
    affinity: [0, 0],
  },
};

/** Azimuth and altitude go for right ascension and declination: other programs know nothing else. */
function headerOf({ azimuthDeg, altitudeDeg }) {
  return Header.of([
    ['EXPTIME', exposureSeconds],
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ['CRVAL1', azimuthDeg],
    ['CRVAL2', altitudeDeg],
    ['CRPIX1', (width + 1) / 2],
    ['CRPIX2', (height + 1) / 2],
    ['CD1_1', stepDeg],
    ['CD1_2', 0],
    ['CD2_1', 0],
    ['CD2_2', -stepDeg],
    ['RADESYS', 'ICRS'],
  ]);
}

/** Sky with stars and noise, not two frames alike. */
export function tanFrames(count) {
  return pointings.slice(0, count).map((_, k) => skyFrame(width, height, 100 + k));
}

/**
 * Writes frames with the WCS of their pointing; null for none there.
 *
 * @param featherDeg writes weights as well, as wide: `ib001.weight.fits`
 */
export function writeTanFrames(folder, frames, featherDeg = 0) {
  mkdirSync(folder);
  const feather = featherDeg / stepDeg;
  const weights = Float32Array.from({ length: width * height }, (_, k) => {
    const [x, y] = [k % width, Math.floor(k / width)];
    const edge = Math.min(x, width - 1 - x, y, height - 1 - y);
    return Math.min(1, Math.max(1e-6, edge / feather));
  });
  const shape = [width, height];
  for (const [k, data] of frames.entries()) {
    if (data === null) continue;
    const header = headerOf(pointings[k]);
    const path = join(folder, frameName(k));
    writeFileSync(path, writeFits([{ header, shape, data }]));
    if (featherDeg > 0) {
      const weightPath = path.replace('.fits', '.weight.fits');
      writeFileSync(weightPath, writeFits([{ header, shape, data: weights }]));
    }
  }
}

/** Cards of the map's grid in the same guise. */
export function gridCards(grid) {
  return {
    NAXIS: 2,
    NAXIS1: grid.columns,
    NAXIS2: grid.rows,
    CTYPE1: 'RA---CAR',
    CTYPE2: 'DEC--CAR',
    CRVAL1: 0,
    CRVAL2: 0,
    CRPIX1: (0 - grid.azimuth0Deg) / grid.stepDeg + 0.5,
    CRPIX2: (0 - grid.altitude0Deg) / grid.stepDeg + 0.5,
    CD1_1: grid.stepDeg,
    CD1_2: 0,
    CD2_1: 0,
    CD2_2: grid.stepDeg,
    RADESYS: 'ICRS',
  };
}
