/** Commanded centres of a set: rows of 15, 15, 10 and 5 frames. */
const rows = [
  { altitude: 7.5, frames: 15 },
  { altitude: 32.5, frames: 15 },
  { altitude: 57.5, frames: 10 },
  { altitude: 82.5, frames: 5 },
] as const;
export const setCentres = rows.flatMap(({ altitude, frames }, row) =>
  Array.from({ length: frames }, (_, k) => ({ altitude, azimuth: (360 / frames) * k, row })),
);

const focalPx = 2150;
const halfPx = 500;

/** Place on the array, px, and solid angle of the pixel there over that of the centre. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly solidAngle: number;
}

export type Vector = readonly [number, number, number];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Towards east, north, up. */
export function vectorOf(azimuthDeg: number, altitudeDeg: number): Vector {
  const [a, h] = [(azimuthDeg * Math.PI) / 180, (altitudeDeg * Math.PI) / 180];
  return [Math.cos(h) * Math.sin(a), Math.cos(h) * Math.cos(a), Math.sin(h)];
}

/** Tangent-plane camera: place of a direction and the relative solid angle of a pixel there. */
export function cameraAt({
  azimuth,
  altitude,
}: {
  readonly azimuth: number;
  readonly altitude: number;
}) {
  const out = vectorOf(azimuth, altitude);
  const right = vectorOf(azimuth + 90, 0);
  const up = vectorOf(azimuth + 180, 90 - altitude);
  return (star: Vector): Place | undefined => {
    const forward = dot(star, out);
    if (forward < 0.9) return undefined;
    const x = (focalPx * dot(star, right)) / forward;
    const y = (focalPx * dot(star, up)) / forward;
    if (Math.abs(x) > halfPx || Math.abs(y) > halfPx) return undefined;
    return { x: 511.5 + x, y: 511.5 + y, solidAngle: forward ** 3 };
  };
}
