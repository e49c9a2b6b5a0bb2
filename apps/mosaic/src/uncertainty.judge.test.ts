import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Band } from '@nightskies/contracts';
import { firstImage, readFits } from '@nightskies/fits';
import {
  allSkyGrid,
  CatalogueDensity,
  keptFaintStarlight,
  luminanceOfUnitRate,
  planTiles,
  readMapFrame,
  starFreeFile,
  surfaceBrightnessMag,
  systematicErrors,
  TileAccumulator,
  usualFlatError,
  type MapFrame,
} from '@nightskies/mosaic';
import { airmass } from '@nightskies/photometry';
import { image, type Image } from '@nightskies/pixels';
import {
  cellDirection,
  icrsToGalactic,
  luminanceOfMag,
  nanolambertCdM2,
  observerFrame,
  openStarCatalogue,
  starCatalogueUrl,
  type ObserverFrame,
} from '@nightskies/sky';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import {
  bNumbers,
  calibratedFrames,
  frameTruth,
  nightParameters,
  stemOf,
  truePlacements,
} from './test-support/independent-frames.js';

/** The cells of the truth maps, shifted to begin in the south. */
const grid = allSkyGrid(0.2);
const columns = grid.columns;

/** Judged is the sky above 6 deg, farther from the terrain than the filter reaches. */
const lowestDeg = 6;
const filterCells = 2;
/** Away from the Milky Way: galactic latitude beyond this, where star count models begin to hold. */
const milkyWayDeg = 20;

interface Cell {
  /** Map minus truth, mag. */
  readonly magOff: number;
  /** Map over truth minus 1, and the random and confusion errors of it, relative. */
  readonly off: number;
  readonly sigma: number;
  readonly noise: number;
  readonly confusion: number;
  /** Solid angle, in units of a cell at the horizon. */
  readonly area: number;
  readonly galacticDeg: number;
}

/** Rate, noise and confusion of a star-free map. */
interface Planes {
  readonly rate: Float32Array;
  readonly noise: Float32Array;
  readonly confusion: Float32Array;
}

function render(frames: readonly MapFrame[]): Planes {
  const cells = grid.columns * grid.rows;
  const empty = (): Float32Array => new Float32Array(cells).fill(Number.NaN);
  const planes = { rate: empty(), noise: empty(), confusion: empty() };
  for (const range of planTiles(grid)) {
    const accumulator = new TileAccumulator(grid, range, { featherDeg: 2 });
    for (const frame of frames) accumulator.add(frame);
    const tile = accumulator.finish();
    const width = range.columnEnd - range.columnStart;
    for (let row = range.rowStart; row < range.rowEnd; row++) {
      const from = (row - range.rowStart) * width;
      const to = row * columns + range.columnStart;
      planes.rate.set(tile.rate.data.subarray(from, from + width), to);
      planes.noise.set(tile.sigma.data.subarray(from, from + width), to);
      if (tile.confusion !== null) {
        planes.confusion.set(tile.confusion.data.subarray(from, from + width), to);
      }
    }
  }
  return planes;
}

interface Judged {
  /** That can be judged. */
  readonly cells: Cell[];
  /** Map minus the sky without faint stars, mag. */
  readonly overDiffuse: number[];
  /** Luminance of the map, cd/m2, from its first column on. */
  readonly luminance: Image;
  /** In the middle of the set. */
  readonly sky: ObserverFrame;
}

function judge(night: string, band: Band): Judged {
  const calibrated = calibratedFrames(night, band);
  const placements = truePlacements(night);
  const numbers = band === 'V' ? Array.from({ length: 45 }, (_, k) => k + 1) : bNumbers;
  const frames = numbers.map((number) => {
    const stem = stemOf(number, band);
    const bytes = starFreeFile(calibrated(stem), stem, { compat: 'none', radiusDeg: 0.3336 }).bytes;
    return readMapFrame(bytes, `${stem}.fit`, placements(stem));
  });
  const planes = render(frames);
  const truthMap = (name: string): Float32Array =>
    firstImage(
      readFits(readFileSync(join(night, 'truth', 'maps', `${name}.fits`)), name),
    ).float32();
  const letter = band === 'B' ? '_B' : '';
  const [truth, diffuse] = [
    truthMap(`diffuse_faint${letter}_mag`),
    truthMap(`diffuse${letter}_mag`),
  ];
  const terrain = truthMap('terrain_mask');
  const parameters = nightParameters(night);
  const { lat: latitudeDeg, lon: longitudeDeg, elevation_m: heightM } = parameters.site;
  const time = frameTruth(night);
  const middle = (time(stemOf(1, 'V'))('jd_mid_utc') + time(stemOf(45, 'V'))('jd_mid_utc')) / 2;
  const sky = observerFrame({
    jdUtc: middle,
    latitudeDeg,
    longitudeDeg,
    heightM,
    refraction: null,
  });
  // The true zeropoint, to account for the one used.
  const scale = {
    zeropointMag: parameters.photometry[band].zeropoint,
    plateScaleArcsec: parameters.camera.effective_scale_arcsec_px,
  };
  const isSky = (row: number, column: number): boolean => {
    for (let dy = -filterCells; dy <= filterCells; dy++) {
      for (let dx = -filterCells; dx <= filterCells; dx++) {
        const at = (row + dy) * columns + ((column + dx + columns) % columns);
        if (row + dy < grid.rows && terrain[at] !== 0) return false;
      }
    }
    return true;
  };
  const cells: Cell[] = [];
  const overDiffuse: number[] = [];
  for (
    let row = Math.round((lowestDeg - grid.altitude0Deg) / grid.stepDeg);
    row < grid.rows;
    row++
  ) {
    for (let column = 0; column < columns; column++) {
      const own = row * columns + ((column + columns / 2) % columns);
      const rate = planes.rate[own];
      if (Number.isNaN(rate) || !isSky(row, column)) continue;
      const direction = cellDirection(grid, (column + columns / 2) % columns, row);
      const known = truth[row * columns + column];
      const magOff = surfaceBrightnessMag(rate, scale) - known;
      const noise = planes.noise[own] / rate;
      const confusion = planes.confusion[own] / rate;
      overDiffuse.push(surfaceBrightnessMag(rate, scale) - diffuse[row * columns + column]);
      cells.push({
        magOff,
        off: 10 ** (-0.4 * magOff) - 1,
        ...{ noise, confusion },
        sigma: Math.hypot(noise, confusion),
        area: Math.cos((direction.altitudeDeg * Math.PI) / 180),
        galacticDeg: icrsToGalactic(sky.altAzToIcrs(direction)).latitudeDeg,
      });
    }
  }
  const perRate = luminanceOfUnitRate(scale);
  const luminance = image(
    columns,
    grid.rows,
    planes.rate.map((rate) => rate * perRate),
  );
  return { cells, overDiffuse, luminance, sky };
}

/** Mean over cells of 1.25 deg, 288 x 72, first row highest, of the cells whose middle lies in each. */
function smallOf({ data }: Image): Image {
  const [width, height, stepDeg] = [288, 72, 1.25];
  const sums = new Float64Array(width * height);
  const areas = new Float64Array(width * height);
  data.forEach((value, cell) => {
    const direction = cellDirection(grid, cell % columns, Math.floor(cell / columns));
    if (direction.altitudeDeg < 0 || Number.isNaN(value)) return;
    const column = Math.floor(((direction.azimuthDeg + 540) % 360) / stepDeg);
    const small = Math.floor((90 - direction.altitudeDeg) / stepDeg) * width + column;
    const area = Math.cos((direction.altitudeDeg * Math.PI) / 180);
    sums[small] += area * value;
    areas[small] += area;
  });
  return image(
    width,
    height,
    Float32Array.from(sums, (sum, k) => sum / areas[k]),
  );
}

/** Value below which a part of the sky lies. */
function quantile(cells: readonly Cell[], part: number, of: (cell: Cell) => number): number {
  const sorted = cells.map((cell) => ({ value: of(cell), area: cell.area }));
  sorted.sort((a, b) => a.value - b.value);
  let left = part * sorted.reduce((sum, { area }) => sum + area, 0);
  for (const { value, area } of sorted) {
    left -= area;
    if (left <= 0) return value;
  }
  return Number.NaN;
}

/** Constant of the least squares of (off - constant) / sigma, and the rms that is left. */
function constantAndRms(cells: readonly Cell[]): { constant: number; rms: number } {
  let [weights, sum, total] = [0, 0, 0];
  for (const { off, sigma, area } of cells) {
    weights += area / sigma ** 2;
    sum += (area * off) / sigma ** 2;
    total += area;
  }
  const constant = sum / weights;
  const squares = cells.reduce(
    (all, { off, sigma, area }) => all + area * ((off - constant) / sigma) ** 2,
    0,
  );
  return { constant, rms: Math.sqrt(squares / total) };
}

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('the star-free map of the independent night', () => {
  let night: string;
  let v: Judged;
  let b: Judged;

  beforeAll(() => {
    night = unpackNight().night;
    v = judge(night, 'V');
    b = judge(night, 'B');
  }, 600_000);

  test('in V agrees with the truth: median within 0.01 mag, 95 % of the sky within 0.03', () => {
    const middle = quantile(v.cells, 0.5, ({ magOff }) => magOff);
    const most = quantile(v.cells, 0.95, ({ magOff }) => Math.abs(magOff));
    const brighter = [...v.overDiffuse].sort((a, c) => a - c)[v.overDiffuse.length >> 1];
    console.log(
      `V map - truth: median ${middle.toFixed(4)} mag, 95 % within ${most.toFixed(4)}; against the sky without faint stars ${brighter.toFixed(4)}; ${v.cells.length} cells`,
    );
    expect(Math.abs(middle)).toBeLessThanOrEqual(0.01);
    expect(most).toBeLessThanOrEqual(0.03);
    expect(brighter).toBeGreaterThan(-0.03);
  });

  test('in V is off by what its random error says, away from the Milky Way', () => {
    const away = v.cells.filter(({ galacticDeg }) => Math.abs(galacticDeg) > milkyWayDeg);
    const { constant, rms } = constantAndRms(away);
    const all = constantAndRms(v.cells);
    const typical = (of: (cell: Cell) => number): string =>
      (100 * quantile(away, 0.5, of)).toFixed(3);
    const systematic = systematicErrors({
      // The zeropoint used is the true one here.
      zeropointUncertaintyMag: 0,
      flat: { value: usualFlatError, origin: 'test' },
      plateScaleArcsec: 95.884,
      plateScaleErrorArcsec: 0.01,
    });
    console.log(
      `(map - truth) / sigma: rms ${rms.toFixed(3)} beyond ${milkyWayDeg} deg of the galactic plane (${away.length} cells), ${all.rms.toFixed(3)} everywhere; constant ${(100 * constant).toFixed(3)} %, systematic sigma ${(100 * (systematic.total ?? 0)).toFixed(3)} %; noise ${typical(({ noise }) => noise)} %, confusion ${typical(({ confusion }) => confusion)} %`,
    );
    expect(rms).toBeGreaterThanOrEqual(0.8);
    expect(rms).toBeLessThanOrEqual(1.3);
    expect(Math.abs(constant)).toBeLessThanOrEqual(2 * (systematic.total ?? 0));
  });

  test('in B, where its ten frames reach: median within 0.015 mag, 95 % within 0.05', () => {
    const middle = quantile(b.cells, 0.5, ({ magOff }) => magOff);
    const most = quantile(b.cells, 0.95, ({ magOff }) => Math.abs(magOff));
    const { rms } = constantAndRms(b.cells);
    console.log(
      `B map - truth: median ${middle.toFixed(4)} mag, 95 % within ${most.toFixed(4)}, rms of (map - truth) / sigma ${rms.toFixed(3)}; ${b.cells.length} cells`,
    );
    expect(Math.abs(middle)).toBeLessThanOrEqual(0.015);
    expect(most).toBeLessThanOrEqual(0.05);
  });

  test('in V keeps the faint starlight that is estimated, within its error', () => {
    const parameters = nightParameters(night);
    const { zeropoint: zeropointMag, extinction } = parameters.photometry.V;
    const estimate = keptFaintStarlight({
      zeropointMag,
      extinction,
      small: smallOf(v.luminance),
      sky: v.sky,
      density: new CatalogueDensity(openStarCatalogue(readFileSync(starCatalogueUrl))),
      airmassAt: (altitudeDeg) => airmass('pickering-2002', altitudeDeg),
      plateScaleArcsec: parameters.camera.effective_scale_arcsec_px,
      exposureSeconds: 12,
      ...{ binningX: 1, binningY: 1 },
      ...{ gainElectronsPerDn: 3.12, readNoiseElectrons: 13.4 },
      radiusDeg: 0.3336,
      colourMag: 0,
      // The sky of this night has no fainter ones.
      faintestV: 12,
    });
    const smallTruth = (name: string, luminanceOf: (value: number) => number): Image => {
      const own = firstImage(
        readFits(readFileSync(join(night, 'truth', 'maps', `${name}.fits`)), name),
      ).float32();
      const turned = own.map((_, k) => {
        const column = (k % columns) + columns / 2;
        return luminanceOf(own[Math.floor(k / columns) * columns + (column % columns)]);
      });
      return smallOf(image(columns, grid.rows, turned));
    };
    const map = smallOf(v.luminance);
    const diffuse = smallTruth('diffuse_mag', luminanceOfMag);
    const faint = smallTruth('faintstars_nl', (nl) => nl * nanolambertCdM2);
    const shares: number[] = [];
    const [keptOff, shareOff, lawOff]: number[][] = [[], [], []];
    const away: number[] = [];
    // Above 15 deg: below, the sky without stars changes within a cell by more than they give.
    for (let cell = 0; cell < 60 * map.width; cell++) {
      const kept = map.data[cell] - diffuse.data[cell];
      // What is estimated for the stars that are there: the law of this sky is an invented one.
      const share = kept / faint.data[cell];
      shares.push(share);
      shareOff.push(share / estimate.share.data[cell] - 1);
      keptOff.push((kept - estimate.kept.data[cell]) / estimate.keptError.data[cell]);
      lawOff.push(estimate.faint.data[cell] / faint.data[cell] - 1);
      away.push((share - estimate.share.data[cell]) / estimate.shareError.data[cell]);
    }
    const at = (values: number[], part: number): string =>
      [...values].sort((x, y) => x - y)[Math.floor(part * values.length)].toFixed(3);
    const three = (values: number[]): string =>
      [0.16, 0.5, 0.84].map((q) => at(values, q)).join(' ');
    const inside = (values: number[], errors: number): number =>
      values.filter((value) => Math.abs(value) < errors).length / values.length;
    console.log(
      `share kept ${three(shares)} (16, 50, 84 %), estimated ${three([...estimate.share.data.subarray(0, 60 * map.width)])}, measured over estimated - 1: ${three(shareOff)}, off by ${three(away)} of its error; kept light off by ${three(keptOff)} of its error, within one ${inside(keptOff, 1).toFixed(2)}, two ${inside(keptOff, 2).toFixed(2)}; faint stars by the law over those of this sky - 1: ${three(lawOff)}`,
    );
    expect(Math.abs(Number(at(shareOff, 0.5)))).toBeLessThan(0.1);
    expect(inside(keptOff, 2)).toBeGreaterThan(0.9);
  });
});
