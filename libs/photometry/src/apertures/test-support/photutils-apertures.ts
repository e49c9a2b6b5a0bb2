import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { image } from '@nightskies/pixels';
import type { ApertureShape } from '../aperture-shape.js';
import type { OverlapMethod } from '../pixel-shares.js';

type Column = readonly (number | null)[];

/** Recorded by `photutils_apertures.py`; null stands for NaN. */
export interface PhotutilsApertures {
  readonly photutils: string;
  readonly positions: readonly (readonly [number, number])[];
  readonly sums: readonly {
    readonly shape: ApertureShape;
    readonly method: OverlapMethod;
    readonly subpixels: number;
    readonly masked: boolean;
    readonly sum: Column;
    readonly error: Column;
    readonly area: Column;
    readonly sumWithHoles: Column;
  }[];
  readonly annuli: readonly {
    readonly annulus: { readonly innerPx: number; readonly outerPx: number };
    readonly clip: { readonly sigma: number; readonly iterations: number } | null;
    readonly masked: boolean;
    readonly mean: Column;
    readonly median: Column;
    readonly std: Column;
    readonly mode: Column;
    readonly pixels: Column;
    readonly area: Column;
  }[];
}

const path = fileURLToPath(new URL('photutils-apertures.json', import.meta.url));
export const photutilsApertures = JSON.parse(readFileSync(path, 'utf8')) as PhotutilsApertures;

const [width, height] = [57, 44];

function plane(value: (x: number, y: number) => number) {
  const pixels = Array.from({ length: width * height }, (_, k) =>
    value(k % width, Math.floor(k / width)),
  );
  return image(width, height, Float32Array.from(pixels));
}

/** The image, its variance and mask, and the image with holes, as in `photutils_apertures.py`. */
export function photutilsImage() {
  const source = plane(
    (x, y) =>
      ((x * 7919 + y * 104729 + x * y * 31) % 1001) / 4 +
      3 * x +
      2 * y +
      ((x * 13 + y * 7) % 97 === 0 ? 4000 : 0),
  );
  const holes = plane((x, y) =>
    (x * 11 + y * 29) % 211 === 0 ? Number.NaN : source.data[y * width + x],
  );
  const masked = plane((x, y) => {
    const inBlock = x >= 20 && x < 24 && y >= 10 && y < 30;
    return inBlock || (x * 5 + y * 3) % 17 === 0 || x >= 53 ? 1 : 0;
  });
  return {
    source,
    holes,
    variance: plane((x, y) => ((((x + 2 * y) % 5) + 1) / 4) ** 2),
    mask: image(width, height, Uint8Array.from(masked.data)),
  };
}
