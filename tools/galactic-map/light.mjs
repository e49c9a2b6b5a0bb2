import { readFileSync } from 'node:fs';
import {
  cellDirections,
  equatorialVector,
  galacticAxes,
  healpixCells,
  openStarCatalogue,
  rotate,
} from '@nightskies/sky';
import { PixelLight, usualPicture } from '../../libs/mosaic/dist/starlight/pixel-light.js';
import { binsV, firstV, lightOf, starsTowards, stepV } from './galaxy-model.mjs';

const degree = Math.PI / 180;

/** A frame as the pipeline meets it: 50 mm lens, 24 um pixels, V, a dark sky. */
const frame = {
  zeropointMag: 14.74,
  plateScaleArcsec: 96,
  exposureSeconds: 15,
  gainElectronsPerDn: 1.6,
  readNoiseElectrons: 9,
  skyMag: 21.7,
};

/** Magnitudes of the bins, and the light of a star of each. */
export const magnitudes = Array.from({ length: binsV }, (_, k) => firstV + (k + 0.5) * stepV);
const lights = magnitudes.map(lightOf);

/** The model of the Galaxy over the sky, tabulated, and its stars at any place between. */
export function galaxy() {
  const longitudes = Array.from({ length: 19 }, (_, k) => k * 10);
  const steps = [0, 1, 2, 3, 4, 5, 7, 9, 12, 15, 20, 25, 30, 40, 50, 60, 75, 90];
  const latitudes = [
    ...steps
      .slice(1)
      .map((b) => -b)
      .reverse(),
    ...steps,
  ];
  const table = latitudes.map((b) =>
    longitudes.map((l) => {
      const { stars, lightB } = starsTowards(l, b);
      return [...stars, ...lightB].map((value) => Math.log(Math.max(value, 1e-12)));
    }),
  );
  return (lDeg, bDeg) => {
    const l = Math.abs(((lDeg + 180) % 360) - 180) / 10;
    const i = Math.min(Math.floor(l), longitudes.length - 2);
    const j =
      Math.min(
        Math.max(
          latitudes.findIndex((b) => b > bDeg),
          1,
        ),
        latitudes.length - 1,
      ) - 1;
    const row = bDeg >= 90 ? latitudes.length - 2 : j;
    const [u, v] = [l - i, (bDeg - latitudes[row]) / (latitudes[row + 1] - latitudes[row])];
    const mixed = table[row][i].map((value, k) =>
      Math.exp(
        (1 - v) * ((1 - u) * value + u * table[row][i + 1][k]) +
          v * ((1 - u) * table[row + 1][i][k] + u * table[row + 1][i + 1][k]),
      ),
    );
    return { stars: mixed.slice(0, binsV), lightB: mixed.slice(binsV) };
  };
}

/**
 * Light of stars of V 9 to 11 at a place, a Gaussian mean of its surroundings, S10: to V 10 from the
 * product's catalogue, beyond from Tycho-2 (file `tycho2-v10-11.csv`).
 */
export function nearLight(catalogueUrl, tychoUrl) {
  const nside = 32;
  const light = readFileSync(tychoUrl, 'utf8')
    .split('\n')
    .filter((line) => /^[\d.]+$/.test(line))
    .map(Number);
  const { x, y, z } = wholeSky(nside);
  const pixelOf = nearestPixel({ x, y, z });
  const stars = openStarCatalogue(readFileSync(catalogueUrl)).cone({
    raDeg: 0,
    decDeg: 0,
    radiusDeg: 180,
    limitV: 10,
  });
  const pixelAreaDeg2 = (4 * Math.PI) / light.length / degree ** 2;
  for (let i = 0; i < stars.count; i++) {
    if (stars.v[i] < 9) continue;
    const place = rotate(galacticAxes, { x: stars.x[i], y: stars.y[i], z: stars.z[i] });
    light[pixelOf(place)] += lightOf(stars.v[i]) / pixelAreaDeg2;
  }
  return (place, sigmaDeg) => {
    const nearest = Math.cos(3 * sigmaDeg * degree);
    let weights = 0;
    let sum = 0;
    for (let i = 0; i < light.length; i++) {
      const cosine = x[i] * place.x + y[i] * place.y + z[i] * place.z;
      if (cosine < nearest) continue;
      const weight = Math.exp((cosine - 1) / (sigmaDeg * degree) ** 2);
      weights += weight;
      sum += weight * light[i];
    }
    return sum / weights;
  };
}

/** The pixel whose middle is nearest: those of a height are near in the list. */
function nearestPixel({ x, y, z }) {
  return (place) => {
    let first = 0;
    let last = z.length;
    while (first < last) {
      const middle = (first + last) >> 1;
      if (z[middle] > place.z + 0.06) first = middle + 1;
      else last = middle;
    }
    let best = -2;
    let found = 0;
    for (let i = first; i < z.length && z[i] > place.z - 0.06; i++) {
      const cosine = x[i] * place.x + y[i] * place.y + z[i] * place.z;
      if (cosine > best) [best, found] = [cosine, i];
    }
    return found;
  };
}

/** Middles of all pixels of a HEALPix map. */
export function wholeSky(nside) {
  const cells = healpixCells(nside);
  const out = cellDirections(cells.columns * cells.rows);
  for (let row = 0; row < cells.rows; row++) {
    const part = (values) => values.subarray(row * cells.columns, (row + 1) * cells.columns);
    cells.directions(row, 0, cells.columns, { x: part(out.x), y: part(out.y), z: part(out.z) });
  }
  return out;
}

/**
 * Galaxies with light of their own: total V and B-V (de Vaucouleurs et al. 1991, Third Reference
 * Catalogue), as round exponential disks.
 */
const galaxies = [
  { raDeg: 80.89, decDeg: -69.76, v: 0.4, bv: 0.51, scaleDeg: 1.5 },
  { raDeg: 13.19, decDeg: -72.83, v: 2.25, bv: 0.45, scaleDeg: 0.8 },
  { raDeg: 10.68, decDeg: 41.27, v: 3.44, bv: 0.92, scaleDeg: 0.3 },
].map((one) => ({ ...one, at: rotate(galacticAxes, equatorialVector(one)) }));

/** Light of other galaxies and of the far background (1 S10, Leinert et al. 1998, section 12). */
export function galaxiesAt(place) {
  const sum = { v: 1, b: 10 ** (-0.4 * 0.8) };
  for (const { at, v, bv, scaleDeg } of galaxies) {
    const chord = Math.hypot(place.x - at.x, place.y - at.y, place.z - at.z);
    const light =
      (lightOf(v) / (2 * Math.PI * scaleDeg ** 2)) * Math.exp(-chord / degree / scaleDeg);
    sum.v += light;
    sum.b += light * 10 ** (-0.4 * bv);
  }
  return sum;
}

/** Light of the stars of a place, S10: all, those beyond V 10, and what the median keeps in V and B. */
export function starLight({ stars, lightB }, number) {
  const local = stars.map((count) => count * number);
  const v = (from) =>
    local.reduce((sum, count, k) => sum + (magnitudes[k] > from ? count * lights[k] : 0), 0);
  const kept = keptLight(local);
  // The faint end of all stars that makes up what is kept has its colour.
  let left = kept;
  let keptB = 0;
  for (let k = binsV - 1; k >= 0 && left > 0; k--) {
    const part = Math.min(1, left / (local[k] * lights[k]));
    left -= part * local[k] * lights[k];
    keptB += part * lightB[k] * number;
  }
  return { kept, keptB, all: v(0), beyond10: v(10) };
}

const pixelLight = new PixelLight(usualPicture);
const pixelDeg2 = (frame.plateScaleArcsec / 3600) ** 2;
/** DN of a star of V 10. */
const starDn = frame.exposureSeconds * 10 ** (-0.4 * (10 - frame.zeropointMag));
const skyDn =
  frame.exposureSeconds *
  frame.plateScaleArcsec ** 2 *
  10 ** (-0.4 * (frame.skyMag - frame.zeropointMag));
/** Fainter stars lie so close that their light is as even as the sky's. */
const evenFromV = 16;

/** By how much stars raise the median of the pixels, S10. */
function keptLight(starsPerDeg2) {
  const s10Dn = pixelDeg2 * starDn;
  const sum = (of) =>
    starsPerDeg2.reduce((all, count, k) => (of(magnitudes[k]) ? all + count * lights[k] : all), 0);
  const even = sum((v) => v > evenFromV);
  const scattered = sum((v) => v < evenFromV);
  const electrons = (skyDn + even * s10Dn) * frame.gainElectronsPerDn;
  const sigmaDn = Math.sqrt(electrons + frame.readNoiseElectrons ** 2) / frame.gainElectronsPerDn;
  const crowd = pixelLight.crowd({
    light: Float64Array.from(lights),
    perPixel: Float64Array.from(starsPerDeg2, (count, k) =>
      magnitudes[k] < evenFromV ? count * pixelDeg2 : 0,
    ),
  });
  const kept = crowd.medianShift(1, starDn, sigmaDn, 0.3 * scattered * s10Dn) / s10Dn;
  if (!(kept > 0 && kept < scattered)) throw new Error(`no median: ${kept} of ${scattered} S10`);
  return even + kept;
}
