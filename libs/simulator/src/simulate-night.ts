import { NightSkiesError, problem, type Band, type Problem } from '@nightskies/contracts';
import { writeFits } from '@nightskies/fits';
import { parseNightName } from '@nightskies/nsnsd';
import {
  cameraAxes,
  equatorialOf,
  julianDate,
  unitVector,
  type StarCatalogue,
} from '@nightskies/sky';
import { Detector, gainElectronsPerDn, readNoiseElectrons, type Part } from './camera/detector.js';
import { CameraGeometry } from './camera/geometry.js';
import { addStar, starSigmaPx } from './camera/star-light.js';
import { camera, rawHeader, site } from './headers.js';
import { masterFiles } from './masters.js';
import { mountedPose } from './mount.js';
import { completeOptions, type NightOptions } from './options.js';
import { Random } from './random.js';
import { scheduleOf, type Exposure } from './schedule.js';
import type { SimulatedFile } from './simulated-file.js';
import { rateOfLuminance } from './sky/photometry.js';
import { extinctionB, extinctionV, makeScene, type Scene } from './sky/scene.js';
import { StarrySky } from './sky/stars.js';
import { starTable, type StarTruth } from './star-table.js';
import { metricsOf, type FrameTruth, type NightTruth } from './truth.js';

/** A simulated night: its files, made one at a time while they are asked for, and its truth. */
export interface SimulatedNight extends Iterable<SimulatedFile> {
  readonly truth: NightTruth;
  /** True luminance of the diffuse light with terrain, without stars, V, cd/m2. */
  luminanceAt(azimuthDeg: number, apparentAltitudeDeg: number): number;
  /** Every star of every frame with its place and light, CSV (`starTable`). */
  stars(): string;
}

const zeropointMag: Readonly<Record<Band, number>> = { V: 14.74, B: 14.06 };
const extinction: Readonly<Record<Band, number>> = { V: extinctionV, B: extinctionB };
/** B minus V of all diffuse light, mag. */
const diffuseColourMag = 0.85;
/** Luminance near which the photometric law is met exactly, cd/m2. */
const typicalCdM2 = 2.5e-4;
const cropSide = 50;
/** Stars so far outside a frame still shine into it. */
const marginPx = 4;
const firstHourUtc = 3.5;

/**
 * Raw frames and masters of one set of a night in the NSNSD tree (`Data/fielddata/NIGHT/1st`,
 * `Data/filelist.csv`, `Images/Master`, `Images/Linearity Curves`) with known truth. Diffuse light
 * stands still, stars stand where the sky has them at the middle of the exposure (JD is its start).
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
      return night.scene.luminance(east, north, up);
    },
    stars: () => night.starTable(),
    [Symbol.iterator]: () => night.files(),
  };
}

class Night {
  readonly scene: Scene;
  readonly truth: NightTruth;
  private readonly geometry: CameraGeometry;
  private readonly detector: Detector;
  private readonly schedule: readonly Exposure[];
  private readonly starrySky: StarrySky;
  private readonly startJd: number;
  /** Stars of the frames, found when first asked for. */
  private readonly found = new Map<string, readonly StarTruth[]>();

  constructor(
    private readonly options: NightOptions,
    catalogue: StarCatalogue | null,
  ) {
    if (options.stars && catalogue === null) throw new NightSkiesError(noCatalogue());
    this.geometry = new CameraGeometry(options.size, options.lens);
    this.detector = new Detector(this.geometry, options.seed, options.detectorStructure);
    this.scene = makeScene(options.sky);
    const date = parseNightName(options.night)?.date ?? '';
    this.startJd = julianDate(date) + firstHourUtc / 24;
    const seconds = options.exposureSeconds ?? 12 / Math.sqrt(this.geometry.binning);
    this.schedule = scheduleOf(this.startJd, seconds, options.bFrames);
    const shining = options.stars ? catalogue : null;
    this.starrySky = new StarrySky(shining, site, options.faintestV, this.startJd);
    this.truth = {
      options,
      camera,
      size: options.size,
      binning: this.geometry.binning,
      pixelScaleArcsec: this.geometry.scaleArcsec,
      principalPoint: this.geometry.principalPoint,
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

  starTable(): string {
    return starTable(this.truth.frames.map((frame) => [frame.name, this.starsIn(frame)]));
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
    const truth = this.truth.frames.find(({ name }) => name === exposure.name);
    const light = truth === undefined ? null : this.light(truth);
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
    const { right, up, axis } = cameraAxes(frame.pose);
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
        x * right.east + y * up.east + z * axis.east,
        x * right.north + y * up.north + z * axis.north,
        x * right.up + y * up.up + z * axis.up,
      );
      light[i] = luminance * perLuminance * flat[i];
    }
    this.addStars(light, frame, flat);
    return light;
  }

  private addStars(light: Float32Array, frame: FrameTruth, flat: Float32Array): void {
    const { solidAngle, principalPoint } = this.geometry;
    const { size, psf } = this.options;
    for (const star of this.starsIn(frame)) {
      const column = Math.max(0, Math.min(size - 1, Math.round(star.column)));
      const row = Math.max(0, Math.min(size - 1, Math.round(star.row)));
      const pixel = row * size + column;
      // The flat holds the change of the pixels' solid angle, which starlight does not feel.
      const amount = (star.dn * flat[pixel]) / solidAngle[pixel];
      const off = Math.hypot(star.column - principalPoint.x, star.row - principalPoint.y);
      addStar(light, size, star.column, star.row, amount, starSigmaPx(psf, off / (size / 2)));
    }
  }

  /** The stars of a frame, those just beside it as well, brightest in V first. */
  private starsIn(frame: FrameTruth): readonly StarTruth[] {
    const known = this.found.get(frame.name);
    if (known !== undefined) return known;
    const { geometry, scene, starrySky } = this;
    const { band, pose, exposureSeconds } = frame;
    const axes = cameraAxes(pose);
    const sky = starrySky.frameAt(middleOf(frame), band);
    const stars: StarTruth[] = [];
    for (const seen of starrySky.seen(sky, pose, geometry.reachDeg)) {
      const { star, vector, azimuthDeg, altitudeDeg, airmass } = seen;
      const at = geometry.project(axes, vector, marginPx);
      if (at === null || scene.hidden(vector.east, vector.north, vector.up)) continue;
      const mag = star.vMag + (band === 'B' ? star.colourMag : 0);
      const dimmed = mag + extinction[band] * airmass - zeropointMag[band];
      stars.push({
        star,
        azimuthDeg,
        altitudeDeg,
        ...equatorialOf(seen.place),
        column: at.x,
        row: at.y,
        dn: 10 ** (-0.4 * dimmed) * exposureSeconds,
      });
    }
    this.found.set(frame.name, stars);
    return stars;
  }

  private truthOf(exposure: Exposure): FrameTruth | null {
    const { name, band, startJd, seconds, pointing } = exposure;
    if (exposure.kind !== 'light' || pointing === null) return null;
    const { mount, seed } = this.options;
    // The mount errs the same for both bands of one pointing.
    const pose = mountedPose(mount, pointing, seed, name.replace(/b$/, ''));
    const centre = this.geometry.middle(cameraAxes(pose));
    const sky = this.starrySky.frameAt(middleOf({ startJd, exposureSeconds: seconds }), band);
    return {
      name,
      band,
      startJd,
      exposureSeconds: seconds,
      commanded: pointing,
      pose,
      centre: { ...centre, ...sky.altAzToIcrs(centre) },
      driftDn: this.driftDn(exposure),
    };
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

/** Middle of an exposure, Julian date UTC. */
function middleOf(frame: Pick<FrameTruth, 'startJd' | 'exposureSeconds'>): number {
  return frame.startJd + frame.exposureSeconds / 2 / 86_400;
}

function noCatalogue(): Problem {
  return problem('simulation-options', 'a night cannot be simulated with stars', {
    found: 'no star catalogue',
    expected: 'the stars to V 10 of this project',
    hint: 'Hand in openStarCatalogue of the bytes at starCatalogueUrl, or give stars: false.',
  });
}
