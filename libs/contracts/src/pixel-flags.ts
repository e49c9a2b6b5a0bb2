/**
 * The one registry of pixel flag bits. FITS headers, code and documents read it from here. A pixel
 * may carry several.
 */
export const pixelFlags = {
  saturated: { bit: 1, keyword: 'FLAG1', title: 'saturated in the raw frame' },
  nonlinear: { bit: 2, keyword: 'FLAG2', title: 'outside the range of the linearity curve' },
  bad: { bit: 4, keyword: 'FLAG4', title: 'bad pixel, measured from the darks' },
  noData: { bit: 8, keyword: 'FLAG8', title: 'no data' },
} as const;

export type PixelFlag = keyof typeof pixelFlags;
