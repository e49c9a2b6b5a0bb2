import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  firstImage,
  Header,
  imageNamed,
  readFits,
  writeFits,
  type Header as Cards,
} from '@nightskies/fits';
import { cellSolidAngleSr, nanolambertCdM2, type MapGrid } from '@nightskies/sky';

/** Cells of the truth of the independent night, turned so that the first column lies at azimuth -180. */
export const truthGrid: MapGrid = {
  ...{ columns: 1800, rows: 480, stepDeg: 0.2 },
  ...{ azimuth0Deg: -180, altitude0Deg: -6 },
};

const { columns, rows } = truthGrid;

/** A truth map as it is in its file, whose first column lies at azimuth 0. */
async function fileOf(
  night: string,
  name: string,
): Promise<{ readonly values: Float32Array; readonly header: Cards }> {
  const file = `${name}.fits`;
  const bytes = await readFile(join(night, 'truth', 'maps', file));
  const picture = firstImage(readFits(bytes, file));
  if (picture.shape.join() !== `${columns},${rows}`) throw new Error(`${file}: another grid`);
  return { values: picture.float32(), header: picture.header };
}

/** A truth map on `truthGrid`. */
export async function truthOf(night: string, name: string): Promise<Float32Array> {
  const { values } = await fileOf(night, name);
  return values.map((_, cell) => {
    const column = cell % columns;
    return values[cell - column + ((column + columns / 2) % columns)] ?? Number.NaN;
  });
}

/** Sum of truth maps in nL, with the header of the first: a file as a person would give it. */
export async function writeSumOfTruth(
  night: string,
  names: readonly string[],
  path: string,
): Promise<void> {
  const maps = await Promise.all(names.map((name) => fileOf(night, name)));
  const [first] = maps;
  if (first === undefined) throw new Error('no map to write');
  const data = first.values.map((_, cell) =>
    maps.reduce((sum, { values }) => sum + (values[cell] ?? Number.NaN), 0),
  );
  const kept = ['CTYPE', 'CRPIX', 'CRVAL', 'CDELT', 'CUNIT'].flatMap((key) => [
    `${key}1`,
    `${key}2`,
  ]);
  const header = Header.of(
    [...kept, 'BUNIT'].map((key) => [key, first.header.card(key)?.value ?? '']),
  );
  await writeFile(path, writeFits([{ header, shape: [columns, rows], data }]));
}

/**
 * A map of the product in cd/m2 on `truthGrid`, nL: means of its small cells; NaN where one has no data.
 */
export async function measuredOn(path: string): Promise<Float32Array> {
  const map = firstImage(readFits(await readFile(path), path));
  const [width = 0, height = 0] = map.shape;
  const block = width / columns;
  if (!Number.isInteger(block) || height / rows !== block) {
    throw new Error(`${path}: ${width} x ${height} cells do not fit those of the truth`);
  }
  const small = map.float32();
  return Float32Array.from({ length: columns * rows }, (_, cell) => {
    const left = (cell % columns) * block;
    const low = Math.floor(cell / columns) * block;
    let sum = 0;
    for (let row = low; row < low + block; row += 1) {
      for (let column = left; column < left + block; column += 1) {
        sum += small[row * width + column] ?? Number.NaN;
      }
    }
    return sum / block ** 2 / nanolambertCdM2;
  });
}

/** Error of observed less natural light, without the noise of the map, on `truthGrid`, nL: its nearest cell. */
export async function errorOn(path: string): Promise<Float32Array> {
  const map = imageNamed(readFits(await readFile(path), path), 'RESTERR');
  if (map === undefined) throw new Error(`${path}: no RESTERR`);
  const [width = 0, height = 0] = map.shape;
  const values = map.float32();
  return Float32Array.from({ length: columns * rows }, (_, cell) => {
    const column = Math.floor((((cell % columns) + 0.5) / columns) * width);
    const row = Math.floor(((Math.floor(cell / columns) + 0.5) / rows) * height);
    return (values[row * width + column] ?? Number.NaN) / nanolambertCdM2;
  });
}

/** Misses of the artificial light in cells of about 5 deg above an altitude, each over its stated error. */
export function cellSigmas(
  maps: {
    readonly artificial: Float32Array;
    readonly trueArtificial: Float32Array;
    readonly sky: readonly number[];
  },
  errors: Float32Array,
  lowestDeg: number,
): readonly number[] {
  const sums = new Map<number, { misses: number; errors: number }>();
  for (const cell of maps.sky) {
    const altitude = altitudeOf(cell);
    const miss = (maps.artificial[cell] ?? Number.NaN) - (maps.trueArtificial[cell] ?? Number.NaN);
    const error = errors[cell] ?? Number.NaN;
    if (altitude < lowestDeg || !Number.isFinite(miss + error)) continue;
    const ring = Math.floor(altitude / 5);
    const around = Math.max(1, Math.round(72 * Math.cos((ring + 0.5) * 5 * radians)));
    const key = ring * 100 + Math.floor(((cell % columns) / columns) * around);
    const sum = sums.get(key) ?? { misses: 0, errors: 0 };
    sums.set(key, { misses: sum.misses + miss, errors: sum.errors + error });
  }
  return [...sums.values()].map((sum) => sum.misses / sum.errors);
}

/** Part of the misses within so many of their errors. */
export function shareWithin(sigmas: readonly number[], limit: number): number {
  return sigmas.filter((miss) => Math.abs(miss) <= limit).length / sigmas.length;
}

const radians = Math.PI / 180;

/** Altitude of the middle of a cell, deg. */
export function altitudeOf(cell: number): number {
  return truthGrid.altitude0Deg + (Math.floor(cell / columns) + 0.5) * truthGrid.stepDeg;
}

/** Sums over the cells with data above the horizon: nL and mlx. */
export interface LightSums {
  readonly zenithNl: number;
  readonly meanNl: number;
  readonly horizontalMlx: number;
  readonly vertical: { readonly mlx: number; readonly azimuthDeg: number };
}

/** Formulas of the night's `metrics.json`; upright planes every degree. */
export function sumsOf(light: Float32Array): LightSums {
  const facing = new Float64Array(360);
  let area = 0;
  let sum = 0;
  let horizontal = 0;
  let zenithArea = 0;
  let zenith = 0;
  const byColumn = new Float64Array(columns);
  for (let row = 0; row < rows; row += 1) {
    const altitude = altitudeOf(row * columns);
    if (altitude < 0) continue;
    const solidAngle = cellSolidAngleSr(truthGrid, row);
    for (let column = 0; column < columns; column += 1) {
      const value = light[row * columns + column] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      area += solidAngle;
      sum += value * solidAngle;
      horizontal += value * solidAngle * Math.sin(altitude * radians);
      byColumn[column] =
        (byColumn[column] ?? 0) + value * solidAngle * Math.cos(altitude * radians);
      if (altitude < 85) continue;
      zenithArea += solidAngle;
      zenith += value * solidAngle;
    }
  }
  for (const [azimuth] of facing.entries()) {
    facing[azimuth] = byColumn.reduce((total, sideways, column) => {
      const away = truthGrid.azimuth0Deg + (column + 0.5) * truthGrid.stepDeg - azimuth;
      return total + sideways * Math.max(0, Math.cos(away * radians));
    }, 0);
  }
  const most = Math.max(...facing);
  const mlx = 1000 * nanolambertCdM2;
  return {
    zenithNl: zenith / zenithArea,
    meanNl: sum / area,
    horizontalMlx: horizontal * mlx,
    vertical: { mlx: most * mlx, azimuthDeg: facing.indexOf(most) },
  };
}

/** Artificial light and ground in the truth of a simulated night, on `truthGrid`: its nearest cells. */
export async function simulatedTruthOn(
  path: string,
): Promise<{ readonly artificial: Float32Array; readonly hidden: Float32Array }> {
  const maps = readFits(await readFile(path), path);
  const onGrid = (name: string): Float32Array => {
    const map = imageNamed(maps, name);
    if (map === undefined) throw new Error(`${path}: no ${name}`);
    const [width = 0, height = 0] = map.shape;
    const values = map.float32();
    return Float32Array.from({ length: columns * rows }, (_, cell) => {
      const column = Math.floor((((cell % columns) + 0.5) / columns) * width);
      const row = Math.floor(((Math.floor(cell / columns) + 0.5) / rows) * height);
      return values[row * width + column] ?? Number.NaN;
    });
  };
  return { artificial: onGrid('ARTIFIC'), hidden: onGrid('HIDDEN') };
}

/** The value that a part of the numbers stays below. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}
