import { noCards } from '@nightskies/nsnsd';
import type { NightProducts, SetProducts } from '../night-products.js';

/** A night of two sets with a fit of the extinction, as far as the first stages lead. */
export function madeUpProducts(changes: Partial<NightProducts> = {}): NightProducts {
  return {
    night: 'SIMA261101',
    location: 'Simulated Basin NP',
    centralAzimuthDeg: 180,
    requested: '2026-11-21T09:05:30.000Z',
    processor: 'A Person',
    compat: 'none',
    cards: { ...noCards, dateObs: '2026-11-01T03:31:20', longitudeDeg: -116.8731 },
    picture: null,
    sets: [1, 2].map(madeUpSet),
    recorded: null,
    ...changes,
  };
}

function madeUpSet(set: number): SetProducts {
  return {
    set,
    metrics: null,
    fit: null,
    settings: null,
    extinction: {
      ...{ set, framesSolved: 45, starsUsed: 700 + set, starsRejected: 12 },
      ...{ zeropointFree: 14.78, zeropointFreeError: 0.006 },
      ...{ extinctionFree: -0.16, extinctionFreeError: 0.01, standardErrorFree: 0.03 },
      ...{ zeropointDefault: 14.7, extinctionFixed: -0.15, extinctionFixedError: 0.01 },
      ...{ standardErrorFixed: 0.031, colourCoefficientDefault: 0.04 },
      ...{ colourCoefficientFree: 0.05, colourCoefficientFreeError: 0.01 },
      ...{ xScale: 1.6, yScale: 1.6, averageScale: 1.6, exposureSeconds: 12 },
    },
    pointing: [],
    coordinates: [],
    biasDriftsDn: [1, null, 4],
    images: 45,
    startJd: 2_461_345.646_759_26,
    endJd: 2_461_345.669_108_8,
    middleJd: 2_461_345.657_934_03,
    masters: { flat: 'Flat_V.fit', curve: 'ML3.txt', bias: null, thermal: null },
  };
}
