import { columnAzimuthDeg, wrapDeg, type MapGrid } from '@nightskies/sky';
import { edgeStrength } from './edge-strength.js';
import type { HorizonStrip, SoughtStar } from './horizon-strip.js';
import { skylinePath, type SkylineScores } from './skyline-path.js';
import { starCosts } from './star-evidence.js';
import { smoothColumns, type SmoothColumns } from './smooth-columns.js';
import { meanConfidence, skyAbove, type TerrainMask } from './terrain-mask.js';

/** What an edge must have for terrain to be claimed: the night with none is to get none. */
const claim = 0.12;
/** What a plain edge in the sky above a skyline costs, and what of it is let pass: clouds have some. */
const edgeInSky = 1;
const edgeLetPass = 0.3;
const roughness = { perRow: 0.06, most: 1.5 };

/** Neighbouring columns whose skylines differ by more are the two sides of a cliff, deg. */
const cliffDeg = 1;

/** A margin of so much is as good as certain (confidence 1 - 1/e^2). */
const plainMargin = 0.8;

/**
 * Terrain as a set's own frames show it: the line of edges around the horizon that fits best (see
 * `edgeStrength`), with no star seen below it and none missing above it. Nothing below altitude 0 is sky.
 * Without an edge the horizon is free and all above altitude 0 is sky; where there are no data near the
 * horizon so it is too, with confidence 0.
 *
 * Confidence follows from what it would cost to have the skyline elsewhere. It says nothing of terrain
 * higher than the strip.
 *
 * @param strip cells of about 0.1 deg from -0.6 deg or lower up to what terrain may reach
 * @param grid of the mask
 * @throws RangeError for a strip without the horizon in it
 */
export function proposeMask(
  strip: HorizonStrip,
  stars: readonly SoughtStar[],
  grid: MapGrid,
): TerrainMask {
  const upright = smoothColumns(strip);
  const scores = skylineScores(upright, edgeStrength(upright), strip.grid, stars);
  const { level, margin } = skylinePath(scores, roughness);
  const skyline = new Float64Array(upright.columns);
  const certain = new Float64Array(upright.columns);
  for (let column = 0; column < upright.columns; column++) {
    const known = knownShare(upright, column, level[column]);
    if (known < 0.5) continue;
    skyline[column] =
      level[column] === 0
        ? 0
        : Math.max(0, edgeAltitudeDeg(upright, strip.grid, column, level[column]));
    certain[column] = known * (1 - Math.exp((-2 * Math.max(0, margin[column])) / plainMargin));
  }
  const skylineDeg = new Float64Array(grid.columns);
  const confidence = new Float64Array(grid.columns);
  for (let column = 0; column < grid.columns; column++) {
    const azimuth = columnAzimuthDeg(grid, column);
    const { left, right, part } = neighbours(strip.grid, azimuth);
    const nearer = part < 0.5 ? left : right;
    // Across a cliff, and beside a gap, there is nothing between two columns.
    const isSlope =
      Math.abs(skyline[left] - skyline[right]) < cliffDeg &&
      certain[left] > 0 &&
      certain[right] > 0;
    skylineDeg[column] = isSlope ? between(skyline, left, right, part) : skyline[nearer];
    confidence[column] = isSlope ? between(certain, left, right, part) : certain[nearer];
  }
  return {
    ...{ grid, skylineDeg, confidence, origin: 'proposed' },
    sky: skyAbove(grid, skylineDeg),
    overallConfidence: meanConfidence(confidence),
  };
}

function skylineScores(
  { columns, rows, horizonRow }: SmoothColumns,
  edges: Float32Array,
  stripGrid: MapGrid,
  stars: readonly SoughtStar[],
): SkylineScores {
  const levels = rows - horizonRow;
  const score = new Float32Array(columns * levels);
  for (let column = 0; column < columns; column++) {
    const from = column * rows + horizonRow;
    let above = 0;
    for (let k = levels - 1; k >= 0; k--) {
      const edge = edges[from + k];
      score[column * levels + k] = (k === 0 ? 0 : edge - claim) - above;
      const isPeak = edge >= edges[from + k - 1] && edge > edges[from + k + 1];
      if (isPeak && edge > edgeLetPass) above += edgeInSky * (edge - edgeLetPass);
    }
  }
  if (stars.length > 0) {
    const costs = starCosts(stripGrid, levels, stars);
    for (let at = 0; at < score.length; at++) score[at] -= costs[at];
  }
  return { columns, levels, score };
}

/** Part with data of what is just above the horizon and about the skyline. */
function knownShare(upright: SmoothColumns, column: number, level: number): number {
  const { rows, horizonRow, light } = upright;
  const last = Math.min(rows, horizonRow + level + 10);
  let known = 0;
  for (let row = horizonRow; row < last; row++) {
    if (!Number.isNaN(light[column * rows + row])) known++;
  }
  return known / Math.max(1, last - horizonRow);
}

/**
 * Where light passes the middle between that of below and that of above, to a part of a row.
 */
function edgeAltitudeDeg(
  { rows, horizonRow, light }: SmoothColumns,
  grid: MapGrid,
  column: number,
  level: number,
): number {
  const at = column * rows + horizonRow + level;
  const below = middleOfThree(light[at - 3], light[at - 4], light[at - 5]);
  const above = middleOfThree(light[at + 2], light[at + 3], light[at + 4]);
  const half = (below + above) / 2;
  const boundary = grid.altitude0Deg + (horizonRow + level) * grid.stepDeg;
  const sign = Math.sign(above - below);
  for (let k = -2; k < 2; k++) {
    const [low, high] = [light[at + k - 1], light[at + k]];
    if (sign * (low - half) <= 0 && sign * (high - half) > 0) {
      return boundary + grid.stepDeg * (k - 0.5 + (half - low) / (high - low));
    }
  }
  return boundary;
}

/** Columns of the strip beside an azimuth, and how far it is from the left to the right one. */
function neighbours(
  { columns, azimuth0Deg, stepDeg }: MapGrid,
  azimuthDeg: number,
): { readonly left: number; readonly right: number; readonly part: number } {
  const place = wrapDeg(azimuthDeg - azimuth0Deg, 0) / stepDeg - 0.5;
  const lower = Math.floor(place);
  return { left: (lower + columns) % columns, right: (lower + 1) % columns, part: place - lower };
}

function between(values: Float64Array, left: number, right: number, part: number): number {
  return values[left] + (values[right] - values[left]) * part;
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
