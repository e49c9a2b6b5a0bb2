import { liftNodeCount, turnConstantCount } from './frame-layout.js';

/** Turns directions of stars to where they are seen: see `apparentTurn` of libs/sky. */
export interface DirectionTurn {
  /** Of the observer, in units of that of light. */
  readonly velocity: { readonly x: number; readonly y: number; readonly z: number };
  /** East, north and up in the frame that is turned from, row by row. */
  readonly horizon: readonly number[];
  /** Sine of the true altitude of the first node of the table, and from node to node. */
  readonly lowestSine: number;
  readonly step: number;
  /** Refraction in radians over the cosine of the true altitude, 1024 nodes. */
  readonly lift: Float64Array;
}

/** Writes a turn in the order of the kernel. @throws RangeError for a table of another length */
export function writeTurn(
  { velocity, horizon, lowestSine, step, lift }: DirectionTurn,
  buffer: ArrayBuffer,
  turnAt: number,
  liftAt: number,
): void {
  if (lift.length !== liftNodeCount) {
    throw new RangeError(`${lift.length} nodes of refraction: not ${liftNodeCount}`);
  }
  const { x, y, z } = velocity;
  const slow = Math.sqrt(1 - (x ** 2 + y ** 2 + z ** 2));
  const numbers = [x, y, z, slow, ...horizon, lowestSine, step];
  new Float64Array(buffer, turnAt, turnConstantCount).set(numbers);
  new Float64Array(buffer, liftAt, liftNodeCount).set(lift);
}
