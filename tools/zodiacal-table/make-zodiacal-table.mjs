/**
 * Makes libs/natural-sky/src/components/zodiacal-table.ts from two transcriptions of the zodiacal light
 * of Leinert et al. 1998, tables 16 (S10) and 17 (SI), which must agree: the second is 1.28 times the
 * first within rounding in every cell, and empty where it is empty.
 *
 *   node tools/zodiacal-table/make-zodiacal-table.mjs FOLDER [--check]
 *
 * FOLDER holds zodiacal_leinert98_table16_s10.csv and zodiacal_leinert98_table17_si.csv. With --check
 * nothing is written: the exit code tells whether the committed file is what the tables give.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(
  new URL('../../libs/natural-sky/src/components/zodiacal-table.ts', import.meta.url),
);
const [folder, option] = process.argv.slice(2);
if (folder === undefined || (option !== undefined && option !== '--check')) {
  console.error('usage: node tools/zodiacal-table/make-zodiacal-table.mjs FOLDER [--check]');
  process.exit(2);
}

/** Axes and values of a table; empty cells are null. */
function read(name) {
  const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split(/\r?\n/);
  const [head, ...rows] = lines.filter((line) => !line.startsWith('#')).map((l) => l.split(','));
  return {
    latitudes: head.slice(1).map((text) => Number(text.replace('lat', ''))),
    longitudes: rows.map(([first]) => Number(first)),
    values: rows.map((row) => row.slice(1).map((text) => (text === '' ? null : Number(text)))),
  };
}

const s10 = read('zodiacal_leinert98_table16_s10.csv');
const si = read('zodiacal_leinert98_table17_si.csv');
let compared = 0;
s10.values.forEach((row, i) =>
  row.forEach((value, j) => {
    const other = si.values[i][j];
    const place = `longitude ${s10.longitudes[i]}, latitude ${s10.latitudes[j]}`;
    if ((value === null) !== (other === null)) throw new Error(`${place}: empty in one table only`);
    if (value === null) return;
    compared++;
    if (Math.abs(other / value - 1.28) > 0.007) throw new Error(`${place}: ${other} / ${value}`);
  }),
);

const text = `/**
 * Zodiacal light seen from the Earth at 500 nm in S10(V)sun, stars like the Sun of V 10 per square
 * degree: Leinert et al. 1998, A&A Suppl. 127, 1, table 16. Made by
 * tools/zodiacal-table/make-zodiacal-table.mjs from a transcription in m4opt (BSD-3-Clause); ${compared}
 * cells compared with table 17 as transcribed in EXOSIMS (BSD-3-Clause). The numbers are facts of the
 * paper: use them with acknowledgement. Null: not measured, within about 15 deg of the Sun.
 */
export const zodiacalTable = {
  /** Distance from the Sun in ecliptic longitude, deg. */
  longitudesDeg: ${JSON.stringify(s10.longitudes)},
  /** Ecliptic latitude, deg; the last is the pole. */
  latitudesDeg: ${JSON.stringify(s10.latitudes)},
  // One row for each longitude.
  // prettier-ignore
  s10: [
${s10.values.map((row) => `    [${row.map((v) => String(v)).join(', ')}],`).join('\n')}
  ],
} as const;
`.replaceAll(/Deg: \[(.*)\]/g, (_, list) => `Deg: [${list.replaceAll(',', ', ')}]`);

if (option === '--check') {
  const same = readFileSync(target, 'utf8') === text;
  console.log(same ? 'the committed table is what the tables give' : 'the committed table differs');
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(target, text);
  console.log(`${target}: ${compared} cells agree in both tables`);
}
