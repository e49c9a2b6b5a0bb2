// npm run bench: ratios of CPU time against numpy, scipy and astropy, with results compared.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from '../launcher/ensure-installed.mjs';
import { buildIfStale, repository } from '../launcher/build-if-stale.mjs';

const help = `npm run bench -- --only median        measure what has "median" in its name
npm run bench -- --write              measure all and write the tables of docs/benchmarks.md

  --pairs N   measurements of ours and the peer in turn (default 7, at least 5)
  --only TEXT items with TEXT in their name
  --json      one JSON document instead of lines
  --write     update docs/benchmarks.md
`;

function options() {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '7' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const pairs = Number(values.pairs);
  if (!Number.isInteger(pairs) || pairs < 5) {
    throw new RangeError(`--pairs is ${values.pairs}: a whole number of at least 5 is needed`);
  }
  if (values.write && values.only !== '') {
    throw new RangeError('--write measures everything: leave out --only');
  }
  return { ...values, pairs };
}

function machine() {
  const all = cpus();
  const name = all[0]?.model.trim();
  // What others did at the time: wall times mean nothing under load, and ratios are wider.
  const load = loadavg()[0] > 0 ? `, load ${loadavg()[0].toFixed(1)} at the start` : '';
  return `${process.platform} ${process.arch}, ${all.length} cores${name ? ` (${name})` : ''}${load}`;
}

/** The items, imported after the build that they need. */
async function items() {
  const modules = await Promise.all([
    import('./items/calibrate-frame.mjs'),
    import('./items/calibrate-files.mjs'),
    import('./items/fits-files.mjs'),
    import('./items/fits-compressed.mjs'),
    import('./items/disk-median.mjs'),
    import('./items/combine.mjs'),
    import('./items/sky-map.mjs'),
    import('./items/sky-map-coadd.mjs'),
    import('./items/background-mesh.mjs'),
    import('./items/detection.mjs'),
    import('./items/apertures.mjs'),
    import('./items/plate-solving.mjs'),
    import('./items/raw-to-map.mjs'),
  ]);
  return modules.flatMap((module) => Object.values(module));
}

/** The Debian package of a peer's module or program. */
function packageOf(name) {
  return name === 'SWarp' ? 'swarp' : `python3-${name}`;
}

async function measure(item, python, pairs) {
  const missing = item.modules.filter((name) => python?.versions[name] === undefined);
  if (missing.length > 0) {
    const packages = missing.map(packageOf).join(' ');
    return [
      { item: item.name, skipped: `the peer needs ${packages}: apt-get install ${packages}` },
    ];
  }
  const folder = mkdtempSync(join(tmpdir(), 'nightskies-bench-'));
  try {
    const rows = [await item.run({ folder, python, pairs })].flat();
    return rows.map((row) => ({ item: item.name, peer: item.peer, ...row }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  const { pairs, only, json, write, help: wanted } = options();
  if (wanted) {
    process.stdout.write(help);
    return 0;
  }
  ensureInstalled();
  if (!(await buildIfStale())) return 2;
  const { findPython } = await import('./python-peer.mjs');
  const { holds, lineOf, writeTables } = await import('./report.mjs');
  const python = findPython();
  const where = machine();
  const rows = [];
  for (const item of await items()) {
    if (!item.name.includes(only)) continue;
    for (const row of await measure(item, python, pairs)) {
      rows.push(row);
      if (!json) process.stdout.write(lineOf(row));
    }
  }
  const measured = {
    date: new Date().toISOString().slice(0, 10),
    command: `npm run bench -- --pairs ${pairs}`,
    machine: where,
    versions: { node: process.versions.node, ...python?.versions },
    rows: rows.map((row) => ({ ...row, holds: holds(row) })),
  };
  if (json) process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  if (write) {
    await writeTables(join(repository, 'docs', 'benchmarks.md'), measured);
  }
  return rows.every(holds) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof RangeError) && !String(error.code).startsWith('ERR_PARSE_ARGS')) {
    throw error;
  }
  process.stderr.write(`${error.message}\n${help}`);
  process.exitCode = 2;
}
