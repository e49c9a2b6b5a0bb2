/**
 * Standard error of the median of n normal numbers over that of their mean, for n = 1 to 20:
 * integrated from the distribution of the middle order statistics (for n = 2k + 1 the density is
 * (2k+1)!/(k!)^2 F^k (1-F)^k f; for n = 2k the joint one of the middle two).
 */
const ratios = [
  1, 1, 1.1602, 1.0922, 1.1976, 1.1351, 1.2137, 1.16, 1.2227, 1.1761, 1.2283, 1.1875, 1.2322,
  1.1959, 1.2351, 1.2025, 1.2373, 1.2077, 1.239, 1.2119,
];

/** The same for any n: beyond the table sqrt(pi/2 n/(n + 0.44)) or, even, (n + 1.40), good to 2e-4. */
export function medianErrorRatio(n: number): number {
  const listed = ratios[n - 1];
  if (listed !== undefined) return listed;
  return Math.sqrt(((Math.PI / 2) * n) / (n + (n % 2 === 1 ? 0.44 : 1.4)));
}
