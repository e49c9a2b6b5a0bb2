/** The picture of a star: round, of this width at half its height, px. */
export type StarProfile =
  | { readonly kind: 'gaussian'; readonly fwhmPx: number }
  | { readonly kind: 'moffat'; readonly fwhmPx: number; readonly beta: number };

/** Gauss-Legendre points and weights of four points on [-1/2, 1/2]. */
const points = [
  -0.43056815579702629, -0.16999052179242813, 0.16999052179242813, 0.43056815579702629,
];
const weights = [
  0.17392742256872693, 0.32607257743127307, 0.32607257743127307, 0.17392742256872693,
];

/** Light of a star of light 1 per square px at a squared distance from its middle. */
export function surfaceBrightness(profile: StarProfile): (squaredPx: number) => number {
  const { fwhmPx } = profile;
  if (profile.kind === 'gaussian') {
    const variance = fwhmPx ** 2 / (8 * Math.LN2);
    const height = 1 / (2 * Math.PI * variance);
    return (squared) => height * Math.exp(-squared / (2 * variance));
  }
  // Moffat 1969, A&A 3, 455: (1 + r2 / a2) ** -beta, its integral over the plane pi a2 / (beta - 1).
  const { beta } = profile;
  const square = fwhmPx ** 2 / (4 * (2 ** (1 / beta) - 1));
  const height = (beta - 1) / (Math.PI * square);
  return (squared) => height * (1 + squared / square) ** -beta;
}

/**
 * Adds a star to a picture, each pixel with the light that falls on it (the profile integrated over
 * the pixel by 4 x 4 points, to 1e-5 of the star for widths from 1.5 px).
 *
 * @param light row by row, `width` px per row; the first pixel's centre is (0, 0)
 * @param amount light of the whole star
 * @param reachPx nothing is added further away
 */
export function addProfile(
  light: Float64Array,
  width: number,
  { x, y }: { readonly x: number; readonly y: number },
  amount: number,
  brightness: (squaredPx: number) => number,
  reachPx: number,
): void {
  const height = light.length / width;
  const [x0, x1] = [
    Math.max(0, Math.ceil(x - reachPx)),
    Math.min(width - 1, Math.floor(x + reachPx)),
  ];
  const [y0, y1] = [
    Math.max(0, Math.ceil(y - reachPx)),
    Math.min(height - 1, Math.floor(y + reachPx)),
  ];
  for (let row = y0; row <= y1; row += 1) {
    for (let column = x0; column <= x1; column += 1) {
      let sum = 0;
      for (let j = 0; j < points.length; j += 1) {
        const dy = (row + points[j] - y) ** 2;
        for (let i = 0; i < points.length; i += 1) {
          const dx = column + points[i] - x;
          sum += weights[i] * weights[j] * brightness(dx * dx + dy);
        }
      }
      light[row * width + column] += amount * sum;
    }
  }
}
