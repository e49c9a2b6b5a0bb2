/**
 * Makes libs/natural-sky/data/galactic-map.fits.gz: the light of the Milky Way above the atmosphere as a
 * disk median of star images leaves it, in V and B, in cells of 1 deg of galactic longitude and
 * latitude. How, and how good it is: libs/natural-sky/data/README.md.
 *
 *   node tools/galactic-map/make-galactic-map.mjs [--check]
 *
 * The libraries must have been built. With --check nothing is written: the exit code tells whether the
 * committed file is what would be made.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Header, writeFits } from '@nightskies/fits';
import { nanolambertsOfMag, starCatalogueUrl, vectorOfAnglesDeg } from '@nightskies/sky';
import { scatteredLight } from './diffuse-light.mjs';
import { bulgeTowards, lightOf } from './galaxy-model.mjs';
import { galaxiesAt, galaxy, magnitudes, nearLight, starLight } from './light.mjs';

const columns = 360;
const rows = 180;
const file = new URL('../../libs/natural-sky/data/galactic-map.fits.gz', import.meta.url);
const option = process.argv[2];
if (option !== undefined && option !== '--check') {
  console.error('usage: node tools/galactic-map/make-galactic-map.mjs [--check]');
  process.exit(2);
}

/** By half of what the model lacks in stars of V 9 to 11 at a latitude it lacks fainter ones. */
const meanShare = 0.5;

const starsAt = galaxy();
const near = nearLight(starCatalogueUrl, new URL('tycho2-v10-11.csv', import.meta.url));

// 1. Stars of V 9 to 11 beside the model, at every cell and in the mean of its latitude.
const latitudeOf = (row) => -90 + row + 0.5;
const excess = Array.from({ length: rows }, (_, row) => {
  const bDeg = latitudeOf(row);
  const smoothDeg = 1.3 + 2.2 * Math.abs(Math.sin(bDeg * (Math.PI / 180)));
  return Array.from({ length: columns }, (_, column) => {
    const { stars } = starsAt(column + 0.5, bDeg);
    const expected = stars.reduce(
      (sum, count, k) =>
        sum + (magnitudes[k] > 9 && magnitudes[k] < 11 ? count * lightOf(magnitudes[k]) : 0),
      0,
    );
    return near(vectorOfAnglesDeg(column + 0.5, bDeg), smoothDeg) / expected;
  });
});
const ofLatitude = excess.map((row) => row.reduce((sum, value) => sum + value, 0) / columns);
const both = ofLatitude.map((value, row) => (value + ofLatitude[rows - 1 - row]) / 2);

// 2. Light of the stars.
const cells = excess.map((row, r) =>
  row.map((value, column) => {
    const [lDeg, bDeg] = [column + 0.5, latitudeOf(r)];
    const place = value / both[r];
    const light = starLight(starsAt(lDeg, bDeg), place * both[r] ** meanShare);
    const bulge = bulgeTowards(lDeg, bDeg);
    const others = galaxiesAt(vectorOfAnglesDeg(lDeg, bDeg));
    const extra = { v: bulge.v * place + others.v, b: bulge.b * place + others.b };
    return {
      kept: { v: light.kept + extra.v, b: light.keptB + extra.b },
      beyond10: light.beyond10 + extra.v,
      all: { v: light.all + extra.v, b: light.keptB * (light.all / light.kept) + extra.b },
    };
  }),
);

// 3. The part of all that dust scatters towards us.
const scattered = scatteredLight(cells, latitudeOf);

const plane = (light) => {
  const values = new Int16Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const nanolamberts = light(row, column) * nanolambertsOfMag(10 + 2.5 * Math.log10(3600 ** 2));
      values[row * columns + column] = Math.round(nanolamberts / stepNl) - 32_768;
    }
  }
  return values;
};
const stepNl = 0.01;
const scaling = { bscale: stepNl, bzero: 32_768 * stepNl, blank: null };
const header = (comment) => [
  ['BUNIT', 'nL', comment],
  ['CTYPE1', 'GLON-CAR'],
  ['CTYPE2', 'GLAT-CAR'],
  ['CRPIX1', 0.5],
  ['CRPIX2', 90.5],
  ['CRVAL1', 0],
  ['CRVAL2', 0],
  ['CDELT1', 1],
  ['CDELT2', 1],
];
const shape = [columns, rows];
const image = (name, comment, light) => ({
  name,
  header: Header.of(header(comment)),
  shape,
  scaling,
  data: plane(light),
});
const made = writeFits([
  { shape: [] },
  image(
    'V',
    'stars a median leaves, and light scattered by dust',
    (r, c) => cells[r][c].kept.v + scattered.v[r][c],
  ),
  image('B', 'the same in B', (r, c) => cells[r][c].kept.b + scattered.b[r][c]),
  image(
    'BEYOND10',
    'in V: all stars beyond V 10, and scattered light',
    (r, c) => cells[r][c].beyond10 + scattered.v[r][c],
  ),
]);

report();
const bytes = gzipSync(made, { level: 9 });
if (option === '--check') {
  if (existsSync(file) && gunzipSync(readFileSync(file)).equals(made)) process.exit(0);
  console.error('the committed file is not what is made; run without --check');
  process.exit(1);
}
writeFileSync(file, bytes);
console.log(`${bytes.length} bytes`);

function report() {
  const bands = [
    [0, 5],
    [5, 10],
    [10, 20],
    [20, 30],
    [30, 50],
    [50, 70],
    [70, 90],
    [0, 90],
  ];
  console.log('   |b|      excess  kept V   B-V  >10   all  scattered (S10, means)');
  for (const [low, high] of bands) {
    const sums = new Float64Array(7);
    for (let r = 0; r < rows; r++) {
      const b = Math.abs(latitudeOf(r));
      if (b < low || b > high) continue;
      const weight = Math.cos((b * Math.PI) / 180);
      for (let c = 0; c < columns; c++) {
        const { kept, beyond10, all } = cells[r][c];
        const values = [1, both[r], kept.v, kept.b, beyond10, all.v, scattered.v[r][c]];
        values.forEach((value, k) => (sums[k] += weight * value));
      }
    }
    const [, x, v, b, f, a, d] = Array.from(sums, (sum) => sum / sums[0]);
    console.log(
      `${String(low).padStart(3)} to ${String(high).padEnd(3)}`,
      ...[x.toFixed(2), v.toFixed(1), (-2.5 * Math.log10(b / v)).toFixed(2)].map((t) =>
        t.padStart(7),
      ),
      ...[f, a, d].map((value) => value.toFixed(1).padStart(6)),
    );
  }
}
