import { writeFits } from '@nightskies/fits';
import { parseNightName } from '@nightskies/nsnsd';
import type { Band } from '@nightskies/contracts';
import { degree } from '@nightskies/sky';
import { Detector, gainElectronsPerDn, readNoiseElectrons, type Part } from './camera/detector.js';
import { axesOf, CameraGeometry, type Pointing } from './camera/geometry.js';
import { addStar } from './camera/star-light.js';
import { camera, rawHeader, site } from './headers.js';
import { masterFiles } from './masters.js';
import { completeOptions, type NightOptions } from './options.js';
import { Random } from './random.js';
import { scheduleOf, type Exposure } from './schedule.js';
import { rateOfLuminance } from './sky/photometry.js';
import { extinctionB, extinctionV, makeScene, type Scene } from './sky/scene.js';
import type { SimulatedFile } from './simulated-file.js';
import { starsAbove, starsOfNight, type Star } from './sky/stars.js';
import { julianDateOf } from './sky/time.js';
import { metricsOf, type FrameTruth, type NightTruth } from './truth.js';

/** A simulated night: its files, made one at a time while they are asked for, and its truth. */
export interface SimulatedNight extends Iterable<SimulatedFile> {
  readonly truth: NightTruth;
  /** True luminance of the diffuse light with terrain, without stars, V, cd/m2. */
  luminanceAt(azimuthDeg: number, apparentAltitudeDeg: number): number;
}

const zeropointMag: Readonly<Record<Band, number>> = { V: 14.74, B: 14.06 };
const extinction: Readonly<Record<Band, number>> = { V: extinctionV, B: extinctionB };
/** B minus V of all diffuse light, mag. */
const diffuseColourMag = 0.85;
/** Luminance near which the photometric law is met exactly, cd/m2. */
const typicalCdM2 = 2.5e-4;
const cropSide = 50;
const firstHourUtc = 3.5;

/**
 * Raw frames and masters of one set of a night in the NSNSD tree (`Data/fielddata/NIGHT/1st`,
 * `Data/filelist.csv`, `Images/Master`, `Images/Linearity Curves`) with known truth. The camera is
 * the gnomonic one with the radial law of the old mosaics, looking where it was told to but for
 * `pointingErrorDeg`; diffuse light stands still, stars follow the sky.
 *
 * Pure: equal options give equal bytes. Throws `simulation-options` for unusable options.
 *
 * @example
 * const night = simulateNight({ seed: 1, size: 256 });
 * for (const { path, bytes } of night) save(path, bytes);
 * night.truth.metrics.meanLuminanceCdM2;
 */
export function simulateNight(options: Partial<NightOptions> = {}): SimulatedNight {
  const night = new Night(completeOptions(options));
  return {
    truth: night.truth,
    luminanceAt: (azimuthDeg, altitudeDeg) => {
      const flat = Math.cos(altitudeDeg * degree);
      return night.scene.luminance(
        flat * Math.sin(azimuthDeg * degree),
        flat * Math.cos(azimuthDeg * degree),
        Math.sin(altitudeDeg * degree),
      );
    },
    [Symbol.iterator]: () => night.files(),
  };
}

class Night {
  readonly scene: Scene;
  readonly truth: NightTruth;
  private readonly geometry: CameraGeometry;
  private readonly detector: Detector;
  private readonly schedule: readonly Exposure[];
  private readonly stars: readonly Star[];
  private readonly startJd: number;

  constructor(private readonly options: NightOptions) {
    this.geometry = new CameraGeometry(options.size);
    this.detector = new Detector(this.geometry, options.seed, options.detectorStructure);
    this.scene = makeScene(options.sky);
    const date = parseNightName(options.night)?.date ?? '';
    this.startJd = julianDateOf(date) + firstHourUtc / 24;
    const seconds = options.exposureSeconds ?? 12 / Math.sqrt(this.geometry.binning);
    this.schedule = scheduleOf(this.startJd, seconds, options.bFrames);
    this.stars = options.stars ? starsOfNight(this.startJd) : [];
    this.truth = {
      options,
      camera,
      size: options.size,
      binning: this.geometry.binning,
      pixelScaleArcsec: this.geometry.scaleArcsec,
      gainElectronsPerDn,
      readNoiseElectrons,
      zeropointMag,
      extinctionMagPerAirmass: extinction,
      diffuseColourMag,
      linearity: this.detector.linearity,
      frames: this.schedule.flatMap((exposure) => this.truthOf(exposure) ?? []),
      metrics: metricsOf(this.scene),
    };
  }

  *files(): Generator<SimulatedFile> {
    const { night, seed, noise, bFrames } = this.options;
    yield* masterFiles(this.detector, {
      size: this.options.size,
      seed,
      noise,
      night,
      withB: bFrames.length > 0,
      zeropointMag,
    });
    for (const exposure of this.schedule) {
      yield {
        path: `Data/fielddata/${night}/1st/${exposure.name}.fit`,
        bytes: this.frame(exposure),
      };
    }
  }

  private frame(exposure: Exposure): Uint8Array {
    const { night, size, seed, noise } = this.options;
    const random = noise ? new Random(seed, exposure.name) : null;
    const truth = this.truthOf(exposure);
    const light = truth === null ? null : this.light(truth);
    const cropped = exposure.kind === 'bias-crop';
    const part = cropped ? cropPart(size) : { start: 0, side: size };
    const drift = this.driftDn(exposure);
    return writeFits([
      {
        header: rawHeader({
          night,
          exposure,
          binning: this.geometry.binning,
          gainElectronsPerDn,
          cropStart: cropped ? part.start : null,
        }),
        shape: [part.side, part.side],
        data: this.detector.read(light, exposure.seconds, drift, random, part),
      },
    ]);
  }

  /** Linear DN of each pixel by diffuse light and stars. */
  private light(frame: FrameTruth): Float32Array {
    const { geometry, scene } = this;
    const { sky, size } = this.options;
    const { right, top, out } = axesOf(frame.pointing);
    const flat = this.detector.flats[frame.band];
    const reference =
      sky.kind === 'flat' && sky.luminanceCdM2 > 0 ? sky.luminanceCdM2 : typicalCdM2;
    const fainter = frame.band === 'B' ? diffuseColourMag : 0;
    const perLuminance =
      rateOfLuminance(reference, zeropointMag[frame.band] - fainter, geometry.scaleArcsec) *
      frame.exposureSeconds;
    const light = new Float32Array(size * size);
    for (let i = 0; i < light.length; i++) {
      const x = geometry.right[i];
      const y = geometry.top[i];
      const z = geometry.out[i];
      const luminance = scene.luminance(
        x * right[0] + y * top[0] + z * out[0],
        x * right[1] + y * top[1] + z * out[1],
        y * top[2] + z * out[2],
      );
      light[i] = luminance * perLuminance * flat[i];
    }
    this.addStars(light, frame, flat);
    return light;
  }

  private addStars(light: Float32Array, frame: FrameTruth, flat: Float32Array): void {
    const { geometry, scene } = this;
    const { size } = this.options;
    const axes = axesOf(frame.pointing);
    const kelvin = ((site.temperatureF - 32) * 5) / 9 + 273.15;
    const place = {
      latitudeDeg: site.latitudeDeg,
      longitudeEastDeg: site.longitudeEastDeg,
      refractionFactor: Math.exp(-site.elevationM / 8430) * (283 / kelvin),
    };
    const middle = frame.startJd + frame.exposureSeconds / 2 / 86_400;
    for (const seen of starsAbove(this.stars, place, middle)) {
      const at = geometry.project(axes, seen.east, seen.north, seen.up, 4);
      if (at === null || scene.hidden(seen.east, seen.north, seen.up)) continue;
      const column = Math.max(0, Math.min(size - 1, Math.round(at.column)));
      const row = Math.max(0, Math.min(size - 1, Math.round(at.row)));
      const pixel = row * size + column;
      const mag = frame.band === 'V' ? seen.star.vMag : seen.star.bMag;
      const dimmed = mag + extinction[frame.band] * seen.airmass - zeropointMag[frame.band];
      // The flat holds the change of the pixels' solid angle, which starlight does not feel.
      const response = flat[pixel] / geometry.solidAngle[pixel];
      const amount = 10 ** (-0.4 * dimmed) * frame.exposureSeconds * response;
      addStar(light, size, at.column, at.row, amount, this.truth.binning);
    }
  }

  private truthOf(exposure: Exposure): FrameTruth | null {
    const { name, band, startJd, seconds, pointing } = exposure;
    if (exposure.kind !== 'light' || pointing === null) return null;
    return {
      name,
      band,
      startJd,
      exposureSeconds: seconds,
      commanded: pointing,
      pointing: this.truePointing(name, pointing),
      driftDn: this.driftDn(exposure),
    };
  }

  private truePointing(name: string, commanded: Pointing): Pointing {
    const { seed, pointingErrorDeg } = this.options;
    if (pointingErrorDeg === 0) return commanded;
    // The mount errs the same for both bands of one pointing.
    const random = new Random(seed, `pointing ${name.replace(/b$/, '')}`);
    const altitudeDeg = commanded.altitudeDeg + pointingErrorDeg * random.normal();
    const narrowing = Math.max(Math.cos(commanded.altitudeDeg * degree), 0.1);
    const azimuthDeg = commanded.azimuthDeg + (pointingErrorDeg * random.normal()) / narrowing;
    return { azimuthDeg, altitudeDeg };
  }

  /** Bias at read-out minus the master bias: the electronics warm up and breathe. */
  private driftDn(exposure: Exposure): number {
    if (!this.options.detectorStructure) return 0;
    const minutes = (exposure.startJd - this.startJd) * 1440 + exposure.seconds / 60;
    return -4 + 2.6 * (1 - Math.exp(-minutes / 15)) + 0.5 * Math.sin((2 * Math.PI * minutes) / 21);
  }
}

/** One pixel left of the middle, as the old camera software cuts its crops (486 of 1024). */
function cropPart(size: number): Part {
  return { start: Math.floor(size / 2) - Math.floor(cropSide / 2) - 1, side: cropSide };
}
