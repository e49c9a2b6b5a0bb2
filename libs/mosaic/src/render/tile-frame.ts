import type { MapFrame } from '../frames/map-frame.js';

/** A frame that is in a tile. */
export interface TileFrame {
  readonly name: string;
  readonly exposureSeconds: number;
  readonly binningX: number;
  readonly binningY: number;
  /** Middle of the exposure, Julian date, UTC; null where its header does not say. */
  readonly middleJdUtc: number | null;
}

/** What a tile says of a frame. */
export function tileFrame({ name, exposureSeconds, middleJdUtc, model }: MapFrame): TileFrame {
  const { binningX, binningY } = model;
  return { name, exposureSeconds, binningX, binningY, middleJdUtc };
}
