#!/usr/bin/env node
// Makes libs/sky/data/figures.jsonl from the tables named below, which hold what d3-celestial has:
//   node tools/sky-figures/make-sky-figures.mjs FOLDER [--check]
// FOLDER holds constellation_lines.csv, constellation_names.csv, star_names.csv and messier.csv. With
// --check nothing is written: it tells whether the committed file is still what the tables give.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../../libs/sky/data/figures.jsonl', import.meta.url));
const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined || flags.some((flag) => flag !== '--check')) {
  process.stderr.write('usage: node tools/sky-figures/make-sky-figures.mjs FOLDER [--check]\n');
  process.exit(2);
}

/** Rows of a table as objects by the names of its columns; lines that start with # are remarks. */
function table(name) {
  const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split(/\r?\n/);
  const [head, ...rows] = lines.filter((line) => !line.startsWith('#'));
  const columns = head.split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    if (cells.length !== columns.length) throw new Error(`${name}: cannot read ${row}`);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
  });
}

const number = (text, digits) => Number(Number(text).toFixed(digits));
const place = (ra, dec) => [number((Number(ra) + 360) % 360, 3), number(dec, 3)];

/** Segments that follow one another become one line. */
function lines() {
  const all = {};
  for (const row of table('constellation_lines.csv')) {
    const from = place(row.ra1_deg, row.dec1_deg);
    const to = place(row.ra2_deg, row.dec2_deg);
    const figure = (all[row.constellation] ??= []);
    const last = figure.at(-1);
    if (last?.at(-1).join() === from.join()) last.push(to);
    else figure.push([from, to]);
  }
  return all;
}

const figures = lines();
/** The lines of a constellation, once: the two halves of Serpens have one name. */
function linesOf(abbreviation) {
  const found = figures[abbreviation] ?? [];
  delete figures[abbreviation];
  return found;
}

const records = [
  { origin: 'd3-celestial, Olaf Frohn, BSD-3-Clause; J2000, degrees' },
  // Name, place of the label, lines.
  ...table('constellation_names.csv').map((row) => [
    'constellation',
    row.latin,
    ...place(row.label_ra_deg, row.label_dec_deg),
    linesOf(row.abbr),
  ]),
  // Hipparcos number, name, Bayer letter, constellation, place, V.
  ...table('star_names.csv')
    .filter(({ name, bayer, v }) => name !== '' || (bayer !== '' && Number(v) < 6))
    .map((row) => [
      'star',
      Number(row.hip),
      row.name,
      row.bayer,
      row.constellation,
      ...place(row.ra_deg, row.dec_deg),
      number(row.v, 2),
    ]),
  // Messier number, name, largest extent in arcminutes (0: not given), place.
  ...table('messier.csv').map((row) => [
    'messier',
    Number(row.messier.slice(1)),
    row.name,
    Math.max(...row.dim.split('x').map(Number)),
    ...place(row.ra_deg, row.dec_deg),
  ]),
];
const text = `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;

if (flags.includes('--check')) {
  const same = readFileSync(target, 'utf8') === text;
  process.stdout.write(
    same ? 'figures.jsonl is what the tables give\n' : 'figures.jsonl differs\n',
  );
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(target, text);
  process.stdout.write(`${target}: ${text.length} bytes\n`);
}
