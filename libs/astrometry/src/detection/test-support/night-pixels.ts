import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, readFits } from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';

function pixelsOf(path: string): Float32Array {
  return firstImage(readFits(readFileSync(path), path)).float32();
}

/** Raw DN at which the pixels of the night are full. */
export const fullWellDn = 60000;

/** e-/DN of the night's camera. */
export const nightGain = 2;

/** Width of its stars as they appear, px. */
export const nightFwhmPx = 1.85;

/** Raw frames of the independent night as numbers, less the master bias and nothing else. */
export function nightPixels(night: string): (name: string) => Image {
  const bias = pixelsOf(join(night, 'Images', 'Master', 'SIM1bias.fit'));
  return (name) => {
    const path = join(night, 'Data', 'fielddata', 'SIMA261101', '1st', `${name}.fit`);
    const raw = pixelsOf(path);
    for (let k = 0; k < raw.length; k += 1) raw[k] -= bias[k];
    return image(1024, 1024, raw);
  };
}

/** The columns of a truth table, numbers by name. */
export function truthTable(night: string, ...path: readonly string[]) {
  const text = readFileSync(join(night, 'truth', ...path), 'utf8').trim();
  const [head, ...rows] = text.split(/\r?\n/).map((line) => line.split(','));
  return rows.map((cells) => (name: string) => {
    const at = head.indexOf(name);
    if (at < 0) throw new Error(`${path.join('/')} has no column ${name}`);
    return cells[at];
  });
}
