/** What is odd about the measurement of a source. Each bit is defined here and nowhere else. */
export const photometryFlags = {
  saturated: { bit: 1, text: 'saturated' },
  border: { bit: 2, text: 'aperture cut by the border' },
  maskedPixels: { bit: 4, text: 'masked pixels in the aperture' },
  overlap: { bit: 8, text: 'aperture overlaps that of another source' },
  outside: { bit: 16, text: 'outside the picture' },
  noBackground: { bit: 32, text: 'no background' },
  noCentre: { bit: 64, text: 'no centre or shape found' },
  noPosition: { bit: 128, text: 'no position' },
} as const satisfies Record<string, { readonly bit: number; readonly text: string }>;

/** All bits with their meanings in one line. */
export const flagWords = Object.values(photometryFlags)
  .map(({ bit, text }) => `${bit} ${text}`)
  .join(', ');
