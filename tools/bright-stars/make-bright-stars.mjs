/**
 * Makes libs/simulator/src/data/bright-stars.ts: the stars of V <= 5.00 of the Hipparcos catalogue,
 * for simulated nights. Only records of ESA's original catalogue are taken (source letter h).
 *
 *   node tools/bright-stars/make-bright-stars.mjs ../shared/data/stars/stars.csv.gz
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const source = process.argv[2];
if (source === undefined) {
  console.error('usage: node tools/bright-stars/make-bright-stars.mjs STARS_CSV_GZ');
  process.exit(2);
}
const [header, ...lines] = gunzipSync(readFileSync(source)).toString('utf8').trim().split(/\r?\n/);
const columns = header.split(',');
const stars = lines
  .map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i], cell])))
  .filter((star) => star.flags.endsWith('h') && star.v_mag !== '' && Number(star.v_mag) <= 5)
  .map((star) =>
    [
      star.hip,
      Number(star.ra_deg).toFixed(5),
      Number(star.dec_deg).toFixed(5),
      Number(star.v_mag).toFixed(2),
      star.b_v === '' ? '' : Number(star.b_v).toFixed(2),
    ].join(),
  );

const text = `// Made by tools/bright-stars/make-bright-stars.mjs; do not edit.

/**
 * Stars of V <= 5.00, brightest first: Hipparcos number, right ascension and declination (ICRS,
 * epoch J2000.0, degrees), V and B-V (Johnson). Facts from ESA 1997, The Hipparcos and Tycho
 * Catalogues, ESA SP-1200; credit: "This work made use of the Hipparcos catalogue (ESA 1997)."
 */
export const brightStarsCsv = \`hip,ra_deg,dec_deg,v_mag,b_v
${stars.join('\n')}
\`;
`;
const simulator = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'libs', 'simulator');
writeFileSync(join(simulator, 'src', 'data', 'bright-stars.ts'), text);
console.log(`${stars.length} stars`);
