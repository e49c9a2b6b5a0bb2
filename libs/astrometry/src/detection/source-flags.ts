import type { WindowedCentroids } from '@nightskies/pixels';

/** What is odd about a source; several bits may be set. */
export const sourceFlags = {
  /** A pixel of the source is saturated; its place is that of the saturated patch. */
  saturated: 1,
  /** A pixel of the source is flagged bad or has no value. */
  badPixel: 2,
  /** All its light in one pixel: a hot pixel or a short cosmic ray. */
  singlePixel: 4,
  /** Narrower across than a star can be: a cosmic ray. */
  narrow: 8,
  /** Longer than a star: a trail, a blend or a galaxy. */
  elongated: 16,
  /** Part of its light may fall beyond the border. */
  border: 32,
  /** No centroid could be found: the place is that of the peak. */
  noCentroid: 64,
} as const;

/** Flags that say a source is no star. */
export const notAStar = sourceFlags.singlePixel | sourceFlags.narrow;

/** Moments of sources under their windows, one array per quantity of `WindowedCentroid`. */
export type Moments = Pick<
  WindowedCentroids,
  'momentXX' | 'momentYY' | 'momentXY' | 'momentError' | 'expectedMoment'
>;

/**
 * Flags from the shape of a source: the larger and the smaller second moment against that of a star,
 * each beyond doubt by `certain` standard errors. Only what is narrower than half a star, or longer
 * than twice one, is flagged.
 */
export function shapeFlags(moments: Moments, source: number, certain = 3): number {
  const { expectedMoment } = moments;
  const momentXX = moments.momentXX[source];
  const momentYY = moments.momentYY[source];
  const momentXY = moments.momentXY[source];
  const middle = (momentXX + momentYY) / 2;
  const spread = Math.hypot((momentXX - momentYY) / 2, momentXY);
  const doubt = certain * moments.momentError[source];
  const isNarrow = (moment: number) =>
    moment < 0.5 * expectedMoment && moment + doubt < 0.8 * expectedMoment;
  let flags = 0;
  if (isNarrow(middle + spread)) flags |= sourceFlags.singlePixel;
  else if (isNarrow(middle - spread)) flags |= sourceFlags.narrow;
  if (middle + spread - doubt > 2 * expectedMoment) flags |= sourceFlags.elongated;
  return flags;
}
