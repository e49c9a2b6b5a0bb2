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
import {
  measureFrame,
  PointSpread,
  pooledStarShape,
  relativeWidth,
  withStarShape,
  type FramePhotometry,
  type StarShape,
} from '@nightskies/photometry';
import {
  layeredRefraction,
  observerFrame,
  openStarCatalogue,
  standardPressureHpa,
  starCatalogueUrl,
  type CameraModel,
  type CameraPose,
  type StarSelection,
} from '@nightskies/sky';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';

/** Two or three of every row of the night. */
const numbers = [2, 8, 13, 18, 22, 25, 29, 33, 36, 40, 43, 45];
const stemOf = (number: number): string => `ib${String(number).padStart(3, '0')}`;

const truthSchema = z.object({
  site: z.object({
    lat: z.number(),
    lon: z.number(),
    elevation_m: z.number(),
    temperature_c: z.number(),
    humidity: z.number(),
  }),
  camera: z.object({
    ...{ f_px: z.number(), xc: z.number(), yc: z.number() },
    ...{ k1: z.number(), k2: z.number(), p1: z.number(), p2: z.number() },
    ...{ a1: z.number(), a2: z.number() },
  }),
  detector: z.object({ gain_e_per_dn: z.number(), read_noise_e: z.number() }),
  psf: z.object({
    encircled: z.record(z.string(), z.number()),
    encircled_at_r490: z.record(z.string(), z.number()),
  }),
});
type Truth = z.infer<typeof truthSchema>;

interface TrueFrame {
  readonly pose: CameraPose;
  readonly middleJdUtc: number;
}

type Table = ReadonlyMap<string, string>[];

function tableOf(path: string): Table {
  const [head, ...lines] = readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return lines.map((line) => new Map(head.map((name, column) => [name, line[column]])));
}

const numberOf = (row: ReadonlyMap<string, string>, name: string): number =>
  Number(row.get(name) ?? NaN);

function trueFrames(night: string): ReadonlyMap<string, TrueFrame> {
  return new Map(
    tableOf(join(night, 'truth', 'frames.csv')).map((row) => [
      row.get('file') ?? '',
      {
        pose: {
          azimuthDeg: numberOf(row, 'axis_az'),
          altitudeDeg: numberOf(row, 'axis_alt'),
          rollDeg: numberOf(row, 'roll'),
        },
        middleJdUtc: numberOf(row, 'jd_mid_utc'),
      },
    ]),
  );
}

function mastersOf(night: string, inSet: (name: string) => RawFrame): CalibrationMasters {
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
      gainElectronsPerDn: stated(3.12),
      readNoiseElectrons: stated(13.4),
      plateScaleArcsec: stated(96.07),
    },
    band: 'V',
    compat: 'none',
    mode: 'standard',
    badPixelSigma: 12,
  });
  return completeMasters(draft, noScienceNoise).masters;
}

/** One measured star against the light it truly gave. */
interface Comparison {
  readonly frame: string;
  readonly altitudeDeg: number;
  readonly radiusPx: number;
  readonly magnitude: number;
  /** Measured over true light, less 1, scintillation taken out. */
  readonly off: number;
  /** Stated error of it by noise and confusion. */
  readonly error: number;
  /** Scintillation of the simulator in stated errors. */
  readonly scintillation: number;
}

function compare(frame: FramePhotometry, truth: Table): Comparison[] {
  const list: Comparison[] = [];
  const { stars } = frame;
  for (let k = 0; k < stars.count; k++) {
    if (stars.flags[k] !== 0) continue;
    const match = truth.find(
      (row) =>
        Math.abs(numberOf(row, 'v_mag') - stars.magnitude[k]) < 0.02 &&
        Math.hypot(numberOf(row, 'x') - 1 - stars.x[k], numberOf(row, 'y') - 1 - stars.y[k]) < 1.5,
    );
    if (match === undefined) continue;
    const light =
      ((stars.flux[k] / frame.exposureSeconds) * stars.relativeSolidAngle[k]) /
      stars.apertureFraction[k];
    const scint = numberOf(match, 'scint');
    list.push({
      frame: frame.frame,
      altitudeDeg: stars.altitudeDeg[k],
      radiusPx: Math.hypot(stars.x[k] - 511.5, stars.y[k] - 511.5),
      magnitude: stars.magnitude[k],
      off: light / scint / 10 ** (-0.4 * numberOf(match, 'inst_mag')) - 1,
      error: Math.hypot(stars.fluxError[k] / stars.flux[k], stars.confusion[k]),
      scintillation: (scint - 1) / stars.scintillation[k],
    });
  }
  return list;
}

/** Weighted mean of what stars are off, its error, and the mean square pull. */
function summary(list: readonly Comparison[]): { mean: number; sigma: number; chi2: number } {
  // Four thousandths: flat, linearity and shape of a single star.
  const weighted = list.map(({ off, error }) => ({ off, weight: 1 / (error ** 2 + 0.004 ** 2) }));
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const mean = weighted.reduce((sum, { off, weight }) => sum + weight * off, 0) / total;
  const chi2 =
    weighted.reduce((sum, { off, weight }) => sum + weight * (off - mean) ** 2, 0) / list.length;
  return { mean, sigma: Math.sqrt(Math.max(chi2, 1) / total), chi2 };
}

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('stars of the independent night', () => {
  let stars: Comparison[];
  let shape: StarShape;
  let truth: Truth;
  let secondsPerFrame: number;

  beforeAll(() => {
    const { night } = unpackNight();
    truth = truthSchema.parse(
      JSON.parse(readFileSync(join(night, 'truth', 'params.json'), 'utf8')),
    );
    const folder = join(night, 'Data', 'fielddata', 'SIMA261101', '1st');
    const inSet = (name: string): RawFrame => readRawFrame(readFileSync(join(folder, name)), name);
    const masters = mastersOf(night, inSet);
    const placed = trueFrames(night);
    const optics = truth.camera;
    const camera: CameraModel = {
      width: 1024,
      height: 1024,
      focalLengthPx: optics.f_px,
      principalPoint: { x: optics.xc - 1, y: optics.yc - 1 },
      radial: [optics.k1, optics.k2, 0],
      decentering: [optics.p1, optics.p2],
      affinity: [optics.a1, optics.a2],
    };
    const catalogue: StarSelection = openStarCatalogue(readFileSync(starCatalogueUrl)).cone({
      ...{ raDeg: 0, decDeg: 0, radiusDeg: 180 },
      epochJd: 2_461_345.7,
    });
    const start = process.cpuUsage();
    let measuring = 0;
    const frames = numbers.map((number): FramePhotometry => {
      const stem = stemOf(number);
      const raw = inSet(`${stem}.fit`);
      const crop = inSet(`biasc${number + 6}.fit`);
      const seconds = exposureSeconds(raw);
      const { value, uncertainty, flags } = calibrateDefault(raw.image, masters, {
        driftDn: biasDrift(frameTime(raw), { own: driftOfCrop(crop, masters.bias) }).driftDn,
        exposureSeconds: seconds,
        saturationDn: 65535,
        readNoiseDn: truth.detector.read_noise_e / truth.detector.gain_e_per_dn,
        rowNoiseDn: 0,
        gainElectronsPerDn: truth.detector.gain_e_per_dn,
      });
      const at = placed.get(`${stem}.fit`);
      if (at === undefined) throw new Error(`no truth of ${stem}`);
      const { lat, lon, elevation_m: heightM, temperature_c, humidity } = truth.site;
      const site = { longitudeDeg: lon, latitudeDeg: lat, heightM };
      const sky = observerFrame({
        ...site,
        jdUtc: at.middleJdUtc,
        refraction: layeredRefraction({
          ...{ pressureHpa: standardPressureHpa(heightM), temperatureC: temperature_c },
          ...{ relativeHumidity: humidity, wavelengthUm: 0.55, latitudeDeg: lat, heightM },
        }),
      });
      const from = process.cpuUsage(start);
      const measured = measureFrame({
        ...{ frame: stem, band: 'V', pixels: value, uncertainty, flags, camera, sky, catalogue },
        ...{ gainElectronsPerDn: null, readNoiseElectrons: null },
        ...{ exposureSeconds: seconds, middleJdUtc: at.middleJdUtc, pose: at.pose },
      });
      const to = process.cpuUsage(start);
      measuring += to.user + to.system - from.user - from.system;
      return measured;
    });
    secondsPerFrame = measuring / 1e6 / frames.length;
    const pooled = pooledStarShape(frames);
    if (pooled === null) throw new Error('no growth curve of the night');
    shape = pooled;
    stars = frames.flatMap((frame) =>
      compare(
        withStarShape(frame, shape),
        tableOf(join(night, 'truth', 'stars', `${frame.frame}.csv`)),
      ),
    );
  }, 300_000);

  test('are measured without bias: all, by altitude, by place in the field, by magnitude', () => {
    const groups: [string, (star: Comparison) => boolean][] = [
      ['all', () => true],
      ['below 25 deg', ({ altitudeDeg }) => altitudeDeg < 25],
      ['25 to 50 deg', ({ altitudeDeg }) => altitudeDeg >= 25 && altitudeDeg < 50],
      ['above 50 deg', ({ altitudeDeg }) => altitudeDeg >= 50],
      ['within 300 px', ({ radiusPx }) => radiusPx < 300],
      ['300 to 450 px', ({ radiusPx }) => radiusPx >= 300 && radiusPx < 450],
      ['beyond 450 px', ({ radiusPx }) => radiusPx >= 450],
      ['brighter than 5.5', ({ magnitude }) => magnitude < 5.5],
      ['5.5 to 6.5', ({ magnitude }) => magnitude >= 5.5 && magnitude < 6.5],
      ['fainter than 6.5', ({ magnitude }) => magnitude >= 6.5],
    ];
    // The growth curve of twelve frames is common to all groups.
    const loss = shape.growth.fractionError[7];
    for (const [name, belongs] of groups) {
      const group = stars.filter(belongs);
      const { mean, sigma, chi2 } = summary(group);
      console.log(
        `${name}: ${group.length} stars, light ${(1000 * mean).toFixed(2)} +- ` +
          `${(1000 * sigma).toFixed(2)} mmag off, mean square pull ${chi2.toFixed(2)}`,
      );
      expect(Math.abs(mean)).toBeLessThan(3 * Math.hypot(sigma, loss));
      expect(Math.abs(mean)).toBeLessThan(0.008);
    }
    console.log(`${(1000 * secondsPerFrame).toFixed(0)} ms of CPU a frame`);
  });

  test('have the errors they are stated with', () => {
    const { chi2 } = summary(stars);
    const within2 = stars.filter(({ off, error }) => Math.abs(off) < 2 * Math.hypot(error, 0.004));
    expect(chi2).toBeGreaterThan(0.7);
    expect(chi2).toBeLessThan(1.5);
    expect(within2.length / stars.length).toBeGreaterThan(0.9);
  });

  test('scintillate as stated', () => {
    const square = stars.reduce((sum, star) => sum + star.scintillation ** 2, 0) / stars.length;
    expect(Math.abs(square - 1)).toBeLessThan(4 * Math.sqrt(2 / stars.length));
  });

  test('have the growth curve of the simulator, at the centre and in the corners', () => {
    const spread = new PointSpread(shape.growth);
    const { encircled, encircled_at_r490: corner } = truth.psf;
    for (const radius of ['6', '8', '10', '12']) {
      const at = shape.growth.radiusPx.indexOf(Number(radius));
      const [found, error] = [shape.growth.fraction[at], shape.growth.fractionError[at]];
      console.log(
        `within ${radius} px: ${found.toFixed(5)} +- ${error.toFixed(5)}, true ${encircled[radius].toFixed(5)}`,
      );
      expect(Math.abs(found - encircled[radius])).toBeLessThan(3 * error);
    }
    // Round the axis of the lens, in the mean of eight directions.
    const { xc, yc } = truth.camera;
    let width = 0;
    let middle = 0;
    for (let k = 0; k < 8; k++) {
      const [c, s] = [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4)];
      width += relativeWidth(shape.width, xc - 1 + 490 * c, yc - 1 + 490 * s) / 8;
      middle += relativeWidth(shape.width, xc - 1 + c, yc - 1 + s) / 8;
    }
    const drop = spread.encircled(6, middle) - spread.encircled(6, width);
    const trueDrop = encircled['6'] - corner['6'];
    console.log(`loss at 490 px: ${drop.toFixed(5)}, true ${trueDrop.toFixed(5)}`);
    expect(Math.abs(drop - trueDrop)).toBeLessThan(0.0005);
  });
});
