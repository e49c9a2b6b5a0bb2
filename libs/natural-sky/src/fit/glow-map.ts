import { columnAzimuthDeg, rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import { dome, domeCount, far, farCount, leastLogLight, townDirection } from './glow-model.js';

const perDegree = Math.PI / 180;

/**
 * Far glow and all domes together in every cell of a grid, nL; NaN below the horizon. The formulae are
 * those of `GlowLaw`, to the last bit: what depends on altitude alone is worked out once for a row,
 * what depends on azimuth alone once for a column.
 *
 * @param glow numbers of a far glow and its domes; empty for none
 */
export function glowMap(grid: MapGrid, glow: Float64Array): Float32Array {
  const { columns, rows } = grid;
  const map = new Float32Array(columns * rows).fill(NaN);
  const sides = sidesOf(grid);
  const spreads = spreadsOf(grid, glow);
  const farNl = new Float64Array(columns);
  const domesNl = new Float64Array(columns);
  for (let row = 0; row < rows; row += 1) {
    const altitudeDeg = rowAltitudeDeg(grid, row);
    if (altitudeDeg < 0) continue;
    if (glow.length > 0) farAlong(altitudeDeg, glow, sides, farNl);
    domesNl.fill(0);
    spreads.forEach((spread, k) => {
      addDome(altitudeDeg, glow, farCount + k * domeCount, spread, domesNl);
    });
    const first = row * columns;
    for (let column = 0; column < columns; column += 1) {
      map[first + column] = farNl[column] + domesNl[column];
    }
  }
  return map;
}

/** Cosine and sine of the azimuth of each column. */
interface Sides {
  readonly north: Float64Array;
  readonly east: Float64Array;
}

function sidesOf(grid: MapGrid): Sides {
  const azimuths = Float64Array.from(
    { length: grid.columns },
    (_, column) => columnAzimuthDeg(grid, column) * perDegree,
  );
  return { north: azimuths.map(Math.cos), east: azimuths.map(Math.sin) };
}

/** How much fainter each dome is in each column than in its middle, as a logarithm. */
function spreadsOf(grid: MapGrid, glow: Float64Array): Float64Array[] {
  const spreads: Float64Array[] = [];
  for (let first = farCount; first < glow.length; first += domeCount) {
    const narrowness = Math.exp(-2 * glow[first + dome.lnWidth]);
    spreads.push(
      Float64Array.from({ length: grid.columns }, (_, column) => {
        const azimuth = (columnAzimuthDeg(grid, column) * Math.PI) / 180;
        return narrowness * (Math.cos(azimuth - glow[first + dome.azimuth]) - 1);
      }),
    );
  }
  return spreads;
}

function farAlong(altitudeDeg: number, glow: Float64Array, sides: Sides, out: Float64Array): void {
  const towns = townDirection(glow);
  const cosAltitude = Math.cos(altitudeDeg * perDegree);
  const height = Math.exp(glow[far.lnHeight]);
  const bend = (altitudeDeg * altitudeDeg) / (180 * height);
  const slow = Math.exp(-altitudeDeg / height + glow[far.flatness] * bend);
  const skirt = Math.exp(glow[far.lnSkirt] - altitudeDeg / Math.exp(glow[far.lnSkirtHeight]));
  const horizon = Math.exp(glow[far.lnHorizon]);
  const contrast = glow[far.contrast];
  const { north, east } = sides;
  for (let column = 0; column < out.length; column += 1) {
    const side =
      cosAltitude * north[column] * towns.north + cosAltitude * east[column] * towns.east;
    out[column] = horizon * (1 + contrast * side) * (slow + skirt);
  }
}

/** Adds a dome to the cells of a row in which it is not too faint. */
function addDome(
  altitudeDeg: number,
  glow: Float64Array,
  first: number,
  spread: Float64Array,
  light: Float64Array,
): void {
  const amplitude = glow[first + dome.lnAmplitude];
  const inHeights = altitudeDeg * Math.exp(-glow[first + dome.lnHeight]);
  for (let column = 0; column < light.length; column += 1) {
    const logarithm = amplitude + spread[column] - inHeights;
    if (logarithm >= leastLogLight) light[column] += Math.exp(logarithm);
  }
}
