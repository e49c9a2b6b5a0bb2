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
  writeDefaultFrame,
  type CalibrationMasters,
  type RawFrame,
} from '@nightskies/calibration';
import { setAstrometrySchema, type Band, type SetAstrometry } from '@nightskies/contracts';
import { measureFrame, type FramePhotometry } from '@nightskies/photometry';
import {
  columnAzimuthDeg,
  layeredRefraction,
  observerFrame,
  openStarCatalogue,
  standardPressureHpa,
  starCatalogueUrl,
  wrapDeg,
  type CameraModel,
  type MapGrid,
} from '@nightskies/sky';
import { z } from 'zod';
import type { CalibratedFile } from '../horizon-strip.js';

const truthSchema = z.object({
  site: z.object({
    ...{ lat: z.number(), lon: z.number(), elevation_m: z.number() },
    ...{ temperature_c: z.number(), humidity: z.number() },
  }),
  camera: z.object({
    ...{ f_px: z.number(), xc: z.number(), yc: z.number() },
    ...{ k1: z.number(), k2: z.number(), p1: z.number(), p2: z.number() },
    ...{ a1: z.number(), a2: z.number() },
  }),
});

/** One band of the independent night: calibrated by the product, placed as it truly was. */
export interface IndependentSet {
  readonly astrometry: SetAstrometry;
  readonly frames: readonly CalibratedFile[];
  readonly photometry: readonly FramePhotometry[];
}

/** Gain and read noise of the camera, as a person would state them. */
const camera = { gainElectronsPerDn: 3.12, readNoiseElectrons: 13.4, rowNoiseDn: 0.45 };

/** The frames of these numbers, and the stars measured in them (V alone). */
export function independentSet(
  night: string,
  band: Band,
  numbers: readonly number[],
): IndependentSet {
  const truth = truthSchema.parse(
    JSON.parse(readFileSync(join(night, 'truth', 'params.json'), 'utf8')),
  );
  const placed = truePoses(night);
  const { camera: optics, site } = truth;
  const lens: CameraModel = {
    ...{ width: 1024, height: 1024, focalLengthPx: optics.f_px },
    principalPoint: { x: optics.xc - 1, y: optics.yc - 1 },
    radial: [optics.k1, optics.k2, 0],
    decentering: [optics.p1, optics.p2],
    affinity: [optics.a1, optics.a2],
  };
  const stems = numbers.map((n) => `ib${String(n).padStart(3, '0')}${band === 'B' ? 'b' : ''}`);
  const astrometry = setAstrometrySchema.parse({
    ...{ format: 1, night: 'SIMA261101', set: 1, band, compat: 'none' },
    camera: lens,
    ...{ cameraTerms: [], mountTerms: [], mountScatterDeg: null },
    frames: stems.map((frame) => {
      const { pose } = placed(frame);
      const { azimuthDeg, altitudeDeg } = pose;
      return {
        ...{ frame, status: 'solved', reason: null, pose, matchedStars: 0, rmsPixels: null },
        commanded: { azimuthDeg, altitudeDeg },
        sigmaDeg: { along: 0, altitude: 0, roll: 0 },
        centre: { azimuthDeg, altitudeDeg, raDeg: null, decDeg: null },
      };
    }),
  });
  const inSet = (name: string): RawFrame =>
    readRawFrame(readFileSync(join(night, 'Data', 'fielddata', 'SIMA261101', '1st', name)), name);
  const masters = mastersOf(night, band, inSet);
  const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl)).cone({
    ...{ raDeg: 0, decDeg: 0, radiusDeg: 180, epochJd: 2_461_345.7 },
  });
  const photometry: FramePhotometry[] = [];
  const frames = stems.map((stem, k) => {
    const raw = inSet(`${stem}.fit`);
    const crop = inSet(`biasc${(numbers[k] ?? 0) + 6}.fit`);
    const { driftDn } = biasDrift(frameTime(raw), { own: driftOfCrop(crop, masters.bias) });
    const frame = calibrateDefault(raw.image, masters, {
      ...{ driftDn, exposureSeconds: exposureSeconds(raw), saturationDn: 65535 },
      readNoiseDn: camera.readNoiseElectrons / camera.gainElectronsPerDn,
      rowNoiseDn: camera.rowNoiseDn,
      gainElectronsPerDn: camera.gainElectronsPerDn,
    });
    const { pose, middleJdUtc } = placed(stem);
    const { lat: latitudeDeg, elevation_m: heightM } = site;
    if (band === 'V') {
      photometry.push(
        measureFrame({
          ...{ frame: stem, band, catalogue, pose, middleJdUtc },
          ...{ pixels: frame.value, uncertainty: frame.uncertainty, flags: frame.flags },
          ...{ gainElectronsPerDn: null, readNoiseElectrons: null },
          exposureSeconds: exposureSeconds(raw),
          camera: lens,
          sky: observerFrame({
            ...{ longitudeDeg: site.lon, latitudeDeg, heightM, jdUtc: middleJdUtc },
            refraction: layeredRefraction({
              ...{ pressureHpa: standardPressureHpa(heightM), temperatureC: site.temperature_c },
              ...{ relativeHumidity: site.humidity, wavelengthUm: 0.55, latitudeDeg, heightM },
            }),
          }),
        }),
      );
    }
    const record = { masters, driftDn, driftUncertaintyDn: 0.13, gain: null, readNoise: null };
    return { name: `${stem}.fit`, bytes: writeDefaultFrame(raw.header, frame, record) };
  });
  return { astrometry, frames, photometry };
}

interface TruePlace {
  readonly pose: {
    readonly azimuthDeg: number;
    readonly altitudeDeg: number;
    readonly rollDeg: number;
  };
  readonly middleJdUtc: number;
}

function truePoses(night: string): (stem: string) => TruePlace {
  const [head, ...lines] = linesOf(join(night, 'truth', 'frames.csv'));
  return (stem) => {
    const line = lines.find(([file]) => file === `${stem}.fit`);
    const at = (column: string): number => Number(line?.[head.indexOf(column)] ?? NaN);
    return {
      pose: { azimuthDeg: at('axis_az'), altitudeDeg: at('axis_alt'), rollDeg: at('roll') },
      middleJdUtc: at('jd_mid_utc'),
    };
  };
}

/** The true skyline in the middle of each column of a grid, deg. */
export function trueSkyline(night: string, grid: MapGrid): Float64Array {
  const rows = linesOf(join(night, 'truth', 'maps', 'horizon.csv')).slice(1);
  const altitudes = rows.map(([, altitude]) => Number(altitude));
  return Float64Array.from({ length: grid.columns }, (_, column) => {
    const place = (wrapDeg(columnAzimuthDeg(grid, column), 0) / 360) * altitudes.length;
    const low = Math.floor(place);
    const [a, b] = [altitudes[low], altitudes[(low + 1) % altitudes.length]];
    return a + (b - a) * (place - low);
  });
}

function linesOf(path: string): string[][] {
  return readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
}

function mastersOf(
  night: string,
  band: Band,
  inSet: (name: string) => RawFrame,
): CalibrationMasters {
  const master = (name: string): ReturnType<typeof readMasterPicture> =>
    readMasterPicture(readFileSync(join(night, 'Images', 'Master', name)), name);
  const stated = (value: number) => ({ value, uncertainty: null, origin: 'test' });
  const draft = makeMasters({
    reference: inSet(band === 'V' ? 'ib001.fit' : 'ib002b.fit'),
    zenith: null,
    masterBias: master('SIM1bias.fit'),
    masterThermal: master('SIM1thermal_1sec.fit'),
    biases: [1, 2, 3, 4, 5].map((number) => inSet(`mbias${number}.fit`)),
    darks: [1, 2, 3, 4, 5].map((number) => inSet(`dark${number}.fit`)),
    flat: master(`SIM1Flat_${band}_2026.fit`),
    linearity: parseLinearityCurve(
      readFileSync(join(night, 'Images', 'Linearity Curves', 'SIM1.txt'), 'utf8'),
      'SIM1.txt',
    ),
    camera: {
      ...{ camera: 'SIM1', band, zeropointMag: stated(band === 'V' ? 14.74 : 14.06) },
      gainElectronsPerDn: stated(camera.gainElectronsPerDn),
      readNoiseElectrons: stated(camera.readNoiseElectrons),
      plateScaleArcsec: stated(96.07),
    },
    ...{ band, compat: 'none', mode: 'standard', badPixelSigma: 12 },
  });
  return completeMasters(draft, noScienceNoise).masters;
}
