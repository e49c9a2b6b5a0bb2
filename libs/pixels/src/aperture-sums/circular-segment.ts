/** Up to this squared sine the shorter series is enough: that is what circles of 2.83 px need. */
export const shortSeriesLimit = 1 / 16;

// (asin s - s sqrt(1 - s^2)) / s^3 as a polynomial of s^2: Chebyshev fits of its power series, to
// 4e-16 up to s^2 = 1/16 and to 2e-16 up to s^2 = 1/2. They take the place of an arcsine, whose
// bits differ from one machine to the next.
const shortSeries = [
  0.6666666666666665, 0.2000000000003741, 0.10714285701742557, 0.06944446043320811,
  0.04971491102994039, 0.03789425642103004, 0.02945396333473108, 0.03053887566014519,
];
const longSeries = [
  0.6666666666666666, 0.2000000000000057, 0.10714285714134388, 0.06944444460338112,
  0.04971590028378823, 0.0378608743293752, 0.030071458061930494, 0.024748701681798022,
  0.019470271707062847, 0.027951149685533288, -0.0516600979203024, 0.34856381843912454,
  -1.2820950461125784, 3.861967888534438, -8.752041393540875, 14.986925291909067,
  -18.653719851344473, 16.056945865167084, -8.559798749138906, 2.1713256736911966,
];

/**
 * Area between a chord and its arc in a circle of radius 1.
 *
 * @param squaredSine square of the sine of half the angle of the arc: chord^2 / 4, at most 1/2 (a
 *   quarter of the circle)
 * @param short whether the series for `squaredSine` up to `shortSeriesLimit` is to be used
 */
export function circularSegment(squaredSine: number, short: boolean): number {
  const series = short ? shortSeries : longSeries;
  let value = series[series.length - 1];
  for (let n = series.length - 2; n >= 0; n--) value = value * squaredSine + series[n];
  return squaredSine * Math.sqrt(squaredSine) * value;
}
