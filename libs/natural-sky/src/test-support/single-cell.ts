import type { HorizontalDirection, Site } from '@nightskies/sky';
import type { GalacticMap } from '../components/galactic-map.js';
import type { ObservedSky } from '../observed-sky.js';

const stepDeg = 0.001;

/** A sky of one small cell in a direction, seen so many seconds after the start of its set. */
export function singleCell(
  site: Site,
  jdUtc: number,
  { azimuthDeg, altitudeDeg }: HorizontalDirection,
  secondsAfterStart = 0,
): ObservedSky {
  return {
    grid: {
      columns: 1,
      rows: 1,
      stepDeg,
      azimuth0Deg: azimuthDeg - stepDeg / 2,
      altitude0Deg: altitudeDeg - stepDeg / 2,
    },
    site,
    startJdUtc: jdUtc - secondsAfterStart / 86_400,
    seconds: Float32Array.of(secondsAfterStart),
  };
}

/** Galactic light that tells where it was asked: f(x, y, z) of the galactic unit vector. */
export function galacticLight(
  light: (x: number, y: number, z: number) => number,
  sigma = 0,
): GalacticMap {
  const degree = Math.PI / 180;
  return {
    surfaceBrightness: (l, b) =>
      light(
        Math.cos(b * degree) * Math.cos(l * degree),
        Math.cos(b * degree) * Math.sin(l * degree),
        Math.sin(b * degree),
      ),
    error: () => sigma,
    sampleVectors(x, y, z, out, errors) {
      for (let i = 0; i < x.length; i++) out[i] = light(x[i], y[i], z[i]);
      errors?.fill(sigma);
    },
  };
}
