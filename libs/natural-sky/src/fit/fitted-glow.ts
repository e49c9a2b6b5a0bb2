import type { FarGlow, SkyDome } from '@nightskies/contracts';
import type { ObservedSky } from '../observed-sky.js';
import { glowMap } from './glow-map.js';
import { dome, domeCount, domeLight, domesIn, far, farCount, zenithFarGlow } from './glow-model.js';

const perDegree = Math.PI / 180;

/** Domes in degrees and nL, by azimuth, and the far glow of all of them; null when there are none. */
export function describeGlow(
  glow: Float64Array,
  sigmas: Float64Array,
  farSigmaNl: number,
): { readonly domes: readonly SkyDome[]; readonly farGlow: FarGlow | null } {
  if (glow.length === 0) return { domes: [], farGlow: null };
  const zenithNl = zenithFarGlow(glow);
  const lights = Array.from({ length: domesIn(glow) }, (_, k) => domeLight(glow, k));
  const total = lights.reduce((sum, light) => sum + light, 0);
  const domes = lights.map((light, k): SkyDome => {
    const first = farCount + k * domeCount;
    const logarithmic = (place: number, unit: number) => {
      const value = Math.exp(glow[first + place]) / unit;
      return { value, sigma: value * sigmas[first + place] };
    };
    const azimuth = glow[first + dome.azimuth] / perDegree;
    return {
      azimuthDeg: {
        value: ((azimuth % 360) + 360) % 360,
        sigma: sigmas[first + dome.azimuth] / perDegree,
      },
      widthDeg: logarithmic(dome.lnWidth, perDegree),
      heightDeg: logarithmic(dome.lnHeight, 1),
      amplitudeNl: logarithmic(dome.lnAmplitude, 1),
      farGlowNl: { value: (zenithNl * light) / total, sigma: (farSigmaNl * light) / total },
    };
  });
  return {
    domes: domes.sort((a, b) => a.azimuthDeg.value - b.azimuthDeg.value),
    farGlow: {
      zenithNl: { value: zenithNl, sigma: farSigmaNl },
      horizonNl: Math.exp(glow[far.lnHorizon]),
      heightDeg: Math.exp(glow[far.lnHeight]),
      flatness: glow[far.flatness],
      skirt: Math.exp(glow[far.lnSkirt]),
      skirtHeightDeg: Math.exp(glow[far.lnSkirtHeight]),
      contrast: glow[far.contrast],
    },
  };
}

/** Inverse of `describeGlow`: the numbers of the formulae. */
function glowOf(domes: readonly SkyDome[], farGlow: FarGlow | null): Float64Array {
  if (farGlow === null || domes.length === 0) return new Float64Array(0);
  const glow = new Float64Array(farCount + domes.length * domeCount);
  glow[far.lnHorizon] = Math.log(farGlow.horizonNl);
  glow[far.lnHeight] = Math.log(farGlow.heightDeg);
  glow[far.flatness] = farGlow.flatness;
  glow[far.lnSkirt] = Math.log(farGlow.skirt);
  glow[far.lnSkirtHeight] = Math.log(farGlow.skirtHeightDeg);
  glow[far.contrast] = farGlow.contrast;
  domes.forEach((one, k) => {
    const first = farCount + k * domeCount;
    glow[first + dome.azimuth] = one.azimuthDeg.value * perDegree;
    glow[first + dome.lnWidth] = Math.log(one.widthDeg.value * perDegree);
    glow[first + dome.lnHeight] = Math.log(one.heightDeg.value);
    glow[first + dome.lnAmplitude] = Math.log(one.amplitudeNl.value);
  });
  return glow;
}

/**
 * The artificial light the fit described, domes and far glow, nL, on any grid; NaN below the horizon.
 * The artificial light itself is observed less natural: this is the smooth part of it.
 */
export function domesModel(
  { grid }: Pick<ObservedSky, 'grid'>,
  fit: { readonly domes: readonly SkyDome[]; readonly farGlow: FarGlow | null },
): Float32Array {
  return glowMap(grid, glowOf(fit.domes, fit.farGlow));
}
