import { image, type Image } from '@nightskies/pixels';

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

/** Normal numbers by Box and Muller. */
export function normals(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A flat sky with stars of a power law of brightness, as a perfect camera of square pixels sees it. */
export function starField(
  size: number,
  random: () => number,
  options: { readonly sky: number; readonly starsPerPixel: number; readonly faintest: number },
): Image {
  const data = new Float32Array(size * size).fill(options.sky);
  const margin = 6;
  const stars = options.starsPerPixel * (size + 2 * margin) ** 2;
  for (let star = 0; star < stars; star++) {
    const x = random() * (size + 2 * margin) - margin;
    const y = random() * (size + 2 * margin) - margin;
    // Numbers grow by 10^0.41 a magnitude: N(> flux) ~ flux^-1.025.
    const flux = options.faintest * (1 - random()) ** (-1 / 1.025);
    const [column, row] = [Math.round(x), Math.round(y)];
    for (let dy = -margin; dy <= margin; dy++) {
      for (let dx = -margin; dx <= margin; dx++) {
        const [a, b] = [column + dx, row + dy];
        if (a < 0 || b < 0 || a >= size || b >= size) continue;
        const squared = (a - x) ** 2 + (b - y) ** 2;
        const core = (0.82 / (2 * Math.PI * 0.6)) * Math.exp(-squared / 1.2);
        const wing = (0.18 / (2 * Math.PI * 2.2)) * Math.exp(-squared / 4.4);
        data[b * size + a] += flux * (core + wing);
      }
    }
  }
  return image(size, size, data);
}
