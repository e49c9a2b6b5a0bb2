import { columnAzimuthDeg, wrapDeg, type MapGrid } from '@nightskies/sky';
import { edgeStrength } from './edge-strength.js';
import type { HorizonStrip, SoughtStar } from './horizon-strip.js';
import { skylineAltitudeDeg } from './skyline-altitude.js';
import { skylinePath } from './skyline-path.js';
import { skylineScores } from './skyline-scores.js';
import { smoothColumns, type SmoothColumns } from './smooth-columns.js';
import { meanConfidence, skyAbove, type TerrainMask } from './terrain-mask.js';

/** Skylines that rise steadily pay for it by the row; a cliff or a tower pays once. */
const roughness = { perRow: 0.06, most: 8 };

/** Neighbouring columns whose skylines differ by more are the two sides of a cliff, deg. */
const cliffDeg = 1;

/** A margin of so much is as good as certain (confidence 1 - 1/e^2). */
const plainMargin = 0.8;
/** What is left of the confidence of a skyline that only its neighbours tell of. */
const guessed = 0.3;
/** Evidence of the column itself from which its skyline is no guess, a mean over so many columns. */
const ownEvidence = 0.3;
const evidenceColumns = 5;

/**
 * Terrain as a set's own frames show it: the line of edges around the horizon that fits best (see
 * `edgeStrength`), with no star seen below it and none missing above it. Nothing below altitude 0 is sky.
 * Without an edge the horizon is free and all above altitude 0 is sky; where there are no data near the
 * horizon so it is too, with confidence 0.
 *
 * Confidence follows from what it would cost to have the skyline elsewhere, and from whether anything is
 * seen at it: an edge, a star close above. It says nothing of terrain higher than the strip.
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
  const own = runningMean(
    Float64Array.from(level, (at, column) =>
      Math.min(1, scores.evidence(column, at) / ownEvidence),
    ),
  );
  const skyline = new Float64Array(upright.columns);
  const certain = new Float64Array(upright.columns);
  for (let column = 0; column < upright.columns; column++) {
    const known = knownShare(upright, column, level[column]);
    if (known < 0.5) continue;
    skyline[column] =
      level[column] === 0 ? 0 : skylineAltitudeDeg(upright, strip.grid, column, level[column]);
    certain[column] =
      known *
      (guessed + (1 - guessed) * own[column]) *
      (1 - Math.exp((-2 * Math.max(0, margin[column])) / plainMargin));
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

/** Mean over neighbouring columns, all around. */
function runningMean(values: Float64Array): Float64Array {
  const { length } = values;
  return values.map((_, column) => {
    let sum = 0;
    for (let d = -evidenceColumns; d <= evidenceColumns; d++) {
      sum += values[(column + d + length) % length];
    }
    return sum / (2 * evidenceColumns + 1);
  });
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
