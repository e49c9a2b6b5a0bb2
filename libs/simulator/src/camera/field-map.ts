import { unitVector, type CameraAxes, type ObserverFrame, type Vector3 } from '@nightskies/sky';
import type { CameraGeometry } from './geometry.js';

/** Nodes of the map along a side. */
const nodes = 65;
/** Beyond the corners of the frame, deg. */
const borderDeg = 1.2;

/** Where a place of the sky falls, and where it stands over the horizon. */
export interface FieldPlace {
  column: number;
  row: number;
  east: number;
  north: number;
  up: number;
}

/**
 * Places of the sky to places on the array of one frame, fast: exact on a grid about the middle of the
 * frame, by straight lines between, within 0.05 px. For stars too many to be worth more.
 */
export class FieldMap {
  private readonly table = new Float64Array(nodes * nodes * 5);
  private readonly reach: number;
  private readonly e: Vector3;
  private readonly n: Vector3;

  /** @param centre in ICRS, of the optical axis */
  constructor(
    sky: ObserverFrame,
    axes: CameraAxes,
    geometry: CameraGeometry,
    private readonly centre: Vector3,
  ) {
    this.reach = Math.tan(((geometry.reachDeg + borderDeg) * Math.PI) / 180);
    const flat = Math.hypot(centre.x, centre.y);
    this.e = { x: -centre.y / flat, y: centre.x / flat, z: 0 };
    this.n = {
      x: -centre.z * this.e.y,
      y: centre.z * this.e.x,
      z: flat,
    };
    for (let j = 0; j < nodes; j++) {
      for (let i = 0; i < nodes; i++) {
        const direction = unitVector(sky.icrsVectorToAltAz(this.node(i, j)));
        const at = geometry.project(axes, direction, Infinity);
        this.table.set(
          [at?.x ?? NaN, at?.y ?? NaN, direction.east, direction.north, direction.up],
          (j * nodes + i) * 5,
        );
      }
    }
  }

  /** Writes the place of a unit vector in ICRS into `place`; false where the map ends. */
  find(x: number, y: number, z: number, place: FieldPlace): boolean {
    const { centre, e, n, reach, table } = this;
    const out = x * centre.x + y * centre.y + z * centre.z;
    if (out <= 0) return false;
    const step = (nodes - 1) / 2 / reach;
    const u = ((x * e.x + y * e.y) / out + reach) * step;
    const v = ((x * n.x + y * n.y + z * n.z) / out + reach) * step;
    const [i, j] = [Math.floor(u), Math.floor(v)];
    if (i < 0 || j < 0 || i >= nodes - 1 || j >= nodes - 1) return false;
    const [s, t] = [u - i, v - j];
    const at = (j * nodes + i) * 5;
    const next = nodes * 5;
    const between = (k: number): number => {
      const low = table[at + k] + s * (table[at + 5 + k] - table[at + k]);
      const high = table[at + next + k] + s * (table[at + next + 5 + k] - table[at + next + k]);
      return low + t * (high - low);
    };
    place.column = between(0);
    place.row = between(1);
    place.east = between(2);
    place.north = between(3);
    place.up = between(4);
    return Number.isFinite(place.column);
  }

  private node(i: number, j: number): Vector3 {
    const { centre, e, n, reach } = this;
    const u = ((2 * i) / (nodes - 1) - 1) * reach;
    const v = ((2 * j) / (nodes - 1) - 1) * reach;
    const x = centre.x + u * e.x + v * n.x;
    const y = centre.y + u * e.y + v * n.y;
    const z = centre.z + v * n.z;
    const length = Math.hypot(x, y, z);
    return { x: x / length, y: y / length, z: z / length };
  }
}
