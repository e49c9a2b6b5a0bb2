import { columnAzimuthDeg, type MapGrid } from '@nightskies/sky';
import type { TerrainMask } from './terrain-mask.js';

/** A picture to be encoded: the first row is the upper one. */
export interface PixelRows {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** The mask to be painted on: grey, white sky and black terrain, the highest altitude first. */
export function maskDrawing({ grid, sky }: TerrainMask): PixelRows {
  const { columns, rows } = grid;
  const data = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    data.set(sky.subarray(row * columns, (row + 1) * columns), (rows - 1 - row) * columns);
  }
  return { width: columns, height: rows, channels: 1, data };
}

/** Levels of light that are told apart in the picture of the sky. */
const shades = 256;
/** The darkest and the brightest hundredth are black and white. */
const clippedShare = 0.01;
const skylineColour = [255, 64, 32] as const;
const unknownColour = [70, 90, 160] as const;

/**
 * The sky as it was photographed with the skyline drawn into it, for who paints the mask: grey by the
 * logarithm of light, the skyline red, blue where no frame has data, the highest altitude first; of the
 * cells and altitudes of the light, which may be those of the mask or of the strip it was proposed from.
 *
 * @param light in any linear unit, row by row on its grid, first row lowest
 */
export function skylinePicture(
  mask: TerrainMask,
  { grid, light }: { readonly grid: MapGrid; readonly light: Float32Array },
): PixelRows {
  const { columns, rows } = grid;
  const shade = shadesOf(light);
  const data = new Uint8Array(3 * columns * rows);
  const place = (row: number, column: number): number => 3 * ((rows - 1 - row) * columns + column);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = shade(light[row * columns + column]);
      const at = place(row, column);
      // One by one: a call for three bytes takes ten times as long as they do.
      data[at] = value ?? unknownColour[0];
      data[at + 1] = value ?? unknownColour[1];
      data[at + 2] = value ?? unknownColour[2];
    }
  }
  const rowOf = (altitudeDeg: number): number =>
    Math.round((altitudeDeg - grid.altitude0Deg) / grid.stepDeg - 0.5);
  let last: number | null = null;
  for (let column = 0; column < columns; column++) {
    const row = rowOf(mask.skylineDeg[columnOf(mask.grid, columnAzimuthDeg(grid, column))]);
    // Cliffs are drawn too.
    const from = Math.max(0, Math.min(row, last ?? row));
    const to = Math.min(rows - 1, Math.max(row, last ?? row));
    for (let k = from; k <= to; k++) data.set(skylineColour, place(k, column));
    last = row;
  }
  return { width: columns, height: rows, channels: 3, data };
}

function columnOf({ azimuth0Deg, stepDeg, columns }: MapGrid, azimuthDeg: number): number {
  const column = Math.floor((azimuthDeg - azimuth0Deg) / stepDeg);
  return ((column % columns) + columns) % columns;
}

/** Grey of a value, 0 to 255; null for no data. */
function shadesOf(light: Float32Array): (value: number) => number | null {
  const stride = Math.max(1, Math.floor(light.length / 100_000));
  const sample: number[] = [];
  for (let at = 0; at < light.length; at += stride) {
    if (light[at] > 0) sample.push(light[at]);
  }
  const sorted = Float64Array.from(sample).sort();
  const low = Math.log(sorted[Math.floor(clippedShare * sorted.length)] ?? 1);
  const high = Math.log(sorted[Math.floor((1 - clippedShare) * sorted.length)] ?? Math.E);
  const scale = (shades - 1) / Math.max(1e-6, high - low);
  const shadeOf = (value: number): number =>
    Math.round(Math.min(shades - 1, Math.max(0, (Math.log(value) - low) * scale)));
  const stretches = new ShadesOfStretches(shadeOf);
  return (value) => {
    if (Number.isNaN(value)) return null;
    if (!(value > 0)) return 0;
    return stretches.shade(value);
  };
}

/** A stretch nobody asked for yet, and one of more than one shade. */
const notYet = -1;
const several = -2;
/** Bits of a float32 within a stretch: 1/256 of a factor of two. */
const stretchBits = 15;

/** Looks up shades that grow with the light: most stretches of light have but one, found once. */
class ShadesOfStretches {
  private readonly shades = new Int16Array(2 ** (31 - stretchBits)).fill(notYet);
  private readonly number = new Float32Array(1);
  private readonly bits = new Int32Array(this.number.buffer);

  constructor(private readonly shadeOf: (value: number) => number) {}

  /** @param value a float32 above 0 */
  shade(value: number): number {
    this.number[0] = value;
    const stretch = this.bits[0] >> stretchBits;
    let shade = this.shades[stretch];
    if (shade === notYet) {
      shade = this.shadeOfAll(stretch);
      this.shades[stretch] = shade;
    }
    return shade === several ? this.shadeOf(value) : shade;
  }

  private shadeOfAll(stretch: number): number {
    this.bits[0] = stretch << stretchBits;
    const least = this.shadeOf(this.number[0]);
    this.bits[0] = ((stretch + 1) << stretchBits) - 1;
    return least === this.shadeOf(this.number[0]) ? least : several;
  }
}
