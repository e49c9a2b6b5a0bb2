import {
  bodyPlace,
  openStarCatalogue,
  skyBodies,
  starCatalogueUrl,
  type ObserverFrame,
} from '@nightskies/sky';
import { readFileSync } from 'node:fs';
import type { FisheyeCamera, FisheyeSolution } from './fisheye-camera.js';

/** Stars brighter than this are taken out of the frame, V. */
export const brightestV = 6.5;

export interface StarLight {
  /** Light of the fainter stars of the catalogue above the air, V = 10 stars per pixel. */
  readonly faint: Float32Array;
  /** 1 where a bright star or planet lies. */
  readonly bright: Uint8Array;
}

/** Draws the stars of the catalogue as the camera sees them. */
export function starLight(
  camera: FisheyeCamera,
  { width, height }: FisheyeSolution,
  sky: ObserverFrame,
): StarLight {
  const faint = new Float32Array(width * height);
  const bright = new Uint8Array(width * height);
  const around = (x: number, y: number, reach: number, visit: (at: number, d2: number) => void) => {
    for (let row = Math.ceil(y - reach); row <= y + reach; row++) {
      for (let column = Math.ceil(x - reach); column <= x + reach; column++) {
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        const d2 = (column - x) ** 2 + (row - y) ** 2;
        if (d2 <= reach * reach) visit(row * width + column, d2);
      }
    }
  };
  const cover = (x: number, y: number, v: number): void => {
    const reach = Math.max(2.5, 7.5 - v);
    around(x, y, reach, (at) => {
      bright[at] = 1;
    });
  };
  const stars = openStarCatalogue(readFileSync(starCatalogueUrl)).cone({
    ...{ raDeg: 0, decDeg: 0, radiusDeg: 180, limitV: 10, epochJd: sky.times.jdTt },
  });
  // The picture of a star: a Gaussian of 0.9 px.
  const spread = 2 * 0.9 ** 2;
  for (let i = 0; i < stars.count; i++) {
    const place = sky.icrsVectorToAltAz({ x: stars.x[i], y: stars.y[i], z: stars.z[i] });
    if (place.altitudeDeg < 2) continue;
    const { x, y } = camera.pixelOf(place);
    if (stars.v[i] < brightestV) cover(x, y, stars.v[i]);
    else {
      const light = 10 ** (-0.4 * (stars.v[i] - 10)) / (Math.PI * spread);
      around(x, y, 3.5, (at, d2) => {
        faint[at] += light * Math.exp(-d2 / spread);
      });
    }
  }
  for (const body of skyBodies) {
    const { horizontal } = bodyPlace(body, sky);
    if (body === 'sun' || horizontal.altitudeDeg < 0) continue;
    const { x, y } = camera.pixelOf(horizontal);
    cover(x, y, body === 'uranus' || body === 'neptune' ? 6 : -2);
  }
  return { faint, bright };
}
