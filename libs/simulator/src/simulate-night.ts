import { NightSkiesError, problem, type Band, type Problem } from '@nightskies/contracts';
import { writeFits } from '@nightskies/fits';
import { parseNightName } from '@nightskies/nsnsd';
import {
  cameraAxes,
  julianDate,
  unitVector,
  type MapGrid,
  type ObserverFrame,
  type StarCatalogue,
} from '@nightskies/sky';
import {
  Detector,
  gainElectronsPerDn,
  readNoiseElectrons,
  type CalibratedFrame,
  type Part,
} from './camera/detector.js';
import { CameraGeometry } from './camera/geometry.js';
import { cameraModelOf } from './camera/lens.js';
import { completeOptions } from './check-options.js';
import { componentMaps, componentTruthOf, seenFrames } from './component-truth.js';
import { diffuseColourMag, FrameLight } from './frame-light.js';
import { camera, rawHeader, site, siteOfSky } from './headers.js';
import { masterFiles, measuredFlat } from './masters.js';
import { mountedPose } from './mount.js';
import type { NightOptions } from './options.js';
import { Random } from './random.js';
import { middleOf, scheduleOf, type Exposure } from './schedule.js';
import type { SimulatedFile } from './simulated-file.js';
import type { SimulatedNight } from './simulated-night.js';
import type { SimulatedSky } from './simulated-sky.js';
import { cloudsOver } from './sky/clouds.js';
import { withFaintLight } from './sky/faint-light.js';
import { FaintStars } from './sky/faint-stars.js';
import { airmassFormula, type PhotometricLaw } from './sky/photometry.js';
import type { Scene } from './sky/scene.js';
import { scenesOf, type Scenes } from './sky/scenes.js';
import { StarrySky } from './sky/stars.js';
import { starTable, type StarTruth } from './star-table.js';
import { metricsOf, psfTruthOf, type FrameTruth, type NightTruth } from './truth.js';

const cropSide = 50;

/**
 * Raw frames and masters of one set of a night in the NSNSD tree (`Data/fielddata/NIGHT/1st`,
 * `Data/filelist.csv`, `Images/Master`, `Images/Linearity Curves`) with known truth. Diffuse light
 * of standing skies stands still, that of components turns, stars stand where the sky has them at the middle of the exposure (JD is its start).
 *
 * Pure: equal options give equal bytes. Throws `simulation-options` for unusable options, and for
 * stars without a catalogue.
 *
 * @param catalogue the stars, opened from `starCatalogueUrl`; not needed for a night without
 *
 * @example
 * const night = simulateNight({ seed: 1, size: 256 }, openStarCatalogue(bytes));
 * for (const { path, bytes } of night) save(path, bytes);
 * night.truth.metrics.meanLuminanceCdM2;
 */
export function simulateNight(
  options: Partial<NightOptions> = {},
  catalogue: StarCatalogue | null = null,
): SimulatedNight {
  const night = new Night(completeOptions(options), catalogue);
  return {
    truth: night.truth,
    luminanceAt: (azimuthDeg, altitudeDeg) => {
      const { east, north, up } = unitVector({ azimuthDeg, altitudeDeg });
      return night.truthScene.luminance(east, north, up);
    },
    luminanceIn: (frame) => {
      const scene = night.truthSceneIn(frame);
      return (azimuthDeg, altitudeDeg) => {
        const { east, north, up } = unitVector({ azimuthDeg, altitudeDeg });
        return scene.luminance(east, north, up);
      };
    },
    componentMaps: (grid) => night.componentMaps(grid),
    stars: () => night.starTable(),
    starsOf: (frame) => night.starsOf(frame),
    skyOf: (frame) => night.skyOf(frame),
    calibratedFrame: (frame) => night.calibrated(frame),
    [Symbol.iterator]: () => night.files(),
  };
}

class Night {
  /** The scene with the mean light of faint stars. */
  readonly truthScene: Scene;
  readonly truth: NightTruth;
  private readonly geometry: CameraGeometry;
  private readonly detector: Detector;
  private readonly schedule: readonly Exposure[];
  private readonly starrySky: StarrySky;
  private readonly light: FrameLight;
  private readonly startJd: number;
  private readonly flats = new Map<Band, Float32Array>();
  private readonly scenes: Scenes;
  private readonly faintStars: FaintStars | null;

  constructor(
    private readonly options: NightOptions,
    catalogue: StarCatalogue | null,
  ) {
    if (options.stars && catalogue === null) throw new NightSkiesError(noCatalogue());
    const { size, lens, seed, photometry, faintestV } = options;
    this.geometry = new CameraGeometry(size, lens, options.binning ?? undefined);
    this.detector = new Detector(this.geometry, seed, options.detectorStructure);
    const date = parseNightName(options.night)?.date ?? '';
    this.startJd = julianDate(date) + options.startHourUtc / 24;
    const seconds = options.exposureSeconds ?? 12 / Math.sqrt(this.geometry.binning);
    this.schedule = scheduleOf(this.startJd, seconds, options.bFrames);
    const shining = options.stars ? catalogue : null;
    this.starrySky = new StarrySky(shining, site, faintestV, this.startJd);
    const { starrySky, geometry, detector, startJd } = this;
    const faintStars =
      shining === null || options.faintStars === null
        ? null
        : new FaintStars(options.faintStars, seed, faintestV, starrySky.count);
    const extinctionV = photometry.V.extinctionMagPerAirmass;
    const scenes = scenesOf(options.sky, extinctionV, this.setStartJd(), (jdUtc) =>
      starrySky.frameAt(jdUtc, 'V'),
    );
    const sceneAt = (jdUtc: number): Scene => scenes.at(jdUtc);
    const world = { options, geometry, detector, sceneAt, starrySky, faintStars, startJd };
    this.light = new FrameLight(world);
    this.scenes = scenes;
    this.faintStars = faintStars;
    const ofBands = (key: keyof PhotometricLaw): Readonly<Record<Band, number>> => ({
      V: photometry.V[key],
      B: photometry.B[key],
    });
    const frames = this.schedule.flatMap((exposure) => this.truthOf(exposure) ?? []);
    const middleJd = this.middleJd();
    this.truthScene = this.withMeanLight(scenes.seenBy(seenFrames(frames), middleJd), middleJd);
    this.truth = {
      options,
      camera,
      size,
      binning: geometry.binning,
      pixelScaleArcsec: geometry.scaleArcsec,
      referenceScaleArcsec: this.referenceScaleArcsec(),
      cameraModel: lens.kind === 'brown' ? cameraModelOf(lens, size, geometry.binning) : null,
      principalPoint: geometry.principalPoint,
      gainElectronsPerDn,
      readNoiseElectrons,
      zeropointMag: ofBands('zeropointMag'),
      extinctionMagPerAirmass: ofBands('extinctionMagPerAirmass'),
      colourTerm: ofBands('colourTerm'),
      airmassFormula,
      psf: psfTruthOf(options.psf),
      faintStars: Math.round(faintStars?.count ?? 0),
      diffuseColourMag,
      linearity: detector.linearity,
      frames,
      metrics: metricsOf(this.truthScene),
      components:
        options.sky.kind === 'components'
          ? componentTruthOf(options.sky, siteOfSky, extinctionV, frames, middleJd)
          : null,
    };
  }

  componentMaps(grid: MapGrid): SimulatedSky | null {
    const { sky, photometry } = this.options;
    if (sky.kind !== 'components') return null;
    const { extinctionMagPerAirmass } = photometry.V;
    return componentMaps(sky, siteOfSky, extinctionMagPerAirmass, this.truth.frames, grid);
  }

  starTable(): string {
    return starTable(this.truth.frames.map((frame) => [frame.name, this.light.starsIn(frame)]));
  }

  starsOf(frame: string): readonly StarTruth[] {
    return this.light.starsIn(this.truthNamed(frame));
  }

  skyOf(frame: string): ObserverFrame {
    const truth = this.truthNamed(frame);
    return this.starrySky.frameAt(middleOf(truth), truth.band);
  }

  truthSceneIn(frame: string): Scene {
    const jdUtc = middleOf(this.truthNamed(frame));
    return this.withMeanLight(this.scenes.at(jdUtc), jdUtc);
  }

  calibrated(name: string): CalibratedFrame {
    const truth = this.truthNamed(name);
    const { seed, noise } = this.options;
    const random = noise ? new Random(seed, name) : null;
    const flat = this.measuredFlat(truth.band);
    return this.detector.readCalibrated(this.light.of(truth), truth.exposureSeconds, random, flat);
  }

  *files(): Generator<SimulatedFile> {
    const { night, seed, noise, bFrames } = this.options;
    yield* masterFiles(this.detector, {
      size: this.options.size,
      seed,
      noise,
      night,
      withB: bFrames.length > 0,
      zeropointMag: this.truth.zeropointMag,
      measuredFlat: (band) => this.measuredFlat(band),
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
    const truth = this.truth.frames.find(({ name }) => name === exposure.name);
    const light = truth === undefined ? null : this.light.of(truth);
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

  private truthNamed(name: string): FrameTruth {
    const truth = this.truth.frames.find((frame) => frame.name === name);
    if (truth === undefined) throw new RangeError(`the night has no light frame ${name}`);
    return truth;
  }

  private truthOf(exposure: Exposure): FrameTruth | null {
    const { name, band, startJd, seconds, pointing } = exposure;
    if (exposure.kind !== 'light' || pointing === null) return null;
    const { mount, seed, clouds, defocus } = this.options;
    // The mount errs the same for both bands of one pointing.
    const pose = mountedPose(mount, pointing, seed, name.replace(/b$/, ''));
    const centre = this.geometry.middle(cameraAxes(pose));
    const sky = this.starrySky.frameAt(middleOf({ startJd, exposureSeconds: seconds }), band);
    const dimming = cloudsOver(clouds, name, (startJd - this.startJd) * 1440);
    const blurred = defocus.filter(({ frames }) => frames.includes(name));
    return {
      name,
      band,
      startJd,
      exposureSeconds: seconds,
      commanded: pointing,
      pose,
      centre: { ...centre, ...sky.altAzToIcrs(centre) },
      driftDn: this.driftDn(exposure),
      cloudMag: dimming?.(unitVector(centre)) ?? 0,
      widthFactor: blurred.reduce((factor, { widthFactor }) => factor * widthFactor, 1),
    };
  }

  private measuredFlat(band: Band): Float32Array {
    const known = this.flats.get(band);
    const flat = known ?? measuredFlat(this.geometry, this.detector, this.options, band);
    this.flats.set(band, flat);
    return flat;
  }

  private referenceScaleArcsec(): number {
    return this.geometry.scaleArcsec * Math.sqrt(this.geometry.middleSolidAngle);
  }

  private setStartJd(): number {
    return this.lightTimes()[0];
  }

  private middleJd(): number {
    const times = this.lightTimes();
    return (times[0] + times[times.length - 1]) / 2;
  }

  /** Starts of the light frames, JD UTC. */
  private lightTimes(): readonly number[] {
    return this.schedule.flatMap(({ kind, startJd }) => (kind === 'light' ? startJd : []));
  }

  /** The scene with faint stars as they stand at a moment. */
  private withMeanLight(scene: Scene, jdUtc: number): Scene {
    const { faintStars } = this;
    if (faintStars === null) return scene;
    const sky = this.starrySky.frameAt(jdUtc, 'V');
    const rate = this.light.ratePerLuminance('V') / this.referenceScaleArcsec() ** 2;
    return withFaintLight(scene, faintStars, sky, this.options.photometry.V, rate);
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

function noCatalogue(): Problem {
  return problem('simulation-options', 'a night cannot be simulated with stars', {
    found: 'no star catalogue',
    expected: 'the stars to V 10 of this project',
    hint: 'Hand in openStarCatalogue of the bytes at starCatalogueUrl, or give stars: false.',
  });
}
