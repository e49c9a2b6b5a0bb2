import { unitVector, type HorizontalDirection } from '@nightskies/sky';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PixelPoint } from '../../wcs/tan-sip.js';

const schema = z.object({
  params: z.object({
    x0: z.number(),
    y0: z.number(),
    a0: z.number(),
    tx: z.number(),
    ty: z.number(),
    k1: z.number(),
    k3: z.number(),
    k5: z.number(),
  }),
  s: z.number(),
  scale_zenith_arcmin_per_px: z.number(),
  rms_px: z.number(),
  zenith_xy: z.tuple([z.number(), z.number()]),
});

/** A solution by another program, in its own model. */
export interface ReferenceCamera {
  readonly zenith: PixelPoint;
  readonly zenithScaleArcmin: number;
  readonly rmsPx: number;
  pixelOf(direction: HorizontalDirection): PixelPoint;
}

export function readReferenceCamera(path: string): ReferenceCamera {
  const { params, s, ...told } = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const { x0, y0, a0, tx, ty, k1, k3, k5 } = params;
  return {
    zenith: { x: told.zenith_xy[0], y: told.zenith_xy[1] },
    zenithScaleArcmin: told.scale_zenith_arcmin_per_px,
    rmsPx: told.rms_px,
    pixelOf(direction) {
      const { east, north, up } = unitVector(direction);
      const [n, u] = [
        north * Math.cos(tx) - up * Math.sin(tx),
        north * Math.sin(tx) + up * Math.cos(tx),
      ];
      const [e, w] = [
        east * Math.cos(ty) + u * Math.sin(ty),
        u * Math.cos(ty) - east * Math.sin(ty),
      ];
      const theta = Math.acos(w);
      const azimuth = Math.atan2(e, n) - a0;
      const r = k1 * theta + k3 * theta ** 3 + k5 * theta ** 5;
      return { x: x0 + s * r * Math.sin(azimuth), y: y0 + r * Math.cos(azimuth) };
    },
  };
}
