import { columnFloat64, Header, readFits, readTable } from '@nightskies/fits';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTanSip } from '../../wcs/header-cards.js';
import type { TanSip } from '../../wcs/tan-sip.js';
import type { SolverStars } from '../solver-stars.js';
import { normal, type SeenSources } from './random-sky.js';

/** The 45 frames of the independent night. */
export const frameNames = Array.from(
  { length: 45 },
  (_, i) => `ib${String(i + 1).padStart(3, '0')}`,
);

export const frameSize = { width: 1024, height: 1024 };

/** Our star catalogue at an epoch, whole. */
export function catalogueStars(epochJd: number): SolverStars {
  const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
  return catalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, epochJd });
}

/** Julian date of the independent night. */
export const nightJd = 2_461_347;

/** True star places, brightest as seen first, with noise, and false sources among them. */
export function noisyStars(
  night: string,
  name: string,
  random: () => number,
  given: { readonly most: number; readonly noisePx: number; readonly falseOnes: number },
): SeenSources {
  const [head, ...lines] = readFileSync(join(night, 'truth', 'stars', `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const at = (column: string): number => head.indexOf(column);
  const seen = lines
    .filter((line) => line[at('occulted')] === '0')
    .map((line) => ({
      x: Number(line[at('x')]) - 1 + given.noisePx * normal(random),
      y: Number(line[at('y')]) - 1 + given.noisePx * normal(random),
      magnitude: Number(line[at('inst_mag')]),
    }))
    .sort((a, b) => a.magnitude - b.magnitude)
    .slice(0, given.most);
  const stars = seen.length;
  for (let i = 0; i < given.falseOnes; i += 1) {
    const magnitude = seen[Math.floor(random() * stars)].magnitude;
    seen.push({ x: random() * 1023, y: random() * 1023, magnitude });
  }
  seen.sort((a, b) => a.magnitude - b.magnitude);
  return { x: Float64Array.from(seen, ({ x }) => x), y: Float64Array.from(seen, ({ y }) => y) };
}

/** The night's own solution of a frame, good to SIPRMS of its header. */
export function trueHeader(night: string, name: string): TanSip {
  const text = readFileSync(join(night, 'truth', 'wcs', `${name}.wcs`), 'latin1');
  const wcs = readTanSip(Header.parse(text.slice(0, text.search(/END {77}/))));
  if (wcs === undefined) throw new Error(`${name}.wcs holds no TAN-SIP solution`);
  return wcs;
}

/** Distances of a solution from the exact grid of a frame above an altitude, px. */
export function gridErrorsPx(
  night: string,
  name: string,
  wcs: TanSip,
  lowestAltitudeDeg: number,
): number[] {
  const file = `${name}_grid.fits`;
  const bytes = readFileSync(join(night, 'truth', 'wcs', file));
  const table = readTable(readFits(bytes, file).hdus[1]);
  const column = (wanted: string): Float64Array => {
    const found = table.columns.find((one) => one.name === wanted);
    if (found?.kind !== 'numbers') throw new Error(`${file} has no numbers ${wanted}`);
    return columnFloat64(found);
  };
  const [x, y, alt, ra, dec] = ['x', 'y', 'alt', 'ra', 'dec'].map(column);
  const errors: number[] = [];
  for (let i = 0; i < x.length; i += 1) {
    if (!(alt[i] >= lowestAltitudeDeg) || Number.isNaN(ra[i])) continue;
    const pixel = wcs.pixelOfPlace({ raDeg: ra[i], decDeg: dec[i] });
    const apart =
      pixel === undefined ? Infinity : Math.hypot(pixel.x + 1 - x[i], pixel.y + 1 - y[i]);
    errors.push(apart);
  }
  return errors;
}
