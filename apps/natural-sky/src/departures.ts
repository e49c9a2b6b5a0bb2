import type { SkyCaveat } from '@nightskies/contracts';

/**
 * Where the compat mode cannot repeat the old natural sky: its inputs are not public (sky-stages 11.1),
 * or were made by hand.
 */
export const departures: readonly SkyCaveat[] = [
  {
    code: 'old-arithmetic',
    sentence:
      'Nothing was fitted: airglow, diffuse light and extinction are the constants of the old pipeline unless a person gave others.',
  },
  {
    code: 'old-galactic-light',
    sentence:
      'The old raster of galactic light is not public: the map of this program, or a given one, stands in its place.',
  },
  {
    code: 'old-zodiacal-light',
    sentence:
      'The old raster of zodiacal light is not public: Leinert et al. (1998) stands in its place, counted from the ecliptic longitude of the Sun and not from its right ascension.',
  },
  {
    code: 'old-diffuse-light',
    sentence:
      'The old profile of atmospheric diffuse light is not public: single scattering of a uniform sky stands in its place.',
  },
  {
    code: 'old-airmass',
    sentence:
      'The airmass of the old rasters is not known: that of Kasten and Young (1989), held at the horizon, stands in its place.',
  },
  {
    code: 'old-blending',
    sentence:
      'Light is added up in linear units once, at the middle of the set; the old pipeline projected and blended magnitudes three times.',
  },
];
