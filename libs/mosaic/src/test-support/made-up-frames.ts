import { image } from '@nightskies/pixels';
import type { HorizontalDirection, ObserverFrame } from '@nightskies/sky';
import { frameModel, type Lens } from '../frames/frame-model.js';
import type { FramePlane, MapFrame } from '../frames/map-frame.js';

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
    readonly ownStars?: boolean;
    readonly middleJdUtc?: number;
    readonly sky?: ObserverFrame;
    /** 1 sigma of every pixel, DN. */
    readonly sigma?: number;
    /** 1 sigma of the stars left in it, DN, under a mesh; the errors of pixels are shared then. */
    readonly confusion?: number;
    readonly flags?: Uint8Array;
  } = {},
): MapFrame {
  const { width = 64, height = 64, binning = 16, flags } = options;
  const data = Float32Array.from({ length: width * height }, (_, at) =>
    pixel(at % width, Math.floor(at / width)),
  );
  return {
    name: options.name ?? 'frame.fit',
    exposureSeconds: options.exposureSeconds ?? 1,
    ownStars: options.ownStars ?? true,
    middleJdUtc: options.middleJdUtc ?? null,
    sky: () => options.sky ?? null,
    pixels: (room) => {
      if (room?.length !== data.length) return image(width, height, data.slice());
      room.set(data);
      return image(width, height, room);
    },
    sigma: evenPlane(options.sigma, width, height, options.confusion === undefined ? 1 : 16),
    confusion: evenPlane(options.confusion, width, height, 16),
    flags: flags === undefined ? null : () => flags,
    model: frameModel(
      { width, height, binningX: binning, binningY: binning },
      { ...pointing, rollDeg: options.rollDeg ?? 0 },
      options.lens ?? { kind: 'radial' },
    ),
  };
}

function evenPlane(
  value: number | undefined,
  width: number,
  height: number,
  stepPx: number,
): FramePlane | null {
  if (value === undefined) return null;
  const across = Math.ceil((width - 1) / stepPx) + 1;
  const up = Math.ceil((height - 1) / stepPx) + 1;
  const read = (room?: Float32Array): Float32Array =>
    (room?.length === across * up ? room : new Float32Array(across * up)).fill(value);
  return { width: across, height: up, stepPx, read };
}
