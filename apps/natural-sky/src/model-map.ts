import {
  domesModel,
  modelErrors,
  naturalParts,
  type ComponentMaps,
  type NaturalSkyFit,
  type NaturalSkyMap,
  type ObservedSky,
} from '@nightskies/natural-sky';

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
    readonly components: ComponentMaps;
    readonly foreign: Readonly<Record<string, Float32Array>>;
  },
): NaturalSkyMap {
  const { sky, components, foreign } = of;
  const { natural, airglow, zodiacal, galactic, diffuse } = naturalParts(
    components,
    sky,
    fit.parameters,
  );
  const errors = modelErrors(components, sky, fit, of.observed);
  const lights = Object.values(foreign);
  const ofForeign = (cell: number): number =>
    lights.reduce((total, light) => total + (light[cell] ?? Number.NaN), 0);
  const withForeign = (sigma: Float32Array): Float32Array =>
    lights.length === 0
      ? sigma
      : sigma.map((value, cell) => Math.hypot(value, foreignError * ofForeign(cell)));
  return {
    grid: sky.grid,
    natural: lights.length === 0 ? natural : natural.map((value, cell) => value + ofForeign(cell)),
    sigma: withForeign(errors.natural),
    restSigma: withForeign(errors.rest),
    parts: {
      ...{ AIRGLOW: airglow, ZODIACAL: zodiacal, GALACTIC: galactic, DIFFUSE: diffuse },
      DOMES: domesModel(sky, fit),
      ...foreign,
    },
  };
}
