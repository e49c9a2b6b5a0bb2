import type { MapGrid } from '@nightskies/sky';
import type { SoughtStar } from './horizon-strip.js';
import type { SkylineScores } from './skyline-path.js';
import type { SmoothColumns } from './smooth-columns.js';
import { starCosts } from './star-evidence.js';

/** What an edge must have to be told from noise and from the gradients of the sky. */
const leastEdge = 0.06;
/** What an edge must have for terrain to be claimed: the night with none is to get none. */
const claim = 0.12;
/** Where there is no edge at all a free horizon is hardly likelier than terrain that goes on. */
const freeHorizon = 0.004;
/**
 * What the plainest edge in the sky above a skyline costs, and what of it is let pass: clouds have some.
 * One counts, for bright stars close together have many.
 */
const edgeInSky = 1;
const edgeLetPass = 0.3;
/** What a plain edge at altitude 0 costs a skyline above it: terrain hides the horizon. */
const openHorizon = 0.2;
/** Refraction, tilt and the sea's dip put the true horizon within these rows of altitude 0. */
const horizonRows = [-2, -1, 0, 1] as const;
/** The skyline beside a star that was seen this little above it is free sky for certain, rows. */
const starAbove = 15;

export interface WeighedSkyline extends SkylineScores {
  /** What speaks for a skyline at a level of a column by itself, 0 to 1. */
  readonly evidence: (column: number, level: number) => number;
}

/**
 * Scores of a skyline at each level: edges at it, plain edges above it, the horizon seen below it, stars.
 *
 * @param edges of `edgeStrength`
 */
export function skylineScores(
  { columns, rows, horizonRow }: SmoothColumns,
  edges: Float32Array,
  stripGrid: MapGrid,
  stars: readonly SoughtStar[],
): WeighedSkyline {
  const levels = rows - horizonRow;
  const score = new Float32Array(columns * levels);
  const edgeAt = (at: number): number => Math.max(0, (edges[at] - leastEdge) / (1 - leastEdge));
  const horizon = Float32Array.from({ length: columns }, (_, column) =>
    Math.max(...horizonRows.map((row) => edgeAt(column * rows + horizonRow + row))),
  );
  for (let column = 0; column < columns; column++) {
    const from = column * rows + horizonRow;
    const hidden = openHorizon * horizon[column];
    let above = 0;
    for (let k = levels - 1; k > 0; k--) {
      const edge = edgeAt(from + k);
      score[column * levels + k] = edge - claim - above - (k > horizonRows.length ? hidden : 0);
      const isPeak =
        edges[from + k] >= edges[from + k - 1] && edges[from + k] > edges[from + k + 1];
      if (isPeak) above = Math.max(above, edgeInSky * (edge - edgeLetPass));
    }
    score[column * levels] = horizon[column] - claim + freeHorizon - above;
  }
  const costs = stars.length === 0 ? null : starCosts(stripGrid, levels, stars);
  if (costs !== null) for (let at = 0; at < score.length; at++) score[at] -= costs[at];
  const evidence = (column: number, level: number): number => {
    const higher = Math.min(levels - 1, level + starAbove);
    if (costs !== null && costs[column * levels + higher] > costs[column * levels + level])
      return 1;
    if (level === 0) return horizon[column];
    const at = column * rows + horizonRow + level;
    return Math.max(edgeAt(at - 1), edgeAt(at), edgeAt(at + 1));
  };
  return { columns, levels, score, evidence };
}
