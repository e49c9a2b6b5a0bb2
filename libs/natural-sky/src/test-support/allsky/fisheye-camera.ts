import { degree, type HorizontalDirection } from '@nightskies/sky';
import { z as schema } from 'zod';

const solutionSchema = schema.object({
  width: schema.number(),
  height: schema.number(),
  time_utc: schema.string(),
  lat: schema.number(),
  lon: schema.number(),
  elev_m: schema.number(),
  s: schema.number(),
  params: schema.record(
    schema.enum(['x0', 'y0', 'a0', 'tx', 'ty', 'k1', 'k3', 'k5']),
    schema.number(),
  ),
  star_columns: schema.array(schema.string()),
  stars: schema.array(schema.array(schema.number())),
});

/** The numbers of a fisheye camera as the solutions of the shared frames give them; rad and px. */
export type FisheyeSolution = schema.infer<typeof solutionSchema>;

/** A solution from the text of its file. */
export function readFisheyeSolution(text: string): FisheyeSolution {
  return solutionSchema.parse(JSON.parse(text));
}

/**
 * Where directions fall in the frame: v = Ry(ty) Rx(tx) v of the east, north, up vector, z = acos(v_z),
 * A = atan2(v_x, v_y), r = k1 z + k3 z^3 + k5 z^5, x = x0 + s r sin(A - a0), y = y0 + r cos(A - a0).
 */
export class FisheyeCamera {
  constructor(private readonly solution: FisheyeSolution) {}

  pixelOf({ azimuthDeg, altitudeDeg }: HorizontalDirection): { x: number; y: number } {
    const { s, params } = this.solution;
    const { x0, y0, a0, tx, ty, k1, k3, k5 } = params;
    const [a, h] = [azimuthDeg * degree, altitudeDeg * degree];
    const east = Math.sin(a) * Math.cos(h);
    const north = Math.cos(a) * Math.cos(h);
    const up = Math.sin(h);
    const n = Math.cos(tx) * north - Math.sin(tx) * up;
    const u = Math.sin(tx) * north + Math.cos(tx) * up;
    const e = Math.cos(ty) * east + Math.sin(ty) * u;
    const w = -Math.sin(ty) * east + Math.cos(ty) * u;
    const z = Math.acos(Math.min(1, Math.max(-1, w)));
    const turn = Math.atan2(e, n) - a0;
    const r = z * (k1 + z * z * (k3 + z * z * k5));
    return { x: x0 + s * r * Math.sin(turn), y: y0 + r * Math.cos(turn) };
  }

  /** Apparent direction of a pixel; below the horizon as well, null beyond 100 deg from the axis. */
  directionOf(x: number, y: number): HorizontalDirection | null {
    const { s, params } = this.solution;
    const { x0, y0, a0, tx, ty } = params;
    const r = Math.hypot(x - x0, y - y0);
    const z = this.axisDistance(r);
    if (Number.isNaN(z)) return null;
    const turn = Math.atan2((x - x0) / s, y - y0) + a0;
    const e = Math.sin(z) * Math.sin(turn);
    const n = Math.sin(z) * Math.cos(turn);
    const w = Math.cos(z);
    const east = Math.cos(ty) * e - Math.sin(ty) * w;
    const u = Math.sin(ty) * e + Math.cos(ty) * w;
    const north = Math.cos(tx) * n + Math.sin(tx) * u;
    const up = -Math.sin(tx) * n + Math.cos(tx) * u;
    const azimuthDeg = (((Math.atan2(east, north) / degree) % 360) + 360) % 360;
    return { azimuthDeg, altitudeDeg: Math.atan2(up, Math.hypot(east, north)) / degree };
  }

  /** Solid angle of a pixel, square degrees. */
  pixelDeg2(x: number, y: number): number {
    const { x0, y0, k1, k3, k5 } = this.solution.params;
    const r = Math.hypot(x - x0, y - y0);
    const z = this.axisDistance(r);
    const slope = k1 + z * z * (3 * k3 + 5 * z * z * k5);
    const across = z < 1e-6 ? 1 / k1 : Math.sin(z) / r;
    return across / slope / degree ** 2;
  }

  /** Angle from the optical axis, rad, of a distance from it, px: Newton's method; NaN beyond the lens. */
  private axisDistance(r: number): number {
    const { k1, k3, k5 } = this.solution.params;
    const most = 100 * degree;
    if (r > most * (k1 + most ** 2 * (k3 + most ** 2 * k5))) return NaN;
    let z = r / k1;
    for (let round = 0; round < 8; round++) {
      const value = z * (k1 + z * z * (k3 + z * z * k5)) - r;
      z -= value / (k1 + z * z * (3 * k3 + 5 * z * z * k5));
    }
    return z;
  }
}
