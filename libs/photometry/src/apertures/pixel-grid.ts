/** Pixels along one axis around an aperture, and where their edges are as seen from its centre. */
export interface PixelGrid {
  /** First pixel, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Coordinate of the lower edge of a pixel, from the centre of the aperture. */
  readonly lowerEdge: (pixel: number) => number;
  /** Coordinate of the centre of a pixel. */
  readonly centre: (pixel: number) => number;
  /** Width of a pixel: 1 but for rounding. */
  readonly step: number;
}

/**
 * The pixels that reach to `reach` on both sides of a centre, in the arithmetic of photutils: where
 * the border of an aperture goes through the centre of a pixel, its rounding decides.
 *
 * @param size pixels below 0 and from `size` on are left out; Infinity keeps all
 */
export function pixelGrid(centre: number, reach: number, size: number): PixelGrid {
  const begin = Math.floor(centre - reach + 0.5);
  const end = Math.ceil(centre + reach + 0.5);
  const first = begin - 0.5 - centre;
  const step = (end - 0.5 - centre - first) / (end - begin);
  const lowerEdge = (pixel: number) => first + (pixel - begin) * step;
  return {
    from: size === Infinity ? begin : Math.max(0, begin),
    to: Math.min(size, end),
    lowerEdge,
    centre: (pixel) => lowerEdge(pixel) - 0.5 * step + step,
    step,
  };
}
