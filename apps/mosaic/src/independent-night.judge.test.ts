import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  biasDrift,
  calibrateDefault,
  completeMasters,
  driftOfCrop,
  exposureSeconds,
  frameTime,
  makeMasters,
  noScienceNoise,
  parseLinearityCurve,
  readMasterPicture,
  readRawFrame,
  type CalibrationMasters,
  type RawFrame,
} from '@nightskies/calibration';
import { firstImage, memorySource, readFits, writeFits, type ByteSink } from '@nightskies/fits';
import { readLuminanceMap, skySums, type SkySums } from '@nightskies/metrics';
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
  type Placement,
} from '@nightskies/mosaic';
import { image } from '@nightskies/pixels';
import { luminanceOfMag, magOfLuminance, rowAltitudeDeg } from '@nightskies/sky';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { MemoryFile } from '../../../tools/testing/memory-file.js';

/** Where files go that nobody asks for. */
const nowhere: ByteSink = { write: () => undefined };

const numbers = Array.from({ length: 45 }, (_, k) => k + 1);
const stemOf = (number: number): string => `ib${String(number).padStart(3, '0')}`;

const opticsSchema = z.object({
  camera: z.object({
    ...{ f_px: z.number(), xc: z.number(), yc: z.number() },
    ...{ k1: z.number(), k2: z.number(), p1: z.number(), p2: z.number() },
    ...{ a1: z.number(), a2: z.number() },
  }),
});

/** Where each frame really looked, and through which lens: the map is judged apart from astrometry. */
function truePlacements(night: string): (stem: string) => Placement {
  const text = readFileSync(join(night, 'truth', 'params.json'), 'utf8');
  const { camera } = opticsSchema.parse(JSON.parse(text));
  const lens = {
    kind: 'measured',
    camera: {
      width: 1024,
      height: 1024,
      focalLengthPx: camera.f_px,
      principalPoint: { x: camera.xc - 1, y: camera.yc - 1 },
      radial: [camera.k1, camera.k2, 0],
      decentering: [camera.p1, camera.p2],
      affinity: [camera.a1, camera.a2],
    },
  } as const;
  const [head, ...lines] = readFileSync(join(night, 'truth', 'frames.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return (stem) => {
    const line = lines.find(([file]) => file === `${stem}.fit`);
    if (line === undefined) throw new Error(`no truth of ${stem}`);
    const value = (column: string): number => Number(line[head.indexOf(column)]);
    const pose = {
      azimuthDeg: value('axis_az'),
      altitudeDeg: value('axis_alt'),
      rollDeg: value('roll'),
    };
    return { pose, lens };
  };
}

/** V frames of the night, calibrated with standard masters and without stars. */
function starFreeFrames(night: string): MapFrame[] {
  const inSet = (name: string): RawFrame =>
    readRawFrame(readFileSync(join(night, 'Data', 'fielddata', 'SIMA261101', '1st', name)), name);
  const master = (name: string): ReturnType<typeof readMasterPicture> =>
    readMasterPicture(readFileSync(join(night, 'Images', 'Master', name)), name);
  const stated = (value: number) => ({ value, uncertainty: null, origin: 'test' });
  const draft = makeMasters({
    reference: inSet('ib001.fit'),
    zenith: null,
    masterBias: master('SIM1bias.fit'),
    masterThermal: master('SIM1thermal_1sec.fit'),
    biases: [1, 2, 3, 4, 5].map((number) => inSet(`mbias${number}.fit`)),
    darks: [],
    flat: master('SIM1Flat_V_2026.fit'),
    linearity: parseLinearityCurve(
      readFileSync(join(night, 'Images', 'Linearity Curves', 'SIM1.txt'), 'utf8'),
      'SIM1.txt',
    ),
    camera: {
      camera: 'SIM1',
      band: 'V',
      zeropointMag: stated(14.74),
      // Enters the uncertainties only, which the map does not read.
      gainElectronsPerDn: stated(1.5),
      readNoiseElectrons: stated(10),
      plateScaleArcsec: stated(96.07),
    },
    band: 'V',
    compat: 'none',
    mode: 'standard',
    badPixelSigma: 12,
  });
  const { masters } = completeMasters(draft, noScienceNoise);
  const placements = truePlacements(night);
  return numbers.map((number) => {
    const raw = inSet(`${stemOf(number)}.fit`);
    const crop = inSet(`biasc${number + 6}.fit`);
    const name = `${stemOf(number)}.fit`;
    const calibrated = calibratedFile(raw, crop, masters);
    const starFree = starFreeFile(calibrated, name, { compat: 'none', radiusDeg: 0.3336 }).bytes;
    return readMapFrame(starFree, name, placements(stemOf(number)));
  });
}

function calibratedFile(raw: RawFrame, crop: RawFrame, masters: CalibrationMasters): Uint8Array {
  const own = driftOfCrop(crop, masters.bias);
  const { value } = calibrateDefault(raw.image, masters, {
    driftDn: biasDrift(frameTime(raw), { own }).driftDn,
    exposureSeconds: exposureSeconds(raw),
    saturationDn: 65535,
    readNoiseDn: 7,
    rowNoiseDn: 0,
    gainElectronsPerDn: 1.5,
  });
  return writeFits([{ header: raw.header, shape: [value.width, value.height], data: value.data }]);
}

interface Brightness {
  readonly zenithMag: number;
  readonly sums: SkySums;
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
    const sums = skySums(map);
    ours = { sums, zenithMag: magOfLuminance(sums.zenithLuminance) };

    // Truth starts at azimuth 0 and has no data below the horizon, like our own sums.
    const scene = firstImage(
      readFits(readFileSync(join(night, 'truth', 'maps', 'scene_mag.fits')), 'scene_mag.fits'),
    );
    const [width, height] = scene.shape;
    const truthGrid = { ...allSkyGrid(0.2), azimuth0Deg: 0 };
    expect([width, height]).toEqual([truthGrid.columns, truthGrid.rows]);
    const luminance = scene.float32().map(luminanceOfMag);
    const truthSums = skySums({ grid: truthGrid, map: image(width, height, luminance) });
    truth = { sums: truthSums, zenithMag: magOfLuminance(truthSums.zenithLuminance) };

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
      zenith: ours.sums.zenithLuminance / truth.sums.zenithLuminance - 1,
      mean: ours.sums.meanLuminance / truth.sums.meanLuminance - 1,
      illuminance: ours.sums.horizontalIlluminance / truth.sums.horizontalIlluminance - 1,
    };
    console.log('measured over truth - 1:', deviation);
    console.log(
      `zenith ${ours.zenithMag.toFixed(3)} (truth ${truth.zenithMag.toFixed(3)}) mag/arcsec2, ` +
        `mean ${(ours.sums.meanLuminance * 1000).toFixed(4)} (${(truth.sums.meanLuminance * 1000).toFixed(4)}) mcd/m2, ` +
        `${(ours.sums.horizontalIlluminance * 1000).toFixed(4)} (${(truth.sums.horizontalIlluminance * 1000).toFixed(4)}) mlx`,
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
