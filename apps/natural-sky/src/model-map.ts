import {
  artificialSigma,
  domesModel,
  moonlight,
  naturalModel,
  naturalModelSigma,
  twilight,
  type NaturalComponents,
  type NaturalSkyFit,
  type NaturalSkyMap,
  type NaturalSkyOptions,
  type ObservedSky,
} from '@nightskies/natural-sky';

/** Light of Moon and Sun in the air, nL, by the name of its extension. */
export function foreignLight(
  sky: ObservedSky,
  options: NaturalSkyOptions,
): Readonly<Record<string, Float32Array>> {
  return { MOON: moonlight(sky, options), TWILIGHT: twilight(sky, options) };
}

/** What the models of moonlight and twilight are good to, part of that light: wrong everywhere at once. */
const foreignError = 0.25;

/**
 * The fitted model in the cells it is written in, with its parts. What the light of Moon and Sun may be
 * wrong by is in its errors where that light is subtracted.
 *
 * @param of `observed` light of the same cells, nL; `foreign` what is taken away beside the natural sky
 */
export function modelMap(
  fit: NaturalSkyFit,
  of: {
    readonly sky: ObservedSky;
    readonly observed: Float32Array;
    readonly components: NaturalComponents;
    readonly foreign: Readonly<Record<string, Float32Array>>;
  },
): NaturalSkyMap {
  const { sky, components, foreign } = of;
  const { parameters } = fit;
  const part = (only: Partial<typeof parameters>): Float32Array =>
    naturalModel(components, sky, { ...parameters, ...none, ...only });
  const { airglowZenithNl, zodiacalFactor, galacticFactor, diffuseFactor } = parameters;
  const natural = naturalModel(components, sky, parameters);
  const lights = Object.values(foreign);
  const ofForeign = (cell: number): number =>
    lights.reduce((total, light) => total + (light[cell] ?? Number.NaN), 0);
  const withForeign = (sigma: Float32Array): Float32Array =>
    lights.length === 0
      ? sigma
      : sigma.map((value, cell) => Math.hypot(value, foreignError * ofForeign(cell)));
  const noise = new Float32Array(of.observed.length);
  return {
    grid: sky.grid,
    natural: lights.length === 0 ? natural : natural.map((value, cell) => value + ofForeign(cell)),
    sigma: withForeign(naturalModelSigma(components, sky, fit)),
    restSigma: withForeign(artificialSigma(components, sky, fit, of.observed, noise)),
    parts: {
      AIRGLOW: part({ airglowZenithNl }),
      ZODIACAL: part({ zodiacalFactor }),
      GALACTIC: part({ galacticFactor }),
      DIFFUSE: part({ diffuseFactor }),
      DOMES: domesModel(sky, fit),
      ...foreign,
    },
  };
}

/** A sky without light. */
const none = {
  airglowZenithNl: 0,
  zodiacalFactor: 0,
  galacticFactor: 0,
  diffuseFactor: 0,
} as const;
