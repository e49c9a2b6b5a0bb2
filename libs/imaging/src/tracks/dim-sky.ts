import type { Image } from '@nightskies/pixels';

/** Share of full white of the brightest stars: the picture stays behind what is drawn over it. */
const brightest = 0.62;

/**
 * A frame as a dim picture in grey: from its 40th percentile to its 99.8th by an inverse hyperbolic
 * sine, so that faint stars show and bright ones do not drown them. Rows upside down: the first row of
 * the frame is the lowest of the picture.
 *
 * @returns RGBA, `width` x `height`
 */
export function dimSky(frame: Image, width: number, height: number): Uint8Array {
  const [low, high] = levels(frame);
  const span = Math.max(high - low, Number.MIN_VALUE);
  const softening = 0.05;
  const whole = Math.asinh(1 / softening);
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const value = meanUnder(frame, x, height - 1 - y, frame.width / width, frame.height / height);
      const share = Math.max(0, Math.min(1, (value - low) / span));
      const grey = Number.isNaN(share)
        ? 0
        : Math.round((255 * brightest * Math.asinh(share / softening)) / whole);
      rgba.set([grey, grey, Math.min(255, Math.round(1.08 * grey)), 255], at);
    }
  }
  return rgba;
}

/** Mean of the frame under one pixel of the picture, or the nearest pixel where those are smaller. */
function meanUnder(
  { width, height, data }: Image,
  x: number,
  y: number,
  stepX: number,
  stepY: number,
): number {
  const x0 = Math.floor(x * stepX);
  const y0 = Math.floor(y * stepY);
  const x1 = Math.max(x0 + 1, Math.min(width, Math.floor((x + 1) * stepX)));
  const y1 = Math.max(y0 + 1, Math.min(height, Math.floor((y + 1) * stepY)));
  let sum = 0;
  for (let row = y0; row < y1; row += 1) {
    for (let column = x0; column < x1; column += 1) sum += data[row * width + column];
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

function levels({ data }: Image): readonly [number, number] {
  const stride = Math.max(1, Math.floor(data.length / 200_000));
  const sample: number[] = [];
  for (let k = 0; k < data.length; k += stride) if (Number.isFinite(data[k])) sample.push(data[k]);
  sample.sort((a, b) => a - b);
  const quantile = (share: number): number => sample[Math.floor(share * (sample.length - 1))] ?? 0;
  return [quantile(0.4), quantile(0.998)];
}
