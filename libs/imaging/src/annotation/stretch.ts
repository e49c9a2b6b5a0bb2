/** Brightness of the sky in the shown picture, 0 to 1: its middle, and its brightest tenth. */
const skyShown = 0.1;
const brightSkyShown = 0.2;

/**
 * 8-bit colours of a picture, stretched by asinh so that the sky is dark, noise just shows and bright
 * stars are not all white (Lupton et al. 2004, PASP 116, 133: colours keep their ratios).
 */
export function stretched(
  planes: readonly Float32Array[],
  widthPx: number,
  heightPx: number,
): Uint8Array {
  const pixels = widthPx * heightPx;
  const colour = planes.length === 3;
  const light = new Float32Array(pixels);
  for (let k = 0; k < pixels; k += 1) {
    light[k] = colour ? (planes[0][k] + planes[1][k] + planes[2][k]) / 3 : planes[0][k];
  }
  const [black, sky, noisy, glow, white] = percentiles(light, [0.005, 0.5, 0.84, 0.9, 0.9995]);
  const noise = Math.max(noisy - sky, (white - black) / 1000, 1e-12);
  // Softening such that the sky lies at its place whatever the exposure.
  const from = Math.min(black, sky - noise);
  const span = Math.max(white - from, 4 * noise);
  const soft = Math.min(Math.max(3 * noise, span / 400), span);
  const top = Math.asinh(span / soft);
  const powerFor = (value: number, shown: number): number => {
    const level = Math.asinh((value - from) / soft) / top;
    return level > 0 && level < 1 ? Math.log(shown) / Math.log(level) : 1;
  };
  const power = Math.max(powerFor(sky, skyShown), powerFor(glow, brightSkyShown));
  const gamma = Math.min(Math.max(power, 0.7), 3);
  const out = new Uint8Array(3 * pixels);
  const offsets = colour ? planes.map((plane) => percentiles(plane, [0.5])[0]) : [];
  for (let k = 0; k < pixels; k += 1) {
    const value = Math.max(light[k] - from, 0);
    const level = value - value === 0 ? Math.min(Math.asinh(value / soft) / top, 1) ** gamma : 0;
    for (let c = 0; c < 3; c += 1) {
      let share = 1;
      if (colour) {
        // Colour of what stands above the sky; the sky itself is shown grey.
        const above = Math.max(light[k] - sky, 0) + 6 * noise;
        share = Math.min(
          Math.max(1 + (planes[c][k] - offsets[c] - (light[k] - sky)) / above, 0.4),
          1.8,
        );
      }
      out[3 * k + c] = Math.min(255, Math.round(255 * level * share));
    }
  }
  return out;
}

/** A larger part of a picture at its very top is a white frame or burnt out, and tells nothing of the sky. */
const largestTop = 0.01;

/** Ascending values without those at the very top where they are many. */
function withoutFrame(sorted: Float64Array): Float64Array {
  const below = sorted.indexOf(sorted[sorted.length - 1]);
  return below > 0 && sorted.length - below > largestTop * sorted.length
    ? sorted.subarray(0, below)
    : sorted;
}

/** Values below which these shares of the finite numbers lie, from every n-th of them. */
function percentiles(data: Float32Array, shares: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(data.length / 200_000));
  const sample: number[] = [];
  for (let k = 0; k < data.length; k += step) if (data[k] - data[k] === 0) sample.push(data[k]);
  if (sample.length === 0) return shares.map(() => 0);
  const sorted = withoutFrame(Float64Array.from(sample).sort());
  return shares.map(
    (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))],
  );
}
