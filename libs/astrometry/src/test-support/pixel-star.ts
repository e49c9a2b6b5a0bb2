import { image, type Image } from '@nightskies/pixels';

/** Error function by its series, which cancels too much beyond 4.5: good to 1e-7. */
function errorFunction(z: number): number {
  if (Math.abs(z) > 4.5) return Math.sign(z);
  let term = z;
  let sum = z;
  for (let n = 1; n < 200; n += 1) {
    term *= (-z * z) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Light of a Gaussian of unit volume falling on the pixel [k - 1/2, k + 1/2]. */
function share(k: number, centre: number, sigma: number): number {
  const at = (edge: number) => errorFunction((edge - centre) / (Math.SQRT2 * sigma));
  return (at(k + 0.5) - at(k - 0.5)) / 2;
}

/** Adds a Gaussian star, integrated over every pixel, to an image. */
export function addPixelStar(
  target: Image,
  star: { x: number; y: number; fwhmPx: number; flux: number },
): void {
  const sigma = star.fwhmPx / (2 * Math.sqrt(2 * Math.log(2)));
  const columns = Array.from({ length: target.width }, (_, k) => share(k, star.x, sigma));
  for (let y = 0; y < target.height; y += 1) {
    const row = star.flux * share(y, star.y, sigma);
    for (let x = 0; x < target.width; x += 1) target.data[y * target.width + x] += row * columns[x];
  }
}

/** An image with one such star. */
export function pixelStar(
  width: number,
  height: number,
  star: { x: number; y: number; fwhmPx: number; flux: number },
): Image {
  const result = image(width, height, new Float32Array(width * height));
  addPixelStar(result, star);
  return result;
}

/** Normal deviates from a seed (Park and Miller 1988; Box and Muller 1958). */
export function normalDeviates(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
