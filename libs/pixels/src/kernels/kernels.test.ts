import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as apertureSums from './aperture-sums.wasm.js';
import * as areaMeans from './area-means.wasm.js';
import * as blockNoise from './block-noise.wasm.js';
import * as blockRows from './block-rows.wasm.js';
import * as boxStatistics from './box-statistics.wasm.js';
import * as brightPixels from './bright-pixels.wasm.js';
import * as byteOrder from './byte-order.wasm.js';
import * as calibrateFrame from './calibrate-frame.wasm.js';
import * as combine from './combine.wasm.js';
import * as diskMedian from './disk-median.wasm.js';
import * as diskNoise from './disk-noise.wasm.js';
import * as diskSweep from './disk-sweep.wasm.js';
import * as featherSums from './feather-sums.wasm.js';
import * as mapDifference from './map-difference.wasm.js';
import * as nearestSums from './nearest-sums.wasm.js';
import * as peakSearch from './peak-search.wasm.js';
import * as projectRows from './project-rows.wasm.js';
import * as quadraticRoots from './quadratic-roots.wasm.js';
import * as resample from './resample.wasm.js';
import * as rice from './rice.wasm.js';
import * as rowSums from './row-sums.wasm.js';
import * as starFrame from './star-frame.wasm.js';
import * as starPlanes from './star-planes.wasm.js';

it.each([
  ['aperture-sums', apertureSums],
  ['area-means', areaMeans],
  ['block-noise', blockNoise],
  ['block-rows', blockRows],
  ['box-statistics', boxStatistics],
  ['bright-pixels', brightPixels],
  ['byte-order', byteOrder],
  ['calibrate-frame', calibrateFrame],
  ['combine', combine],
  ['disk-median', diskMedian],
  ['disk-noise', diskNoise],
  ['disk-sweep', diskSweep],
  ['feather-sums', featherSums],
  ['map-difference', mapDifference],
  ['nearest-sums', nearestSums],
  ['peak-search', peakSearch],
  ['project-rows', projectRows],
  ['quadratic-roots', quadraticRoots],
  ['resample', resample],
  ['rice', rice],
  ['row-sums', rowSums],
  ['star-frame', starFrame],
  ['star-planes', starPlanes],
])('the committed module %s was compiled from the committed source', (name, compiled) => {
  const path = fileURLToPath(new URL(`../../kernels/${name}.as.ts`, import.meta.url));
  const source = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  expect(compiled.sourceDigest).toBe(createHash('sha256').update(source).digest('hex'));
  const toolchain = JSON.parse(
    readFileSync(
      fileURLToPath(new URL('../../../../tools/wasm/package.json', import.meta.url)),
      'utf8',
    ),
  ) as { devDependencies: { assemblyscript: string } };
  expect(compiled.compilerVersion).toBe(toolchain.devDependencies.assemblyscript);
});
