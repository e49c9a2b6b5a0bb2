import { image } from '@nightskies/pixels';
import type { HorizontalDirection } from '@nightskies/sky';
import { frameModel, type Lens } from '../frames/frame-model.js';
import type { MapFrame } from '../frames/map-frame.js';

/** Pointings of the usual scan of 45 frames (image-stages 1.5). */
export const scan: readonly HorizontalDirection[] = [
  { count: 15, altitudeDeg: 7.5 },
  { count: 15, altitudeDeg: 32.5 },
  { count: 10, altitudeDeg: 57.5 },
  { count: 5, altitudeDeg: 82.5 },
].flatMap(({ count, altitudeDeg }) =>
  Array.from({ length: count }, (_, k) => ({ azimuthDeg: (k * 360) / count, altitudeDeg })),
);

/** A frame whose pixels are a function of their place; the whole detector by default binned 16 x 16. */
export function madeUpFrame(
  pointing: HorizontalDirection,
  pixel: (x: number, y: number) => number,
  options: {
    readonly name?: string;
    readonly width?: number;
    readonly height?: number;
    readonly binning?: number;
    readonly exposureSeconds?: number;
    readonly rollDeg?: number;
    readonly lens?: Lens;
  } = {},
): MapFrame {
  const { width = 64, height = 64, binning = 16 } = options;
  const data = Float32Array.from({ length: width * height }, (_, at) =>
    pixel(at % width, Math.floor(at / width)),
  );
  return {
    name: options.name ?? 'frame.fit',
    exposureSeconds: options.exposureSeconds ?? 1,
    pixels: () => image(width, height, data),
    model: frameModel(
      { width, height, binningX: binning, binningY: binning },
      { ...pointing, rollDeg: options.rollDeg ?? 0 },
      options.lens ?? { kind: 'radial' },
    ),
  };
}
