import {
  moonlight,
  twilight,
  type NaturalSkyOptions,
  type ObservedSky,
} from '@nightskies/natural-sky';

/** Light of Moon and Sun in the air, nL, by the name of its extension. */
export function foreignLight(
  sky: ObservedSky,
  options: Pick<NaturalSkyOptions, 'band' | 'extinctionCoefficient'>,
): Readonly<Record<string, Float32Array>> {
  return { MOON: moonlight(sky, options), TWILIGHT: twilight(sky, options) };
}

/** Observed light without that of Moon and Sun, nL. */
export function withoutForeign(
  observed: Float32Array,
  foreign: Readonly<Record<string, Float32Array>>,
): Float32Array {
  const lights = Object.values(foreign);
  return observed.map((value, cell) =>
    lights.reduce((rest, light) => rest - (light[cell] ?? Number.NaN), value),
  );
}
