import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, memorySource, readFits, type ByteSink } from '@nightskies/fits';
import { measureSky, readLuminanceMap, rowsOf, type LuminanceMap } from '@nightskies/metrics';
import {
  allSkyGrid,
  flatError,
  openTile,
  planTiles,
  readMapFrame,
  starFreeFile,
  TileAccumulator,
  tileFrame,
  TiledMap,
  writeStarFreeMap,
  writeTile,
  type OpenTile,
  type MapFrame,
} from '@nightskies/mosaic';
import { image } from '@nightskies/pixels';
import { luminanceOfMag, magOfLuminance, rowAltitudeDeg } from '@nightskies/sky';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { MemoryFile } from '../../../tools/testing/memory-file.js';
import { calibratedFrames, stemOf, truePlacements } from './test-support/independent-frames.js';

/** Where files go that nobody asks for. */
const nowhere: ByteSink = { write: () => undefined };

const numbers = Array.from({ length: 45 }, (_, k) => k + 1);

/** V frames of the night, calibrated with standard masters and without stars, where they truly looked. */
function starFreeFrames(night: string): MapFrame[] {
  const calibrated = calibratedFrames(night, 'V');
  const placements = truePlacements(night);
  return numbers.map((number) => {
    const stem = stemOf(number, 'V');
    const name = `${stem}.fit`;
    const options = { compat: 'none', radiusDeg: 0.3336 } as const;
    const starFree = starFreeFile(calibrated(stem), name, options).bytes;
    return readMapFrame(starFree, name, placements(stem));
  });
}

interface Brightness {
  readonly zenithMag: number;
  /** mcd/m2 and mlx. */
  readonly zenithLuminance: number;
  readonly meanLuminance: number;
  readonly horizontalIlluminance: number;
}

function brightnessOf(map: LuminanceMap): Brightness {
  const { metrics } = measureSky({
    ...{ observed: rowsOf(map), artificial: null, natural: null, mask: null },
    systematicFraction: 0,
    options: { zenithRadiusDeg: 1 },
  });
  const valueOf = (name: string): number =>
    metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    zenithMag: valueOf('zenith-brightness'),
    zenithLuminance: valueOf('zenith-luminance'),
    meanLuminance: valueOf('mean-luminance'),
    horizontalIlluminance: valueOf('horizontal-illuminance'),
  };
}

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('the map of the independent night', () => {
  let ours: Brightness;
  let truth: Brightness;
  let highestGapDeg: number;
  let gapCells: number;
  let renderSeconds: number;
  let differences: number[];

  beforeAll(() => {
    const { night } = unpackNight();
    const frames = starFreeFrames(night);
    const grid = allSkyGrid(0.05);
    const tiles: OpenTile[] = [];
    const start = process.cpuUsage();
    for (const range of planTiles(grid)) {
      const accumulator = new TileAccumulator(grid, range, { featherDeg: 2 });
      const used = frames.filter((frame) => accumulator.add(frame) > 0);
      const tile = writeTile({
        tile: accumulator.finish(),
        stepDeg: grid.stepDeg,
        frames: used.map(tileFrame),
        missing: [],
      });
      tiles.push(openTile(memorySource(tile), `tile ${range.tile}`));
    }
    const sky = new TiledMap(grid, tiles, []);
    const file = new MemoryFile();
    writeStarFreeMap(
      sky,
      grid,
      {
        night: 'SIMA261101',
        set: 1,
        band: 'V',
        camera: 'SIM1',
        zeropointMag: 14.74,
        zeropointOrigin: 'filelist',
        zeropointUncertaintyMag: null,
        extinction: null,
        plateScaleArcsec: 95.884,
        plateScaleUncertaintyArcsec: null,
        flat: flatError(null),
        matching: 'none',
      },
      {
        compat: 'none',
        sinks: { map: file, origin: null, skybright: nowhere, skybrightmags: nowhere },
      },
    );
    const used = process.cpuUsage(start);
    renderSeconds = (used.user + used.system) / 1e6;
    const map = readLuminanceMap(file, 'map.fits');
    const gaps = map.map.data.reduce<number[]>((list, value, cell) => {
      if (Number.isNaN(value)) list.push(cell);
      return list;
    }, []);
    gapCells = gaps.length;
    highestGapDeg = rowAltitudeDeg(grid, Math.floor((gaps.at(-1) ?? 0) / grid.columns));
    ours = brightnessOf(map);

    // Truth starts at azimuth 0 and has no data below the horizon, like our own sums.
    const scene = firstImage(
      readFits(readFileSync(join(night, 'truth', 'maps', 'scene_mag.fits')), 'scene_mag.fits'),
    );
    const [width, height] = scene.shape;
    const truthGrid = { ...allSkyGrid(0.2), azimuth0Deg: 0 };
    expect([width, height]).toEqual([truthGrid.columns, truthGrid.rows]);
    const luminance = scene.float32().map(luminanceOfMag);
    truth = brightnessOf({ grid: truthGrid, map: image(width, height, luminance) });

    differences = [];
    for (let row = 50; row < height; row += 5) {
      for (let column = 0; column < width; column += 5) {
        const there = (column + width / 2) % width;
        const cell = map.map.data[(row * 4 + 2) * grid.columns + there * 4 + 2];
        differences.push(magOfLuminance(cell) - magOfLuminance(luminance[row * width + column]));
      }
    }
    differences.sort((a, b) => a - b);
  }, 300_000);

  // Between two frames of the lowest row the corners of both end a little above -6 deg.
  test('has data in every cell but the lowest corners between frames', () => {
    console.log(`${gapCells} cells without data, the highest at ${highestGapDeg.toFixed(3)} deg`);
    expect(gapCells).toBeLessThan(0.001 * 7200 * 1920);
    expect(highestGapDeg).toBeLessThan(-5.9);
  });

  test('agrees with the truth in zenith, mean and illuminance within 2.5 %', () => {
    const deviation = {
      zenith: ours.zenithLuminance / truth.zenithLuminance - 1,
      mean: ours.meanLuminance / truth.meanLuminance - 1,
      illuminance: ours.horizontalIlluminance / truth.horizontalIlluminance - 1,
    };
    console.log('measured over truth - 1:', deviation);
    console.log(
      `zenith ${ours.zenithMag.toFixed(3)} (truth ${truth.zenithMag.toFixed(3)}) mag/arcsec2, ` +
        `mean ${ours.meanLuminance.toFixed(4)} (${truth.meanLuminance.toFixed(4)}) mcd/m2, ` +
        `${ours.horizontalIlluminance.toFixed(4)} (${truth.horizontalIlluminance.toFixed(4)}) mlx`,
    );
    for (const value of Object.values(deviation)) expect(Math.abs(value)).toBeLessThan(0.025);
  });

  test('agrees cell by cell above 4 deg, in the middle to 0.03 mag', () => {
    const quantile = (part: number): number => differences[Math.floor(part * differences.length)];
    console.log(
      `map - truth, mag: 5 % ${quantile(0.05).toFixed(4)}, median ${quantile(0.5).toFixed(4)}, 95 % ${quantile(0.95).toFixed(4)}`,
    );
    expect(Math.abs(quantile(0.5))).toBeLessThan(0.03);
    expect(quantile(0.95) - quantile(0.05)).toBeLessThan(0.06);
  });

  test('says what its rendering cost', () => {
    console.log(`45 frames into 7200 x 1920 cells: ${renderSeconds.toFixed(2)} s of CPU`);
    expect(renderSeconds).toBeGreaterThan(0);
  });
});
