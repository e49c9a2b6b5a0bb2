import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, readFits } from '@nightskies/fits';
import { allSkyGrid } from '@nightskies/sky';
import type { ObservedSky } from '../../observed-sky.js';
import type { GivenSkyMap } from '../../user-maps/given-sky-map.js';

const columns = 1800;
const rows = 480;

/** A truth map of the independent night, 0.2 deg, on the grid of our maps: azimuth -180 first. */
export function truthMap(night: string, name: string): Float32Array {
  const file = `${name}.fits`;
  const bytes = readFileSync(join(night, 'truth', 'maps', file));
  const stored = firstImage(readFits(bytes, file)).float32();
  const turned = new Float32Array(stored.length);
  for (let y = 0; y < rows; y += 1) {
    const row = stored.subarray(y * columns, (y + 1) * columns);
    turned.set(row.subarray(columns / 2), y * columns);
    turned.set(row.subarray(0, columns / 2), y * columns + columns / 2);
  }
  return turned;
}

/** Means of 5 by 5 cells of a truth map: a grid of 1 deg. Cells of the mean without light are left out. */
export function toDegrees(map: Float32Array, wanted: Uint8Array): Float32Array {
  const grid = allSkyGrid(1);
  const mean = new Float32Array(grid.columns * grid.rows).fill(NaN);
  for (let y = 0; y < grid.rows; y += 1) {
    for (let x = 0; x < grid.columns; x += 1) {
      let sum = 0;
      let count = 0;
      for (let i = 0; i < 25; i += 1) {
        const index = (5 * y + Math.floor(i / 5)) * columns + 5 * x + (i % 5);
        if (wanted[index] === 0 || !Number.isFinite(map[index])) continue;
        sum += map[index];
        count += 1;
      }
      if (count > 0) mean[y * grid.columns + x] = sum / count;
    }
  }
  return mean;
}

/** 1 for each cell of the truth maps that is sky, 0 for terrain and below the horizon. */
export function isSky(night: string): Uint8Array {
  return Uint8Array.from(truthMap(night, 'terrain_mask'), (value) => (value === 0 ? 1 : 0));
}

/** A truth map as a map a user gives: as observed, by azimuth and altitude. */
export function givenMap(values: Float32Array): GivenSkyMap {
  const step = 360 / columns;
  const grid = {
    columns,
    rows,
    longitude0Deg: -180 + step / 2,
    longitudeStepDeg: step,
    latitude0Deg: -6 + step / 2,
    latitudeStepDeg: step,
    values,
  };
  return { kind: 'observed', grid };
}

const startJdUtc = 2_461_345.64676;

/** The cells of 1 deg, each at the middle of the exposure of the frame nearest to it. */
export function skyOfTruth(night: string): ObservedSky {
  const grid = allSkyGrid(1);
  const table = readFileSync(join(night, 'truth', 'frames.csv')).toString();
  const [head, ...lines] = table.trimEnd().split('\n');
  const [file, middle] = ['file', 'jd_mid_utc'].map((name) => head.split(',').indexOf(name));
  const secondsOfFrame = new Map(
    lines
      .map((line) => line.split(','))
      .map((cells) => [cells[file], (Number(cells[middle]) - startJdUtc) * 86_400]),
  );
  const frames = truthMap(night, 'frame_index');
  const seconds = Float32Array.from({ length: grid.columns * grid.rows }, (_, i) => {
    const [x, y] = [i % grid.columns, Math.floor(i / grid.columns)];
    const frame = frames[(5 * y + 2) * columns + 5 * x + 2];
    return secondsOfFrame.get(`ib${String(frame).padStart(3, '0')}.fit`) ?? NaN;
  });
  const site = { longitudeDeg: -116.8731, latitudeDeg: 36.4519, heightM: 1214 };
  return { grid, site, startJdUtc, seconds };
}
