import type { NaturalSkyFitDocument } from '@nightskies/contracts';
import type { ComponentMaps } from '../components/natural-components.js';
import type { ObservedSky } from '../observed-sky.js';
import { domesModel } from './fitted-glow.js';
import { naturalModel } from './natural-model.js';

/** What a fit makes of the light of each cell, nL. */
export interface FittedMaps {
  readonly natural: Float32Array;
  /** Domes and far glow as described. */
  readonly domesNl: Float32Array;
  /** Observed less natural less domes; NaN where not seen. */
  readonly residualNl: Float32Array;
}

/**
 * The maps of a fit, or of its document read back, on a grid.
 *
 * @param of `observed` nL, without light of Moon and Sun
 */
export function fittedMaps(
  of: {
    readonly sky: ObservedSky;
    readonly components: ComponentMaps;
    readonly observed: Float32Array;
  },
  fit: Pick<NaturalSkyFitDocument, 'parameters' | 'domes' | 'farGlow'>,
): FittedMaps {
  const natural = naturalModel(of.components, of.sky, fit.parameters);
  const domesNl = domesModel(of.sky, fit);
  return {
    natural,
    domesNl,
    residualNl: of.observed.map((value, cell) => value - natural[cell] - domesNl[cell]),
  };
}
