/**
 * Makes libs/sky/data/stars.bin (all stars to V 10 as columns, sorted into cells of the sky) and
 * libs/sky/data/standards.csv from stars.csv.gz and standards.csv. The layout of stars.bin is
 * described in libs/sky/data/README.md and read by libs/sky/src/stars/catalogue-file.ts.
 *
 *   node tools/star-catalogue/make-star-catalogue.mjs FOLDER [--check]
 *
 * With --check nothing is written: the exit code tells whether the committed files are what the
 * tables give.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const zones = 60;
const zoneDeg = 180 / zones;
const positionSteps = 2 ** 24;
const headerBytes = 32;
const motionStepMas = 0.1;
const longMotion = -32_768;
const sources = 'hkts';

const [folder, option] = process.argv.slice(2);
if (folder === undefined || (option !== undefined && option !== '--check')) {
  console.error('usage: node tools/star-catalogue/make-star-catalogue.mjs FOLDER [--check]');
  process.exit(2);
}

const cellsOfZone = Array.from({ length: zones }, (_, zone) => {
  const middle = (-90 + (zone + 0.5) * zoneDeg) * (Math.PI / 180);
  return Math.round((360 * Math.cos(middle)) / zoneDeg);
});
const firstCell = [0];
for (const cells of cellsOfZone) firstCell.push(firstCell.at(-1) + cells);

const stars = readStars();
const stored = {
  'stars.bin': catalogue(stars),
  'standards.csv': readFileSync(join(folder, 'standards.csv')),
};
const data = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'libs', 'sky', 'data');
let differs = false;
for (const [name, bytes] of Object.entries(stored)) {
  const path = join(data, name);
  if (option === undefined) writeFileSync(path, bytes);
  else if (!existsSync(path) || !readFileSync(path).equals(bytes)) differs = true;
  console.log(`${name}: ${bytes.length} bytes`);
}
console.log(`${stars.length} stars in ${firstCell.at(-1)} cells`);
if (differs) {
  console.error('the committed files are not what these tables give; run without --check');
  process.exit(1);
}

function readStars() {
  const text = gunzipSync(readFileSync(join(folder, 'stars.csv.gz'))).toString('utf8');
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const columns = header.split(',');
  const stars = lines.map((line) => {
    const cells = line.split(',');
    const star = Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
    const zone = Math.min(zones - 1, Math.floor((Number(star.dec_deg) + 90) / zoneDeg));
    const widthDeg = 360 / cellsOfZone[zone];
    const column = Math.floor(Number(star.ra_deg) / widthDeg);
    return {
      cell: firstCell[zone] + column,
      ra: step(Number(star.ra_deg) / widthDeg - column),
      dec: step((Number(star.dec_deg) + 90) / zoneDeg - zone),
      motion: [star.pm_ra_masyr, star.pm_dec_masyr].map((mas) =>
        Math.round(Number(mas) / motionStepMas),
      ),
      light: lightOf(star),
      v: Math.round(Number(star.v_mag) * 1000),
      hip: Number(star.hip),
    };
  });
  return stars.sort(
    (a, b) => a.cell - b.cell || a.v - b.v || a.ra - b.ra || a.dec - b.dec || a.hip - b.hip,
  );
}

/** Place within a cell, the step whose middle is nearest. */
function step(part) {
  return Math.min(positionSteps - 1, Math.max(0, Math.floor(part * positionSteps)));
}

function lightOf(star) {
  const v = field(Math.round(Number(star.v_mag) * 1000) + 2000, 14, star);
  const colour = star.b_v === '' ? 1023 : field(Math.round(Number(star.b_v) * 100) + 100, 10, star);
  const source = sources.indexOf(star.flags.at(-1));
  if (source < 0) throw new Error(`unknown source in ${JSON.stringify(star)}`);
  return (
    v |
    (colour << 14) |
    (star.flags.includes('V') ? 1 << 24 : 0) |
    (star.flags.includes('M') ? 1 << 25 : 0) |
    (star.flags.includes('q') ? 1 << 26 : 0) |
    (star.pm_ra_masyr === '' ? 1 << 27 : 0) |
    (source << 28) |
    (star.hip === '' ? 0 : 1 << 30)
  );
}

function field(value, bits, star) {
  if (value >= 0 && value < 2 ** bits) return value;
  throw new Error(`a value does not fit into its ${bits} bits: ${JSON.stringify(star)}`);
}

function catalogue(stars) {
  const cells = firstCell.at(-1);
  const numbered = stars.filter((star) => star.hip > 0);
  const fast = stars.flatMap((star, row) =>
    star.motion.some((part) => Math.abs(part) > 32_767) ? [[row, ...star.motion]] : [],
  );
  const bytes = Buffer.alloc(
    headerBytes +
      4 * (zones + cells + 1) +
      14 * stars.length +
      12 * fast.length +
      3 * numbered.length,
  );
  let at = bytes.write('NSKYSTAR', 'latin1');
  const u32 = (value) => (at = bytes.writeUInt32LE(value, at));
  [1, zones, cells, stars.length, fast.length, numbered.length].forEach(u32);
  cellsOfZone.forEach(u32);
  let row = 0;
  for (let cell = 0; cell <= cells; cell++) {
    while (row < stars.length && stars[row].cell < cell) row++;
    u32(row);
  }
  for (const star of stars) u32(star.light);
  for (const [row, ra, dec] of fast) {
    u32(row);
    at = bytes.writeInt32LE(ra, at);
    at = bytes.writeInt32LE(dec, at);
  }
  const fastRows = new Set(fast.map(([row]) => row));
  for (const axis of [0, 1]) {
    for (const [row, star] of stars.entries()) {
      at = bytes.writeInt16LE(fastRows.has(row) ? longMotion : star.motion[axis], at);
    }
  }
  for (const star of stars) at = bytes.writeUIntLE(star.ra, at, 3);
  for (const star of stars) at = bytes.writeUIntLE(star.dec, at, 3);
  for (const star of numbered) at = bytes.writeUIntLE(star.hip, at, 3);
  if (at !== bytes.length) throw new Error(`${at} bytes written, ${bytes.length} expected`);
  return bytes;
}
