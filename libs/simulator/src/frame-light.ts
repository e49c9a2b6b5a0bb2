import {
  cameraAxes,
  equatorialOf,
  type CameraAxes,
  type ObserverFrame,
  type UnitVector,
} from '@nightskies/sky';
import type { Detector } from './camera/detector.js';
import { FieldMap, type FieldPlace } from './camera/field-map.js';
import type { CameraGeometry } from './camera/geometry.js';
import { marginPx, StarLight } from './camera/star-light.js';
import type { NightOptions } from './options.js';
import { middleOf } from './schedule.js';
import { cloudsOver } from './sky/clouds.js';
import type { FaintStars } from './sky/faint-stars.js';
import { airmass, rateOfLuminance, rateOfStar } from './sky/photometry.js';
import { scintillationFactor, scintillationSigma } from './sky/scintillation.js';
import type { Scene } from './sky/scene.js';
import type { StarrySky } from './sky/stars.js';
import { fainterBy, isNamed } from './star-names.js';
import type { StarTruth } from './star-table.js';
import type { FrameTruth } from './truth.js';

/** B minus V of all diffuse light, mag. */
export const diffuseColourMag = 0.85;
/** Luminance near which the photometric law is met exactly, cd/m2. */
const typicalCdM2 = 2.5e-4;

/** What there is to be seen, and by what. */
export interface Surroundings {
  readonly options: NightOptions;
  readonly geometry: CameraGeometry;
  readonly detector: Detector;
  /** What shines at a moment, JD UTC. */
  readonly sceneAt: (jdUtc: number) => Scene;
  readonly starrySky: StarrySky;
  readonly faintStars: FaintStars | null;
  /** Start of the night, Julian date UTC. */
  readonly startJd: number;
}

/** The light that falls on the frames of a night, and the stars it comes from. */
export class FrameLight {
  /** Stars of the frames, found when first asked for. */
  private readonly found = new Map<string, readonly StarTruth[]>();

  constructor(private readonly world: Surroundings) {}

  /** DN per second in a pixel of flat 1, per cd/m2 of diffuse light as it is in V. */
  ratePerLuminance(band: FrameTruth['band']): number {
    const { options, geometry } = this.world;
    const { sky, photometry } = options;
    const reference =
      sky.kind === 'flat' && sky.luminanceCdM2 > 0 ? sky.luminanceCdM2 : typicalCdM2;
    const fainter = band === 'B' ? diffuseColourMag : 0;
    const scale = geometry.scaleArcsec * Math.sqrt(geometry.middleSolidAngle);
    return rateOfLuminance(reference, photometry[band].zeropointMag - fainter, scale);
  }

  /** Linear DN of each pixel by diffuse light and stars. */
  of(frame: FrameTruth): Float32Array {
    const { geometry, detector } = this.world;
    const scene = this.sceneOf(frame);
    const { right, up, axis } = cameraAxes(frame.pose);
    const flat = detector.flats[frame.band];
    const clouds = this.cloudsOf(frame);
    const perLuminance = this.ratePerLuminance(frame.band) * frame.exposureSeconds;
    const light = this.starLight(frame);
    for (let i = 0; i < light.length; i++) {
      const x = geometry.right[i];
      const y = geometry.top[i];
      const z = geometry.out[i];
      const direction = {
        east: x * right.east + y * up.east + z * axis.east,
        north: x * right.north + y * up.north + z * axis.north,
        up: x * right.up + y * up.up + z * axis.up,
      };
      const through = clouds === null ? 1 : 10 ** (-0.4 * clouds(direction));
      const luminance =
        scene.luminance(direction.east, direction.north, direction.up, through) +
        (scene.discCdM2?.(direction) ?? 0) * through;
      // The flat holds the change of the pixels' solid angle, which starlight does not feel.
      const starlight = (light[i] * geometry.middleSolidAngle) / geometry.solidAngle[i];
      light[i] = (luminance * perLuminance + starlight) * flat[i];
    }
    return light;
  }

  /** The catalogue stars of a frame, those just beside it as well, brightest in V first. */
  starsIn(frame: FrameTruth): readonly StarTruth[] {
    const known = this.found.get(frame.name);
    if (known !== undefined) return known;
    const { geometry, starrySky, options } = this.world;
    const scene = this.sceneOf(frame);
    const { band, pose, exposureSeconds, name } = frame;
    const { onlyStars, seed, scintillation, photometry, variableStars } = options;
    const axes = cameraAxes(pose);
    const sky = starrySky.frameAt(middleOf(frame), band);
    const clouds = this.cloudsOf(frame);
    const margin = marginPx(options.psf, frame.widthFactor);
    const stars: StarTruth[] = [];
    for (const seen of starrySky.seen(sky, pose, geometry.reachDeg)) {
      const { star, vector, azimuthDeg, altitudeDeg } = seen;
      if (onlyStars !== null && !onlyStars.some((one) => isNamed(one, star))) continue;
      const at = geometry.project(axes, vector, margin);
      if (at === null || scene.hidden(vector.east, vector.north, vector.up)) continue;
      const mag = star.vMag + (band === 'B' ? star.colourMag : 0);
      const cloudMag = clouds?.(vector) ?? 0;
      const fainterMag = cloudMag + fainterBy(variableStars, star, name);
      const rate = rateOfStar(photometry[band], mag + fainterMag, star.colourMag, seen.airmass);
      const sigma = scintillationSigma(scintillation, seen.airmass, exposureSeconds);
      stars.push({
        star,
        azimuthDeg,
        altitudeDeg,
        ...equatorialOf(seen.place),
        airmass: seen.airmass,
        column: at.x,
        row: at.y,
        dn: rate * exposureSeconds,
        cloudMag,
        scintillation: scintillationFactor(seed, name, star.row, sigma),
      });
    }
    this.found.set(name, stars);
    return stars;
  }

  private sceneOf(frame: { readonly startJd: number; readonly exposureSeconds: number }): Scene {
    return this.world.sceneAt(middleOf(frame));
  }

  private cloudsOf(frame: FrameTruth): ((direction: UnitVector) => number) | null {
    const minutes = (frame.startJd - this.world.startJd) * 1440;
    return cloudsOver(this.world.options.clouds, frame.name, minutes);
  }

  /** DN of each pixel by stars, before flat and solid angle. */
  private starLight(frame: FrameTruth): Float32Array {
    const { geometry, options } = this.world;
    const picture = new StarLight(options.size, options.psf, frame.widthFactor);
    for (const star of this.starsIn(frame)) {
      const { column, row, dn, scintillation } = star;
      picture.add(column, row, dn * scintillation, geometry.offAxis(column, row));
    }
    this.addFaintStars(picture, frame);
    return picture.finish();
  }

  private addFaintStars(picture: StarLight, frame: FrameTruth): void {
    const { geometry, starrySky, faintStars } = this.world;
    if (faintStars === null) return;
    const axes = cameraAxes(frame.pose);
    const sky = starrySky.frameAt(middleOf(frame), frame.band);
    const add = this.faintStarOf(picture, frame, sky, axes);
    faintStars.visit(sky.altAzToIcrsVector(frame.pose), geometry.reachDeg + 0.5, add);
  }

  private faintStarOf(
    picture: StarLight,
    { band, pose, exposureSeconds, ...frame }: FrameTruth,
    sky: ObserverFrame,
    axes: CameraAxes,
  ): (x: number, y: number, z: number, v: number, colour: number) => void {
    const { geometry, options } = this.world;
    const scene = this.sceneOf({ exposureSeconds, ...frame });
    const { photometry, size } = options;
    const map = new FieldMap(sky, axes, geometry, sky.altAzToIcrsVector(pose));
    const clouds = this.cloudsOf({ band, pose, exposureSeconds, ...frame });
    const margin = picture.marginPx;
    const place: FieldPlace = { column: 0, row: 0, east: 0, north: 0, up: 0 };
    return (x, y, z, v, colour) => {
      if (!map.find(x, y, z, place)) return;
      const { column, row, east, north, up } = place;
      if (Math.min(column, row) < -margin || Math.max(column, row) > size - 1 + margin) return;
      if (up < 0 || scene.hidden(east, north, up)) return;
      const mag = v + (band === 'B' ? colour : 0) + (clouds?.(place) ?? 0);
      const through = airmass((Math.asin(Math.min(1, up)) * 180) / Math.PI);
      const dn = rateOfStar(photometry[band], mag, colour, through) * exposureSeconds;
      picture.addOfCrowd(column, row, dn, geometry.offAxis(column, row));
    };
  }
}
