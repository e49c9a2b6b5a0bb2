import { rotateBack, type ObserverFrame } from '@nightskies/sky';
import { meanColourMag, type FaintStars } from './faint-stars.js';
import { airmass, rateOfStar, type PhotometricLaw } from './photometry.js';
import type { Scene } from './scene.js';

/** Square arcseconds of a steradian. */
const arcsec2PerSr = ((180 / Math.PI) * 3600) ** 2;

/**
 * A scene with the mean light of faint stars, as a camera sees it at one moment: what is left of them
 * when no single one is told from the others. Refraction moves them by too little to count here.
 *
 * @param law of the camera in V
 * @param rate DN/s per square arcsecond by 1 cd/m2 of diffuse light
 */
export function withFaintLight(
  scene: Scene,
  stars: FaintStars,
  sky: ObserverFrame,
  law: PhotometricLaw,
  rate: number,
): Scene {
  return {
    hidden: (east, north, up) => scene.hidden(east, north, up),
    luminance(east, north, up, clouds = 1) {
      const luminance = scene.luminance(east, north, up, clouds);
      if (up < 0 || scene.hidden(east, north, up)) return luminance;
      const altitudeDeg = (Math.asin(Math.min(1, up)) * 180) / Math.PI;
      const perUnit = rateOfStar(law, 0, meanColourMag, airmass(altitudeDeg)) / arcsec2PerSr / rate;
      const place = rotateBack(sky.horizon, { x: east, y: north, z: up });
      return luminance + clouds * stars.meanLight(place) * perUnit;
    },
  };
}
