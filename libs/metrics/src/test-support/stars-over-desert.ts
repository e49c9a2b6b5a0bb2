import { readFileSync } from 'node:fs';
import {
  bennettRefraction,
  observerFrame,
  openStarCatalogue,
  starCatalogueUrl,
} from '@nightskies/sky';
import type { StarsOfSky } from '../stars/stars-above.js';

/** The stars over 2000 m in Arizona in an autumn night. */
export const starsOverDesert: StarsOfSky = {
  catalogue: openStarCatalogue(readFileSync(starCatalogueUrl)),
  catalogueName: 'committed catalogue',
  frame: observerFrame({
    ...{ longitudeDeg: -112, latitudeDeg: 36, heightM: 2000, jdUtc: 2461345.658 },
    refraction: bennettRefraction({
      ...{ pressureHpa: 800, temperatureC: 10 },
      ...{ relativeHumidity: 0.3, wavelengthUm: 0.55 },
    }),
  }),
  extinctionMag: 0.15,
  extinctionSigmaMag: 0.01,
};
