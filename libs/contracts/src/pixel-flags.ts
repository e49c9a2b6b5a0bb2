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

/** Flag bits of the cells of a map: those of the pixels in it, and what happened in putting it together. */
export const mapFlags = {
  saturated: { bit: 1, keyword: 'FLAG1', title: 'a saturated pixel in it' },
  nonlinear: {
    bit: 2,
    keyword: 'FLAG2',
    title: 'a pixel outside the range of the linearity curve in it',
  },
  bad: { bit: 4, keyword: 'FLAG4', title: 'a bad pixel in it' },
  noData: { bit: 8, keyword: 'FLAG8', title: 'no data' },
  disagreement: { bit: 16, keyword: 'FLAG16', title: 'frames disagree here' },
  rejected: { bit: 32, keyword: 'FLAG32', title: 'the value of a frame was left out' },
  placedWithoutStars: {
    bit: 64,
    keyword: 'FLAG64',
    title: 'a frame in it was not placed by its own stars',
  },
} as const;
